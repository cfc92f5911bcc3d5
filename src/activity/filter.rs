//! What part of the record is asked for: the form above the list.

use time::Date;

use super::queries::Filter;
use super::words::{GROUPS, KINDS};
use crate::civil::{Wall, parse_date, start_of_local_day};
use crate::clock::Instant;
use crate::web::{Check, FormState, Input};

const CHOOSE: &str = "Choose one from the list.";

pub fn validate(input: &Input, wall: &Wall) -> Result<Filter, FormState> {
    let mut check = Check::new(input);
    let member = check.parse_optional("member", |id| id.parse::<i64>().map_err(|_| CHOOSE));
    let group = check.parse_optional("group", |typed| one_of(GROUPS.iter().map(|(word, ..)| *word), typed));
    let kind = check.parse_optional("kind", |typed| one_of(KINDS.iter().map(|(word, _)| *word), typed));
    let from = check.parse_optional("from", date);
    let to = check.parse_optional("to", date);
    let before = input.get("before").parse().ok();
    check.finish(|| {
        Some(Filter {
            member,
            group,
            kind,
            from: from.map(|day| start_of_local_day(day, &wall.zone)),
            until: to.and_then(|day| end_of(day, wall)),
            before,
        })
    })
}

fn one_of(words: impl Iterator<Item = &'static str>, typed: &str) -> Result<&'static str, &'static str> {
    words.into_iter().find(|word| *word == typed).ok_or(CHOOSE)
}

fn date(typed: &str) -> Result<Date, &'static str> {
    parse_date(typed).ok_or("Enter a date like 2026-11-22.")
}

/// The first moment that no longer belongs to the day.
fn end_of(day: Date, wall: &Wall) -> Option<Instant> {
    day.next_day().map(|next| start_of_local_day(next, &wall.zone))
}

/// The form as it was sent.
pub fn again(input: Input) -> FormState {
    let names = ["member", "group", "kind", "from", "to"];
    FormState::filled(names.map(|name| (name, input.get(name).to_owned())))
}
