//! The forms of working hours.

use time::{Date, Duration};

use super::model::{NewOff, RANGES_A_DAY, WEEKDAYS, Week, minute_field, parse_minute, range, tidy};
use crate::bookings::slots::Range;
use crate::civil::{Zone, parse_date};
use crate::web::{Check, FormState, Input};

const BOTH: &str = "Enter both times, or leave both empty.";
const ORDER: &str = "The end must be after the beginning.";

pub struct Hours {
    pub week: Week,
    /// `None`: as the business.
    pub zone: Option<String>,
}

/// What a field of the week is called: `from_1_1` for the beginning of Monday's first stretch.
pub fn name(end: &str, day: usize, number: usize) -> String {
    format!("{end}_{}_{}", day + 1, number + 1)
}

pub fn of_week(week: &Week, zone: Option<&str>) -> FormState {
    let mut values = vec![("timezone".to_owned(), zone.unwrap_or_default().to_owned())];
    for (day, ranges) in week.iter().enumerate() {
        for (number, range) in ranges.iter().enumerate().take(RANGES_A_DAY) {
            values.push((name("from", day, number), minute_field(range.from)));
            values.push((name("to", day, number), minute_field(range.to)));
        }
    }
    FormState::filled(values)
}

pub fn hours(input: &Input) -> Result<Hours, FormState> {
    let mut check = Check::new(input);
    let mut week = Week::default();
    for (day, weekday) in WEEKDAYS.iter().enumerate() {
        let ranges: Vec<Range> = (0..RANGES_A_DAY)
            .filter_map(|n| stretch(&mut check, &name("from", day, n), &name("to", day, n)))
            .collect();
        match tidy(ranges) {
            Some(ranges) => week[day] = ranges,
            None => check.fail(
                &name("from", day, 1),
                format!("{weekday}’s second stretch begins before the first one ends."),
            ),
        }
    }
    let zone = check.parse_optional("timezone", Zone::parse).map(|zone| zone.name().to_owned());
    check.finish(|| Some(Hours { week, zone }))
}

/// Two time fields; both empty is nothing.
fn stretch(check: &mut Check, from: &str, to: &str) -> Option<Range> {
    let (typed_from, typed_to) = (check.line(from, 10), check.line(to, 10));
    if typed_from.is_empty() && typed_to.is_empty() {
        return None;
    }
    let (Some(first), Some(last)) = (parse_minute(&typed_from), parse_minute(&typed_to)) else {
        check.fail(if typed_from.is_empty() { from } else { to }, BOTH);
        return None;
    };
    let range = range(first, last);
    if range.is_none() {
        check.fail(to, ORDER);
    }
    range
}

pub fn exception(input: &Input, today: Date) -> Result<(Date, Range), FormState> {
    let mut check = Check::new(input);
    let day = check.parse("day", |typed| parse_date(typed).ok_or("Enter a date."));
    if day.is_some_and(|day| day < today) {
        check.fail("day", "This day is over.");
    }
    let range = stretch(&mut check, "day_from", "day_to");
    if range.is_none() && input.get("day_from").is_empty() && input.get("day_to").is_empty() {
        check.fail("day_from", "Enter from when to when. For a day off, use time off.");
    }
    check.finish(|| Some((day?, range?)))
}

/// Longer than anybody is away.
const LONGEST: Duration = Duration::days(730);

pub fn off(input: &Input, today: Date) -> Result<NewOff, FormState> {
    let mut check = Check::new(input);
    let first = check.parse("first_day", |typed| parse_date(typed).ok_or("Enter a date."));
    let last = check.parse_optional("last_day", |typed| parse_date(typed).ok_or("Enter a date.")).or(first);
    if let (Some(first), Some(last)) = (first, last) {
        if last < first {
            check.fail("last_day", ORDER);
        } else if last < today {
            check.fail("last_day", "This is over.");
        } else if last - first > LONGEST {
            check.fail("last_day", "Enter at most two years.");
        }
    }
    let minutes = stretch(&mut check, "off_from", "off_to");
    let label = check.line("label", 60);
    check.finish(|| Some(NewOff { first: first?, last: last?, minutes, label }))
}
