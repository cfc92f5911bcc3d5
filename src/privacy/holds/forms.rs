//! The forms of holds.

use time::{Date, Duration};

use super::queries::Owner;
use crate::civil::parse_date;
use crate::holds::model::TargetKind;
use crate::text::email::Email;
use crate::web::form::Check;
use crate::web::{FormState, Input};

const REASON_MAX: usize = 1000;
/// A hold that nobody looks at for longer is one that nobody remembers.
const LONGEST: Duration = Duration::days(366);

/// What every hold has.
#[derive(Debug, Clone)]
pub struct Terms {
    pub reason: String,
    pub owner: String,
    pub review_on: Date,
}

/// A business holds itself, or one of its clients by number.
pub fn of_business(input: &Input, owners: &[Owner], today: Date) -> Result<(Option<i64>, Terms), FormState> {
    let mut check = Check::new(input);
    let client = check.parse_optional("client", number);
    let terms = terms(&mut check, owners, today);
    check.finish(|| Some((client, terms?)))
}

/// The operator names a kind, and then whom.
pub fn of_operator(
    input: &Input,
    owners: &[Owner],
    today: Date,
) -> Result<(TargetKind, String, Terms), FormState> {
    let mut check = Check::new(input);
    let kind = check.parse("kind", |word| TargetKind::from_word(word).ok_or("Choose what is held."));
    let name = check.required("name", 254, "Say which one.");
    let terms = terms(&mut check, owners, today);
    check.finish(|| {
        let kind = kind?;
        let name = match kind {
            TargetKind::User => Email::parse(&name).map_or(name, |email| email.key().to_owned()),
            TargetKind::Contact | TargetKind::Workspace => name,
        };
        Some((kind, name, terms?))
    })
}

/// Only the next day of review.
pub fn review(input: &Input, today: Date) -> Result<Date, FormState> {
    let mut check = Check::new(input);
    let day = check.parse("review_on", |typed| day(typed, today));
    check.finish(|| day)
}

fn terms(check: &mut Check, owners: &[Owner], today: Date) -> Option<Terms> {
    let reason = check.text("reason", REASON_MAX);
    if reason.is_empty() {
        check.fail("reason", "Say why nothing may be deleted: the dispute, the law, the order.");
    }
    let owner = check.parse("owner", |typed| {
        let known = owners.iter().find(|(pseudonym, _)| pseudonym == typed);
        known.map(|(pseudonym, _)| pseudonym.clone()).ok_or("Choose who answers for the hold.")
    });
    let review_on = check.parse("review_on", |typed| day(typed, today));
    Some(Terms { reason, owner: owner?, review_on: review_on? })
}

fn day(typed: &str, today: Date) -> Result<Date, &'static str> {
    let day = parse_date(typed).ok_or("Enter the day on which the hold is looked at again.")?;
    match day {
        day if day <= today => Err("Choose a day after today."),
        day if day - today > LONGEST => Err("Choose a day within a year: a hold is looked at again at least once a year."),
        day => Ok(day),
    }
}

/// A number as it stands, or at the end of a page's address.
fn number(typed: &str) -> Result<i64, &'static str> {
    let digits = typed.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    digits.parse().map_err(|_| "Enter the client’s number: the last part of the address of their page.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn a_review_is_within_a_year_and_not_in_the_past() {
        let today = date!(2026 - 11 - 25);
        assert_eq!(day("2027-02-01", today), Ok(date!(2027 - 02 - 01)));
        for wrong in ["", "soon", "2026-11-25", "2020-01-01", "2030-01-01"] {
            assert!(day(wrong, today).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_client_is_known_by_number_or_address() {
        assert_eq!(number("12"), Ok(12));
        assert_eq!(number("https://x.test/contacts/12/"), Ok(12));
        assert!(number("Mia").is_err());
    }
}
