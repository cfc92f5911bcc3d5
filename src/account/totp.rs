//! The second factor: time-based codes of an authenticator app, and recovery codes for the
//! day the phone is lost.
//!
//! Pure; uses [`crate::text`]. Secrets and codes must never reach a log.

use crate::text::fold::digits;
use qrcode::QrCode;
use qrcode::render::svg;
use rand::seq::IndexedRandom;
use sha2::{Digest, Sha256};
use totp_rs::{Builder, Secret, Totp};

const ISSUER: &str = "ClientSync";
const STEP_SECONDS: i64 = 30;
/// How many steps a clock may be off, each way.
const TOLERANCE: i64 = 1;

/// A new secret, in base 32, as it is stored (encrypted) and as a person may type it.
pub fn new_secret() -> String {
    Secret::generate().to_base32()
}

/// The address an authenticator app reads from the QR code; `None` when the secret is damaged.
pub fn uri(secret: &str, account_email: &str) -> Option<String> {
    // A colon would end the account's name inside the address.
    let account = account_email.replace(':', "");
    let secret = Secret::try_from_base32(secret).ok()?;
    let totp = Builder::new()
        .with_secret(secret)
        .with_issuer(Some(ISSUER))
        .with_account_name(account)
        .build()
        .ok()?;
    totp.to_url().ok()
}

/// The QR code of an address as inline SVG, dark on light in either theme, so that it scans.
pub fn qr_svg(uri: &str) -> Option<String> {
    let code = QrCode::new(uri.as_bytes()).ok()?;
    let document = code.render::<svg::Color>().min_dimensions(220, 220).build();
    let start = document.find("<svg")?;
    let label = r#"<svg role="img" aria-label="QR code for your authenticator app""#;
    Some(document[start..].replacen("<svg", label, 1))
}

/// The step a code belongs to, to be stored as the last one used; `None` for a wrong code,
/// and for one that was used before.
pub fn verify(secret: &str, code: &str, at_unix: i64, last_used_step: Option<i64>) -> Option<i64> {
    let code = digits(code);
    let totp = codes(secret)?;
    let now = at_unix.div_euclid(STEP_SECONDS);
    (now - TOLERANCE..=now + TOLERANCE)
        .filter(|step| last_used_step.is_none_or(|used| *step > used))
        .find(|step| belongs_to(&totp, &code, *step))
}

/// Ten codes to be shown once; what is stored of each is its [`recovery_key`].
pub fn new_recovery_codes() -> Vec<String> {
    (0..RECOVERY_CODES).map(|_| new_recovery_code()).collect()
}

/// What is stored of a recovery code, and looked up when one is typed. The code has 59 random
/// bits, so a fast hash is enough.
pub fn recovery_key(code: &str) -> String {
    let typed: String =
        code.chars().filter(|c| c.is_ascii_alphanumeric()).map(|c| c.to_ascii_lowercase()).collect();
    hex::encode(Sha256::digest(typed))
}

const RECOVERY_CODES: usize = 10;
const RECOVERY_GROUPS: usize = 3;
const RECOVERY_GROUP: usize = 4;
/// Without the letters and digits that look like one another.
const CLEAR_LETTERS: &[u8] = b"23456789abcdefghjkmnpqrstuvwxyz";

/// No window here: the steps are tried one by one, so that used ones can be left out.
fn codes(secret: &str) -> Option<Totp> {
    let secret = Secret::try_from_base32(secret).ok()?;
    let builder = Builder::new().with_secret(secret).with_skew(0);
    builder.with_account_name(ISSUER).build().ok()
}

fn belongs_to(totp: &Totp, code: &str, step: i64) -> bool {
    let at = step.checked_mul(STEP_SECONDS).and_then(|at| u64::try_from(at).ok());
    at.is_some_and(|at| totp.check(code, at).is_some())
}

fn new_recovery_code() -> String {
    let groups: Vec<String> = (0..RECOVERY_GROUPS).map(|_| random_letters()).collect();
    groups.join("-")
}

