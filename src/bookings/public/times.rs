//! Free times by day, on the clock of whoever looks.

use time::Date;

use crate::bookings::slots::Slot;
use crate::civil::{Locale, Zone, format_date, format_time, iso, local};
use crate::clock::Instant;

/// A day with its free times.
pub struct Day {
    pub title: String,
    pub times: Vec<FreeTime>,
}

/// One free time.
pub struct FreeTime {
    /// The instant, as the form sends it.
    pub value: String,
    /// On the clock of whoever looks, with the zone's word where the same reading comes twice.
    pub label: String,
    /// On the business's clock, where that is another.
    pub there: String,
}

/// In the visitor's zone; the business's time stands beside where it differs.
pub fn days_of(slots: &[Slot], here: &Zone, there: &Zone, locale: Locale) -> Vec<Day> {
    let mut days: Vec<(Date, Day)> = Vec::new();
    for slot in slots {
        let date = local(slot.start, here).date();
        let time = FreeTime {
            value: iso(slot.start),
            label: reading(slot, slots, here, locale),
            there: elsewhere(slot.start, here, there, locale),
        };
        match days.last_mut() {
            Some((last, day)) if *last == date => day.times.push(time),
            _ => days.push((date, Day { title: day_title(date, locale), times: vec![time] })),
        }
    }
    days.into_iter().map(|(_, day)| day).collect()
}

/// "Tuesday, Nov 3, 2026".
pub fn day_title(date: Date, locale: Locale) -> String {
    format!("{}, {}", date.weekday(), format_date(date, locale))
}

fn reading(slot: &Slot, slots: &[Slot], zone: &Zone, locale: Locale) -> String {
    let shown = local(slot.start, zone);
    let label = format_time(shown.time(), locale);
    // The clocks go back by an hour or two: who shares a reading is near.
    let near = |other: &&Slot| (other.start - slot.start).abs() <= time::Duration::hours(3);
    let is_twice =
        slots.iter().filter(near).any(|other| other.start != slot.start && local(other.start, zone) == shown);
    if is_twice { format!("{label} {}", zone.abbreviation(slot.start)) } else { label }
}

/// The business's clock, if it shows another time then; with the day if that differs too.
pub fn elsewhere(at: Instant, here: &Zone, there: &Zone, locale: Locale) -> String {
    let (ours, theirs) = (local(at, here), local(at, there));
    if ours == theirs {
        return String::new();
    }
    let time = format_time(theirs.time(), locale);
    match ours.date() == theirs.date() {
        true => time,
        false => format!("{}, {time}", &theirs.weekday().to_string()[..3]),
    }
}
