//! The slow hashes of passwords, on threads of their own: a storm of sign-ins waits in line,
//! or is told to come back, and never takes the threads that serve pages.
//!
//! Uses bcrypt, and nothing of this crate but the normal form beside it.

use super::normalised;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use tokio::sync::oneshot;

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
            thread::Builder::new().name(format!("password-{number}")).spawn(move || work(&jobs))?;
        }
        Ok(Self { cost, queue })
    }

    pub async fn hash(&self, password: String) -> Result<String, HashError> {
        let cost = self.cost;
        self.run(move || bcrypt::hash(digest(&password), cost)).await
    }

    /// Whether the password is the one the hash was made of. Without a hash (there is no such
    /// account) the answer is no, and takes just as long.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool, HashError> {
        let exists = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.nobodys_hash());
        let matches = self.run(move || bcrypt::verify(digest(&password), &hash)).await?;
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

/// Under a minute of waiting even where one thread does all the work at cost 12.
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
    let digest =
        Sha256::new().chain_update("clientsync password v1\0").chain_update(normalised(password)).finalize();
    STANDARD.encode(digest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, Instant};

    const QUICK: u32 = 4;

    fn block_on<T>(future: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
    }

    fn hasher() -> Hasher {
        Hasher::new(QUICK, 2).unwrap()
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
            assert_eq!(hasher.verify(format!("{long}y"), Some(hash.clone())).await, Ok(false));
            assert_eq!(hasher.verify(format!("{long}x"), Some(hash)).await, Ok(true));
            let hash = hasher.hash("a\0b".to_owned()).await.unwrap();
            assert_eq!(hasher.verify("a\0c".to_owned(), Some(hash)).await, Ok(false));
        });
    }

    #[test]
    fn unicode_forms_are_one_password() {
        block_on(async {
            let hasher = hasher();
            let hash = hasher.hash("caf\u{e9}".to_owned()).await.unwrap();
            assert_eq!(hasher.verify("cafe\u{301}".to_owned(), Some(hash)).await, Ok(true));
        });
    }

    #[test]
    fn nobody_takes_as_long_as_somebody() {
        block_on(async {
            let hasher = Hasher::new(8, 1).unwrap();
            let hash = hasher.hash("x".to_owned()).await.unwrap();
            let mut times = [Duration::MAX; 2];
            let alike = |[one, other]: [Duration; 2]| other * 2 > one && one * 2 > other;
            // A busy machine makes single tries slow; the quickest of many tell what each costs.
            for round in 0..60 {
                if round >= 5 && alike(times) {
                    break;
                }
                for (time, hash) in times.iter_mut().zip([Some(hash.clone()), None]) {
                    let started = Instant::now();
                    assert_eq!(hasher.verify("y".to_owned(), hash).await, Ok(false));
                    *time = (*time).min(started.elapsed());
                }
            }
            assert!(alike(times), "(somebody, nobody): {times:?}");
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
}
