//! Passwords: which are good enough, and their hashes.
//!
//! Uses nothing else of this crate. Passwords must never reach a log or a page again.
//!
//! Length and guessability decide, not kinds of characters (NIST SP 800-63B-4). Hashing is slow
//! on purpose, so it has threads of its own: a storm of sign-ins waits in line, or is told
//! to come back, and never takes the threads that serve pages.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use tokio::sync::oneshot;
use unicode_normalization::UnicodeNormalization;
use zxcvbn::{Score, zxcvbn};

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PasswordProblem {
    #[error("Enter a password.")]
    Missing,
    #[error("Use at least {least} characters.")]
    TooShort { least: usize },
    #[error("Use at most {LONGEST} characters.")]
    TooLong,
    #[error("This password is too easy to guess. {advice}")]
    TooEasy { advice: String },
}

/// How hard a password is to guess, for the meter beside the field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strength {
    /// From 0 to 4; from 3 (2 with a second factor) it is accepted if long enough.
    pub score: u8,
    pub label: &'static str,
    /// What would make it better, or nothing.
    pub advice: String,
}

/// When the password is all that protects the account.
pub const SHORTEST_ALONE: usize = 15;
pub const SHORTEST_WITH_SECOND_FACTOR: usize = 8;
pub const LONGEST: usize = 1000;

/// Whether a password may be chosen. `personal` is what others know of the person (name,
/// e-mail address, business): it makes a password easier to guess.
pub fn check(
    password: &str,
    with_second_factor: bool,
    personal: &[&str],
) -> Result<(), PasswordProblem> {
    let length = normalised(password).chars().count();
    let least = if with_second_factor {
        SHORTEST_WITH_SECOND_FACTOR
    } else {
        SHORTEST_ALONE
    };
    if length == 0 {
        return Err(PasswordProblem::Missing);
    }
    if length < least {
        return Err(PasswordProblem::TooShort { least });
    }
    if length > LONGEST {
        return Err(PasswordProblem::TooLong);
    }
    let strength = strength(password, personal);
    let wanted = if with_second_factor {
        GOOD_WITH_SECOND_FACTOR
    } else {
        GOOD_ALONE
    };
    if strength.score < wanted {
        return Err(PasswordProblem::TooEasy {
            advice: strength.advice,
        });
    }
    Ok(())
}

pub fn strength(password: &str, personal: &[&str]) -> Strength {
    let password: String = normalised(password).chars().take(LONGEST_JUDGED).collect();
    let known = known_words(personal);
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    // Nearly everybody who must add a mark adds it at the end: it makes little difference.
    let unmarked = password.trim_end_matches(|c: char| !c.is_alphanumeric());
    let judged = if unmarked.is_empty() {
        &password
    } else {
        unmarked
    };
    let entropy = zxcvbn(judged, &known);
    let score = entropy.score();
    let advice = match entropy.feedback() {
        Some(feedback) if u8::from(score) < GOOD_ALONE => advice(feedback),
        _ => String::new(),
    };
    Strength {
        score: score.into(),
        label: label(score),
        advice,
    }
}

const GOOD_ALONE: u8 = 3;
/// What eight random characters reach.
const GOOD_WITH_SECOND_FACTOR: u8 = 2;
/// The judgement takes time that grows faster than the length; past this it changes nothing.
const LONGEST_JUDGED: usize = 100;
/// Shorter words occur inside good passwords by chance.
const SHORTEST_KNOWN: usize = 3;

fn label(score: Score) -> &'static str {
    match score {
        Score::Zero => "Very weak",
        Score::One => "Weak",
        Score::Two => "Fair",
        Score::Three => "Good",
        _ => "Strong",
    }
}

fn advice(feedback: &zxcvbn::feedback::Feedback) -> String {
    let warning = feedback.warning().map(|warning| warning.to_string());
    let fallback = "Several words that have nothing to do with each other are hard to guess.";
    match warning {
        Some(warning) => format!("{warning} {fallback}"),
        None => fallback.to_owned(),
    }
}

/// Each personal text as a whole, and its words: of an e-mail address the name and the domain.
fn known_words(personal: &[&str]) -> Vec<String> {
    let words = personal
        .iter()
        .flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
    let whole = personal.iter().copied();
    whole
        .chain(words)
        .filter(|word| word.chars().count() >= SHORTEST_KNOWN)
        .map(str::to_lowercase)
        .collect()
}

