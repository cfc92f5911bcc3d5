//! Working hours as a form and a page have them. Pure.

use time::Date;

use crate::bookings::slots::Range;
use crate::civil::MINUTES_A_DAY;

/// Monday first; the ranges of a day in order and apart from each other.
pub type Week = [Vec<Range>; 7];

pub const WEEKDAYS: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// A stretch before the break and one after it.
pub const RANGES_A_DAY: usize = 2;

/// A day on which other hours hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    pub id: i64,
    pub day: Date,
    pub range: Range,
}

/// Stored time off; without a member it is everybody's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeOff {
    pub id: i64,
    pub member_id: Option<i64>,
    pub first: Date,
    pub last: Date,
    pub minutes: Option<Range>,
    pub label: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOff {
    pub first: Date,
    pub last: Date,
    pub minutes: Option<Range>,
    pub label: String,
}

/// Minute 545 for `09:05`, as a time field sends it.
pub fn parse_minute(typed: &str) -> Option<u16> {
    let (hours, minutes) = typed.trim().split_once(':')?;
    // Some browsers send seconds along.
    let minutes = minutes.split(':').next()?;
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
}

/// `09:05`; the end of the day is its midnight, `00:00`.
pub fn minute_field(minute: u16) -> String {
    let minute = minute % MINUTES_A_DAY;
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// From the first to the second, where an end at midnight is the end of the day.
pub fn range(from: u16, to: u16) -> Option<Range> {
    let to = if to == 0 { MINUTES_A_DAY } else { to };
    (from < to).then_some(Range { from, to })
}

/// In order, with those that touch made one; `None` if two overlap.
pub fn tidy(mut ranges: Vec<Range>) -> Option<Vec<Range>> {
    ranges.sort_unstable();
    let mut tidied: Vec<Range> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match tidied.last_mut() {
            Some(last) if range.from < last.to => return None,
            Some(last) if range.from == last.to => last.to = range.to,
            _ => tidied.push(range),
        }
    }
    Some(tidied)
}

/// Monday to Friday from nine to five: what the form of somebody without hours offers.
pub fn usual_week() -> Week {
    let day = |n: usize| if n < 5 { vec![Range { from: 9 * 60, to: 17 * 60 }] } else { Vec::new() };
    std::array::from_fn(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_fields_send_them() {
        for (typed, minute) in [("09:05", Some(545)), ("00:00", Some(0)), ("23:59:00", Some(1439))] {
            assert_eq!(parse_minute(typed), minute, "{typed}");
        }
        for bad in ["", "24:00", "9", "09:60", "x:y", "-1:00"] {
            assert_eq!(parse_minute(bad), None, "{bad}");
        }
        assert_eq!(minute_field(545), "09:05");
        assert_eq!(minute_field(1440), "00:00");
    }

    #[test]
    fn ranges_are_put_in_order() {
        let r = |from, to| Range { from, to };
        assert_eq!(range(600, 0), Some(r(600, 1440)));
        assert_eq!(range(600, 600), None);
        assert_eq!(tidy(vec![r(780, 900), r(540, 720)]), Some(vec![r(540, 720), r(780, 900)]));
        assert_eq!(tidy(vec![r(540, 720), r(720, 900)]), Some(vec![r(540, 900)]));
        assert_eq!(tidy(vec![r(540, 720), r(700, 900)]), None);
    }
}
