//! Dates and times as people read them, and dates as forms send them.
//!
//! Pure; uses the zones and locales beside it.

use super::{Instant, Locale, Zone, local};
use time::macros::format_description;
use time::{Date, Duration, Time};

/// "Nov 3, 2026" or "3 Nov 2026".
pub fn format_date(date: Date, locale: Locale) -> String {
    let separator = if locale.month_first() { "," } else { "" };
    format!("{}{separator} {}", day_and_month(date, locale), date.year())
}

/// "2:05 PM" or "14:05".
pub fn format_time(at: Time, locale: Locale) -> String {
    let minute = at.minute();
    if !locale.twelve_hours() {
        return format!("{:02}:{minute:02}", at.hour());
    }
    let half = if at.hour() < 12 { "AM" } else { "PM" };
    let hour = match at.hour() % 12 {
        0 => 12,
        hour => hour,
    };
    format!("{hour}:{minute:02} {half}")
}

/// Date and time as the wall clock of that zone shows the instant.
pub fn format_datetime(instant: Instant, zone: &Zone, locale: Locale) -> String {
    let wall = local(instant, zone);
    let (date, at) = (format_date(wall.date(), locale), format_time(wall.time(), locale));
    format!("{date}, {at}")
}

/// How long ago, or how soon, in words; a date when it is more than six days away.
///
/// Days are those of the zone's calendar: eleven at night is "yesterday" at one in the morning
/// only once more than twelve hours have passed, because "2 hours ago" says more.
pub fn relative(instant: Instant, now: Instant, zone: &Zone, locale: Locale) -> String {
    let passed = now - instant;
    let words = |words: String| {
        if passed.is_negative() { format!("in {words}") } else { format!("{words} ago") }
    };
    let away = passed.abs();
    if away < Duration::MINUTE {
        return "just now".to_owned();
    }
    if away < Duration::HOUR {
        return words(counted(away.whole_minutes(), "minute"));
    }
    let (date, today) = (local(instant, zone).date(), local(now, zone).date());
    let days = (today - date).whole_days();
    if days == 0 || away < Duration::hours(12) {
        return words(counted(away.whole_hours(), "hour"));
    }
    match days {
        1 => "yesterday".to_owned(),
        -1 => "tomorrow".to_owned(),
        -6..=6 => words(counted(days.abs(), "day")),
        _ if date.year() == today.year() => day_and_month(date, locale),
        _ => format_date(date, locale),
    }
}

/// A date as a date field sends it: `2026-11-03`.
pub fn parse_date(typed: &str) -> Option<Date> {
    let date = Date::parse(typed.trim(), format_description!("[year]-[month]-[day]")).ok()?;
    // What a person means by a date; it also keeps arithmetic with it in range.
    (1..=9998).contains(&date.year()).then_some(date)
}

pub(super) fn day_and_month(date: Date, locale: Locale) -> String {
    let (day, month) = (date.day(), month_name(date));
    if locale.month_first() {
        return format!("{month} {day}");
    }
    format!("{day} {month}")
}

fn month_name(date: Date) -> &'static str {
    use time::Month::*;
    match date.month() {
        January => "Jan",
        February => "Feb",
        March => "Mar",
        April => "Apr",
        May => "May",
        June => "Jun",
        July => "Jul",
        August => "Aug",
        September => "Sep",
        October => "Oct",
        November => "Nov",
        December => "Dec",
    }
}

fn counted(count: i64, unit: &str) -> String {
    match count {
        1 => format!("1 {unit}"),
        _ => format!("{count} {unit}s"),
    }
}

/// "2026-11-22 09:05 UTC": for pages about the installation, which has no zone of its own.
pub fn format_utc(at: Instant) -> String {
    format!("{} {:02}:{:02} UTC", at.date(), at.hour(), at.minute())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::macros::{date, datetime, time};

    #[test]
    fn dates_follow_the_locale() {
        assert_eq!(format_date(date!(2026 - 11 - 03), Locale::EnUs), "Nov 3, 2026");
        assert_eq!(format_date(date!(2026 - 11 - 03), Locale::EnGb), "3 Nov 2026");
        assert_eq!(format_date(date!(2026 - 11 - 03), Locale::DeDe), "3 Nov 2026");
    }

    #[test]
    fn clocks_follow_the_locale() {
        for (at, twelve, twenty_four) in [
            (time!(0:05), "12:05 AM", "00:05"),
            (time!(9:00), "9:00 AM", "09:00"),
            (time!(12:00), "12:00 PM", "12:00"),
            (time!(23:59), "11:59 PM", "23:59"),
        ] {
            assert_eq!(format_time(at, Locale::EnUs), twelve);
            assert_eq!(format_time(at, Locale::FrFr), twenty_four);
        }
    }

    #[test]
    fn instants_are_shown_on_the_wall_clock() {
        let chicago = Zone::default();
        let instant = datetime!(2026-11-03 2:05);
        assert_eq!(format_datetime(instant, &chicago, Locale::EnUs), "Nov 2, 2026, 8:05 PM");
        assert_eq!(format_datetime(instant, &chicago, Locale::EnGb), "2 Nov 2026, 20:05");
    }

    #[test]
    fn relative_words() {
        let zone = Zone::default();
        let now = datetime!(2026-11-10 18:00); // noon in Chicago
        for (instant, words) in [
            (datetime!(2026-11-10 17:59:30), "just now"),
            (datetime!(2026-11-10 18:00:30), "just now"),
            (datetime!(2026-11-10 17:59), "1 minute ago"),
            (datetime!(2026-11-10 17:55), "5 minutes ago"),
            (datetime!(2026-11-10 18:05), "in 5 minutes"),
            (datetime!(2026-11-10 17:00), "1 hour ago"),
            (datetime!(2026-11-10 7:00), "11 hours ago"),
            (datetime!(2026-11-10 5:00), "yesterday"),
            (datetime!(2026-11-09 7:00), "yesterday"),
            (datetime!(2026-11-11 18:00), "tomorrow"),
            (datetime!(2026-11-07 18:00), "3 days ago"),
            (datetime!(2026-11-13 18:00), "in 3 days"),
            (datetime!(2026-11-03 18:00), "3 Nov"),
            (datetime!(2025-11-03 18:00), "3 Nov 2025"),
            (datetime!(2027-01-03 18:00), "3 Jan 2027"),
        ] {
            assert_eq!(relative(instant, now, &zone, Locale::EnGb), words, "{instant}");
        }
    }

    #[test]
    fn dates_are_parsed_strictly() {
        assert_eq!(parse_date(" 2026-11-03 "), Some(date!(2026 - 11 - 03)));
        for bad in [
            "",
            "2026-02-30",
            "2026-1-3",
            "03/11/2026",
            "2026-11-03T00:00",
            "0000-01-01",
            "-2026-11-03",
            "99999-01-01",
        ] {
            assert_eq!(parse_date(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn parse_date_never_panics(typed in any::<String>()) {
            parse_date(&typed);
        }

        #[test]
        fn dates_round_trip(days in 0_i64..1_000_000) {
            let day = date!(0001-01-01) + Duration::days(days);
            prop_assert_eq!(parse_date(&day.to_string()), Some(day));
        }
    }
}