/// The same password typed on another keyboard may arrive in another Unicode form.
fn normalised(password: &str) -> String {
    password.nfc().collect()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HashError {
    /// Too many are waiting: the caller answers "try again in a moment".
    #[error("too many passwords are waiting to be checked")]
    Busy,
    #[error("the password could not be hashed or the stored hash is damaged")]
    Failed,
}

/// Hashes and checks passwords on threads of its own. Cheap to clone; the threads end with
/// the last clone.
#[derive(Clone)]
pub struct Hasher {
    cost: u32,
    queue: SyncSender<Job>,
}

impl Hasher {
    /// As many threads as there are cores, but for one that stays free for pages.
    pub fn default_threads() -> usize {
        thread::available_parallelism().map_or(1, |cores| cores.get().saturating_sub(1).max(1))
    }

    pub fn new(cost: u32, threads: usize) -> std::io::Result<Self> {
        let (queue, jobs) = sync_channel(LONGEST_QUEUE);
        let jobs = Arc::new(Mutex::new(jobs));
        for number in 0..threads.max(1) {
            let jobs = Arc::clone(&jobs);
            thread::Builder::new()
                .name(format!("password-{number}"))
                .spawn(move || work(&jobs))?;
        }
        Ok(Self { cost, queue })
    }

    pub async fn hash(&self, password: String) -> Result<String, HashError> {
        let cost = self.cost;
        self.run(move || bcrypt::hash(digest(&password), cost))
            .await
    }

    /// Whether the password is the one the hash was made of. Without a hash (there is no such
    /// account) the answer is no, and takes just as long.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool, HashError> {
        let exists = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.nobodys_hash());
        let matches = self
            .run(move || bcrypt::verify(digest(&password), &hash))
            .await?;
        Ok(exists && matches)
    }

    /// A well-formed hash of the same cost that no password is known for.
    fn nobodys_hash(&self) -> String {
        format!("$2b${:02}${}", self.cost, ".".repeat(SALT_AND_HASH))
    }

    async fn run<T, F>(&self, task: F) -> Result<T, HashError>
    where
        T: Send + 'static,
        F: FnOnce() -> Result<T, bcrypt::BcryptError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let job: Job = Box::new(move || {
            // Whoever asked may have gone away while the job waited.
            if !reply.is_closed() {
                let _ = reply.send(task().map_err(|_| HashError::Failed));
            }
        });
        self.queue.try_send(job).map_err(|error| match error {
            TrySendError::Full(_) => HashError::Busy,
            TrySendError::Disconnected(_) => HashError::Failed,
        })?;
        answer.await.unwrap_or(Err(HashError::Failed))
    }
}

type Job = Box<dyn FnOnce() + Send>;

/// About ten seconds of work for one thread at cost 10, forty at cost 12.
const LONGEST_QUEUE: usize = 256;
const SALT_AND_HASH: usize = 53;

fn work(jobs: &Mutex<Receiver<Job>>) {
    loop {
        let next = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = next else {
            return;
        };
        job();
    }
}

