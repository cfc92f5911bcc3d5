//! Passwords: which are good enough, and (in `hasher`) their hashes.
//!
//! Pure; uses nothing else of this crate. Passwords must never reach a log or a page again.
//!
//! Length and guessability decide, not kinds of characters (NIST SP 800-63B-4).

mod hasher;

pub use hasher::{HashError, Hasher};

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
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
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
pub fn check(password: &str, with_second_factor: bool, personal: &[&str]) -> Result<(), PasswordProblem> {
    let length = normalised(password).chars().count();
    let least = if with_second_factor { SHORTEST_WITH_SECOND_FACTOR } else { SHORTEST_ALONE };
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
    let wanted = if with_second_factor { GOOD_WITH_SECOND_FACTOR } else { GOOD_ALONE };
    if strength.score < wanted {
        return Err(PasswordProblem::TooEasy { advice: strength.advice });
    }
    Ok(())
}

pub fn strength(password: &str, personal: &[&str]) -> Strength {
    let password: String = normalised(password).chars().take(LONGEST_JUDGED).collect();
    let known = known_words(personal);
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    // Nearly everybody who must add a mark adds it at the end: it makes little difference.
    let unmarked = password.trim_end_matches(|c: char| !c.is_alphanumeric());
    let judged = if unmarked.is_empty() { &password } else { unmarked };
    let entropy = zxcvbn(judged, &known);
    let score = entropy.score();
    let advice = match entropy.feedback() {
        Some(feedback) if u8::from(score) < GOOD_ALONE => advice(feedback),
        _ => String::new(),
    };
    Strength { score: score.into(), label: label(score), advice }
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

/// Each personal text, written as one word, and its words: of an e-mail address the name
/// and the domain.
fn known_words(personal: &[&str]) -> Vec<String> {
    let apart = |c: char| !c.is_alphanumeric();
    let words = personal.iter().flat_map(|text| text.split(apart)).map(str::to_lowercase);
    let joined = personal.iter().map(|text| text.replace(apart, "").to_lowercase());
    let whole = personal.iter().map(|text| text.to_lowercase());
    words.chain(joined).chain(whole).filter(|word| word.chars().count() >= SHORTEST_KNOWN).collect()
}

/// The same password typed on another keyboard may arrive in another Unicode form.
fn normalised(password: &str) -> String {
    password.nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::time::{Duration, Instant};

    fn easy(password: &str, personal: &[&str]) -> bool {
        matches!(check(password, false, personal), Err(PasswordProblem::TooEasy { .. }))
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
            assert_eq!(check(password, false, &["Ann", "ann@example.com"]), Ok(()), "{password}");
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
        assert!(easy("annleeexamplecom", &["Ann Lee", "ann.lee@example.com"]));
        assert!(easy("rivierabarbershop", &["Riviera Barbershop"]));
    }

    #[test]
    fn length_depends_on_the_second_factor() {
        let random = "kX9#mQ2$v";
        assert_eq!(check("", true, &[]), Err(PasswordProblem::Missing));
        assert_eq!(check(random, false, &[]), Err(PasswordProblem::TooShort { least: 15 }));
        assert_eq!(check(random, true, &[]), Ok(()));
        assert_eq!(check("x7Kp2mQz", true, &[]), Ok(()));
        assert!(check("password1!", true, &[]).is_err());
        assert_eq!(check("kX9#mQ2", true, &[]), Err(PasswordProblem::TooShort { least: 8 }));
        assert_eq!(check(&"kX9#".repeat(251), false, &[]), Err(PasswordProblem::TooLong));
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
        assert_eq!((strong.score, strong.label, strong.advice.as_str()), (4, "Strong", ""));
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
            assert!(started.elapsed() < Duration::from_secs(1), "{:?}", started.elapsed());
        }
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