fn random_letters() -> String {
    let mut random = rand::rng();
    (0..RECOVERY_GROUP)
        .filter_map(|_| CLEAR_LETTERS.choose(&mut random))
        .map(|letter| char::from(*letter))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    /// RFC 6238, appendix B: "12345678901234567890".
    const RFC_SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    fn code_at(secret: &str, at: i64) -> String {
        codes(secret).unwrap().generate(u64::try_from(at).unwrap()).to_string()
    }

    #[test]
    fn the_standard_s_codes_are_accepted() {
        for (at, code) in [(59, "287082"), (1_111_111_109, "081804"), (2_000_000_000, "279037")] {
            assert_eq!(verify(RFC_SECRET, code, at, None), Some(at / 30), "{at}");
        }
        assert_eq!(verify(RFC_SECRET, " 081 804 ", 1_111_111_109, None), Some(37_037_036));
        assert_eq!(verify(RFC_SECRET, "٠٨١٨٠٤", 1_111_111_109, None), Some(37_037_036));
    }

    #[test]
    fn clocks_may_be_a_little_off() {
        let secret = new_secret();
        let now = 1_800_000_000;
        for (off, accepted) in [(-60, false), (-30, true), (0, true), (30, true), (60, false)] {
            let step = verify(&secret, &code_at(&secret, now + off), now, None);
            assert_eq!(step, accepted.then_some((now + off) / 30), "{off}");
        }
    }

    #[test]
    fn a_code_works_once() {
        let secret = new_secret();
        let now = 1_800_000_000;
        let code = code_at(&secret, now);
        let step = verify(&secret, &code, now, None);
        assert!(step.is_some());
        assert_eq!(verify(&secret, &code, now + 5, step), None);
        assert_eq!(verify(&secret, &code_at(&secret, now - 30), now, step), None);
        assert!(verify(&secret, &code_at(&secret, now + 30), now, step).is_some());
    }

    #[test]
    fn nonsense_is_no_code() {
        for code in ["", "12345", "1234567", "abcdef"] {
            assert_eq!(verify(RFC_SECRET, code, 59, None), None, "{code}");
        }
        assert_eq!(verify("not base 32!", "287082", 59, None), None);
        assert_eq!(verify("", "287082", 59, None), None);
        assert_eq!(verify(RFC_SECRET, "287082", i64::MIN, None), None);
        assert_eq!(verify(RFC_SECRET, "287082", i64::MAX, None), None);
    }

    #[test]
    fn the_address_names_the_account() {
        let uri = uri(RFC_SECRET, "ann@example.com").unwrap();
        assert!(uri.starts_with("otpauth://totp/ClientSync:ann%40example.com?"), "{uri}");
        assert!(uri.contains(&format!("secret={RFC_SECRET}")), "{uri}");
        assert!(uri.contains("issuer=ClientSync"), "{uri}");
    }

    #[test]
    fn the_qr_code_has_nothing_the_policy_forbids() {
        let svg = qr_svg(&uri(&new_secret(), "ann@example.com").unwrap()).unwrap();
        assert!(svg.starts_with("<svg role=\"img\" aria-label="), "{svg}");
        assert!(svg.ends_with("</svg>"));
        assert!(!svg.contains("style") && !svg.contains("<?xml") && !svg.contains("script"));
        assert_eq!(qr_svg(&"x".repeat(5000)), None);
    }

    #[test]
    fn recovery_codes_are_ten_and_differ() {
        let codes = new_recovery_codes();
        assert_eq!(codes.iter().collect::<HashSet<_>>().len(), 10);
        for code in codes {
            assert_eq!(code.len(), 14);
            let groups: Vec<&str> = code.split('-').collect();
            assert_eq!(groups.len(), 3);
            assert!(groups.concat().bytes().all(|b| CLEAR_LETTERS.contains(&b)), "{code}");
        }
    }

    #[test]
    fn recovery_codes_may_be_typed_loosely() {
        let key = recovery_key("k3f7-9qpx-2mvd");
        assert_eq!(key.len(), 64);
        for typed in ["K3F7-9QPX-2MVD", " k3f7 9qpx 2mvd ", "k3f79qpx2mvd", "k3f7–9qpx–2mvd"] {
            assert_eq!(recovery_key(typed), key);
        }
        assert_ne!(recovery_key("k3f7-9qpx-2mve"), key);
    }

    proptest! {
        #[test]
        fn never_panics(secret in any::<String>(), code in any::<String>(), at in any::<i64>(), used in any::<Option<i64>>()) {
            let _ = verify(&secret, &code, at, used);
            let _ = verify(RFC_SECRET, &code, at, used);
            let _ = uri(RFC_SECRET, &code);
        }
    }
}