/// bcrypt looks at 72 bytes and stops at a NUL; the digest lets the whole password count.
/// The prefix keeps leaked plain SHA-256 lists from being tried against our hashes.
fn digest(password: &str) -> String {
    let digest = Sha256::new()
        .chain_update("clientsync password v1\0")
        .chain_update(normalised(password))
        .finalize();
    STANDARD.encode(digest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::time::{Duration, Instant};

    const QUICK: u32 = 4;

    fn block_on<T>(future: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap()
            .block_on(future)
    }

    fn hasher() -> Hasher {
        Hasher::new(QUICK, 2).unwrap()
    }

    fn easy(password: &str, personal: &[&str]) -> bool {
        matches!(
            check(password, false, personal),
            Err(PasswordProblem::TooEasy { .. })
        )
    }

    #[test]
    fn phrases_are_accepted() {
        for password in [
            "correct horse battery staple",
            "correcthorsebattery",
            "mybluecarisfast",
            "thecatsatonamat",
            "purple lamp river",
            "sunnydaysinapril",
            "zwölf boxkämpfer jagen",
            "山田さんは毎朝コーヒーを飲みます",
            "пять зелёных яблок",
            "kX9#mQ2$vL7@pR4",
        ] {
            assert_eq!(
                check(password, false, &["Ann", "ann@example.com"]),
                Ok(()),
                "{password}"
            );
        }
    }

    #[test]
    fn easy_ones_are_refused() {
        for password in [
            "password1234567",
            "Password1234567!",
            "welcome12345678!!",
            "123456789012345",
            "aaaaaaaaaaaaaaa",
            "qwertyuiopasdfg",
            "passwordpassword",
            "abcabcabcabcabc",
            "abcdefghijklmnop",
            "000000000000000",
        ] {
            assert!(easy(password, &[]), "{password}");
        }
        assert!(easy(
            "annleeexamplecom",
            &["Ann Lee", "ann.lee@example.com"]
        ));
        assert!(easy("rivierabarbershop", &["Riviera Barbershop"]));
    }

    #[test]
    fn length_depends_on_the_second_factor() {
        let random = "kX9#mQ2$v";
        assert_eq!(check("", true, &[]), Err(PasswordProblem::Missing));
        assert_eq!(
            check(random, false, &[]),
            Err(PasswordProblem::TooShort { least: 15 })
        );
        assert_eq!(check(random, true, &[]), Ok(()));
        assert_eq!(check("x7Kp2mQz", true, &[]), Ok(()));
        assert!(check("password1!", true, &[]).is_err());
        assert_eq!(
            check("kX9#mQ2", true, &[]),
            Err(PasswordProblem::TooShort { least: 8 })
        );
        assert_eq!(
            check(&"kX9#".repeat(251), false, &[]),
            Err(PasswordProblem::TooLong)
        );
        // Characters are counted, not bytes, and composed ones once.
        assert_eq!(
            check("e\u{301}e\u{301}e\u{301}e\u{301}", true, &[]),
            Err(PasswordProblem::TooShort { least: 8 })
        );
    }

    #[test]
    fn advice_is_a_sentence() {
        let weak = strength("password1234567", &[]);
        assert!(weak.score < 3);
        assert!(weak.advice.ends_with('.'), "{}", weak.advice);
        let strong = strength("correct horse battery staple", &[]);
        assert_eq!(
            (strong.score, strong.label, strong.advice.as_str()),
            (4, "Strong", "")
        );
    }

    #[test]
    fn judging_is_quick() {
        for password in [
            "a1".repeat(500),
            "password".repeat(120),
            "correct horse battery ".repeat(40),
            "aA@4".repeat(250),
        ] {
            let started = Instant::now();
            strength(&password, &["Ann Lee", "ann@example.com"]);
            assert!(
                started.elapsed() < Duration::from_secs(1),
                "{:?}",
                started.elapsed()
            );
        }
    }

    #[test]
    fn hashes_verify() {
        block_on(async {
            let hasher = hasher();
            let hash = hasher.hash("correct horse".to_owned()).await.unwrap();
            assert!(hash.starts_with("$2b$04$"), "{hash}");
            assert_eq!(hash.len(), 60);
            let verify = |password: &str| hasher.verify(password.to_owned(), Some(hash.clone()));
            assert_eq!(verify("correct horse").await, Ok(true));
            assert_eq!(verify("correct horsf").await, Ok(false));
            assert_eq!(verify("").await, Ok(false));
        });
    }

    #[test]
    fn the_cost_is_in_the_hash() {
        let hash = block_on(Hasher::new(12, 1).unwrap().hash("x".to_owned())).unwrap();
        assert!(hash.starts_with("$2b$12$"), "{hash}");
    }

    #[test]
    fn the_whole_password_counts() {
        block_on(async {
            let hasher = hasher();
            let long = "a".repeat(200);
            let hash = hasher.hash(format!("{long}x")).await.unwrap();
            assert_eq!(
                hasher.verify(format!("{long}y"), Some(hash.clone())).await,
                Ok(false)
            );
            assert_eq!(
                hasher.verify(format!("{long}x"), Some(hash)).await,
                Ok(true)
            );
            let hash = hasher.hash("a\0b".to_owned()).await.unwrap();
            assert_eq!(
                hasher.verify("a\0c".to_owned(), Some(hash)).await,
                Ok(false)
            );
        });
    }

    #[test]
    fn unicode_forms_are_one_password() {
        block_on(async {
            let hasher = hasher();
            let hash = hasher.hash("caf\u{e9}".to_owned()).await.unwrap();
            assert_eq!(
                hasher.verify("cafe\u{301}".to_owned(), Some(hash)).await,
                Ok(true)
            );
        });
    }

    #[test]
    fn nobody_takes_as_long_as_somebody() {
        block_on(async {
            let hasher = Hasher::new(8, 1).unwrap();
            let hash = hasher.hash("x".to_owned()).await.unwrap();
            let mut times = [Duration::MAX; 2];
            for _ in 0..5 {
                for (time, hash) in times.iter_mut().zip([Some(hash.clone()), None]) {
                    let started = Instant::now();
                    assert_eq!(hasher.verify("y".to_owned(), hash).await, Ok(false));
                    *time = (*time).min(started.elapsed());
                }
            }
            let [somebody, nobody] = times;
            assert!(
                nobody * 2 > somebody && somebody * 2 > nobody,
                "{somebody:?} {nobody:?}"
            );
        });
    }

    #[test]
    fn damaged_hashes_are_errors() {
        let hasher = hasher();
        for hash in ["", "x", "$2b$04$short"] {
            let result = block_on(hasher.verify("x".to_owned(), Some(hash.to_owned())));
            assert_eq!(result, Err(HashError::Failed), "{hash}");
        }
    }

    #[test]
    fn a_full_queue_says_so() {
        // No thread takes jobs out of this queue.
        let (queue, _jobs) = sync_channel(0);
        let hasher = Hasher { cost: QUICK, queue };
        assert_eq!(block_on(hasher.hash("x".to_owned())), Err(HashError::Busy));
    }

    #[test]
    fn threads_end_with_the_hasher() {
        let (queue, jobs) = sync_channel::<Job>(1);
        let worker = thread::spawn(move || work(&Mutex::new(jobs)));
        drop(queue);
        assert!(worker.join().is_ok());
    }

    proptest! {
        #[test]
        fn any_text_is_judged(password in any::<String>(), personal in any::<String>()) {
            let strength = strength(&password, &[&personal]);
            prop_assert!(strength.score <= 4);
            let _ = check(&password, true, &[&personal]);
        }
    }
}
