//! What the forms of the waitlist send, checked.

use time::{Date, Duration};

use super::model::{LONGEST_DAYS, Part, Span};
use crate::bookings::desk::forms::{For, client};
use crate::civil::parse_date;
use crate::web::{Check, FormState, Input};

/// The days and the part of the day on which somebody can come.
pub fn span(check: &mut Check, today: Date) -> Option<Span> {
    let first = check.parse("first_day", |typed| coming(typed, today));
    let last = check.parse("last_day", |typed| coming(typed, today));
    let part = check.parse("part", |word| Part::from_word(word).ok_or("Choose one of these."));
    let (first, last) = (first?, last?);
    if last < first {
        check.fail("last_day", "The last day is before the first.");
    }
    Some(Span { first, last, part: part? })
}

fn coming(typed: &str, today: Date) -> Result<Date, &'static str> {
    let day = parse_date(typed).ok_or("Enter a day.")?;
    match day {
        day if day < today => Err("This day is over. Enter one to come."),
        day if day - today > Duration::days(LONGEST_DAYS) => Err("Enter a day within a year."),
        day => Ok(day),
    }
}

/// Two weeks from today, at any time.
pub fn usual(today: Date) -> [(&'static str, String); 3] {
    let last = today.checked_add(Duration::days(14)).unwrap_or(today);
    [("first_day", today.to_string()), ("last_day", last.to_string()), ("part", Part::Any.word().to_owned())]
}

pub struct NewPlace {
    pub client: For,
    pub span: Span,
    pub form_key: Option<String>,
}

pub fn new_place(input: &Input, today: Date, country: Option<&str>) -> Result<NewPlace, FormState> {
    let mut check = Check::new(input);
    let client = match client(&mut check, country) {
        Some(For::Nobody) => {
            check.fail("client", "Choose who waits.");
            None
        }
        chosen => chosen,
    };
    let span = span(&mut check, today);
    let key = check.line("form_key", 64);
    check.finish(|| {
        Some(NewPlace { client: client?, span: span?, form_key: (!key.is_empty()).then_some(key) })
    })
}
