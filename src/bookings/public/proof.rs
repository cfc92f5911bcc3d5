//! What keeps programs from filling the booking page without asking anybody else's help: a form
//! that was handed out here, not too long and not too shortly ago; a field that people don't see;
//! and a proof of work that a browser's script does while somebody types. Without JavaScript the
//! same form works, under a stricter limit.

use sha2::{Digest, Sha256};
use time::Duration;

use crate::clock::Instant;
use crate::db::ids;
use crate::error::AppResult;
use crate::secrets::Secrets;
use crate::web::Input;

/// Zero bits at the beginning of the digest: some ten thousand tries.
pub const BITS: u32 = 14;
/// Nobody reads and fills the form faster.
const SHORTEST: Duration = Duration::seconds(3);
const LONGEST: Duration = Duration::hours(12);

/// A new form: when, a random key, and the seal over both.
pub fn hand_out(secrets: &Secrets, now: Instant) -> AppResult<String> {
    let body = format!("{}.{}", now.assume_utc().unix_timestamp(), ids::random_key()?);
    Ok(format!("{body}.{}", seal(secrets, &body)))
}

fn seal(secrets: &Secrets, body: &str) -> String {
    let mut seal = secrets.digest("booking form", body);
    seal.truncate(32);
    seal
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Proven,
    Unproven,
    /// Filled faster than anybody can.
    TooFast,
    /// Not handed out here, or too long ago.
    Stale,
    /// The field that people don't see was filled.
    Trapped,
}

/// The field that only programs fill.
pub const TRAP: &str = "website";

pub fn judge(secrets: &Secrets, input: &Input, now: Instant) -> Verdict {
    let form = input.get("form");
    let Some((body, given)) = form.rsplit_once('.') else { return Verdict::Stale };
    let at = body.split('.').next().and_then(|at| at.parse().ok());
    let at = at.and_then(|at| time::OffsetDateTime::from_unix_timestamp(at).ok());
    let Some(at) = at.filter(|_| seal(secrets, body) == given) else { return Verdict::Stale };
    let age = now.assume_utc() - at;
    if !input.get(TRAP).is_empty() {
        return Verdict::Trapped;
    }
    match age {
        age if age > LONGEST => Verdict::Stale,
        age if age < SHORTEST => Verdict::TooFast,
        _ if is_proof(form, input.get("proof")) => Verdict::Proven,
        _ => Verdict::Unproven,
    }
}

/// The same computation as in `proof.js`.
fn is_proof(form: &str, proof: &str) -> bool {
    let digest = Sha256::digest(format!("{form}:{proof}"));
    let Some(head) = digest.first_chunk::<4>() else { return false };
    !proof.is_empty() && proof.len() <= 20 && u32::from_be_bytes(*head).leading_zeros() >= BITS
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    const NOW: Instant = datetime!(2026-11-03 9:00);

    fn secrets() -> Secrets {
        Secrets::of("0123456789abcdef")
    }

    fn sent(form: &str, proof: &str, trap: &str) -> Input {
        let pairs = [("form", form), ("proof", proof), (TRAP, trap)];
        Input::from_pairs(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec())
    }

    fn solve(form: &str) -> String {
        (0_u64..).map(|n| n.to_string()).find(|n| is_proof(form, n)).unwrap()
    }

    #[test]
    fn a_form_is_taken_once_it_can_have_been_filled() {
        let form = hand_out(&secrets(), NOW).unwrap();
        let judged = |after, proof: &str, trap| judge(&secrets(), &sent(&form, proof, trap), NOW + after);
        let minute = Duration::MINUTE;
        assert_eq!(judged(Duration::ZERO, "", ""), Verdict::TooFast);
        assert_eq!(judged(minute, "", ""), Verdict::Unproven);
        assert_eq!(judged(minute, "1", ""), Verdict::Unproven);
        assert_eq!(judged(minute, &solve(&form), ""), Verdict::Proven);
        assert_eq!(judged(minute, "", "https://spam.example"), Verdict::Trapped);
        assert_eq!(judged(Duration::hours(13), &solve(&form), ""), Verdict::Stale);
    }

    #[test]
    fn a_form_that_was_made_up_is_refused() {
        let form = hand_out(&secrets(), NOW).unwrap();
        let later = NOW + Duration::MINUTE;
        let altered = form.replacen('.', "1.", 1);
        for made_up in ["", "x", "1.2.3", altered.as_str()] {
            assert_eq!(judge(&secrets(), &sent(made_up, "", ""), later), Verdict::Stale, "{made_up}");
        }
        let other = Secrets::of("another");
        assert_eq!(judge(&other, &sent(&form, "", ""), later), Verdict::Stale);
    }
}
