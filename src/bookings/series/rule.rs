//! How an appointment repeats: the part of RFC 5545 section 3.3.10 that people ask for. Pure.

use time::{Date, Duration, Month};

use crate::text_enum;

text_enum! {
    pub enum Every {
        Day = "DAILY",
        Week = "WEEKLY",
        Month = "MONTHLY",
    }
}

impl Every {
    const fn unit(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }
}

/// A longer series is made anew when it ends.
pub const MOST_TIMES: u16 = 104;
pub const MOST_INTERVAL: u16 = 52;
/// How far ahead a series may go.
const HORIZON: Duration = Duration::days(2 * 366);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    pub every: Every,
    pub interval: u16,
    /// How many appointments there are, with the first.
    pub times: u16,
}

impl Rule {
    /// The days of the series, the first among them. A month without the day is passed over, as
    /// the RFC says; days beyond two years are left out.
    pub fn dates(self, first: Date) -> Vec<Date> {
        let horizon = first.checked_add(HORIZON).unwrap_or(Date::MAX);
        (0..u32::from(u16::MAX))
            .map_while(|n| self.nth(first, n))
            .take_while(|month_or_day| month_or_day.earliest() <= horizon)
            .filter_map(Candidate::date)
            .take_while(|date| *date <= horizon)
            .take(usize::from(self.times))
            .collect()
    }

    fn nth(self, first: Date, n: u32) -> Option<Candidate> {
        let steps = n.checked_mul(u32::from(self.interval))?;
        let days = |each: i64| first.checked_add(Duration::days(i64::from(steps) * each)).map(Candidate::Day);
        match self.every {
            Every::Day => days(1),
            Every::Week => days(7),
            Every::Month => month_later(first, steps),
        }
    }

    /// As a calendar writes it, and as it is stored.
    pub fn rrule(self) -> String {
        format!("FREQ={};INTERVAL={};COUNT={}", self.every.word(), self.interval, self.times)
    }

    pub fn parse(text: &str) -> Option<Self> {
        let part = |name: &str| text.split(';').find_map(|part| part.strip_prefix(name)?.strip_prefix('='));
        Some(Self {
            every: Every::from_word(part("FREQ")?)?,
            interval: part("INTERVAL")?.parse().ok()?,
            times: part("COUNT")?.parse().ok()?,
        })
    }

    /// "every 2 weeks, 10 times".
    pub fn words(self) -> String {
        let unit = self.every.unit();
        let every = match self.interval {
            1 => format!("every {unit}"),
            n => format!("every {n} {unit}s"),
        };
        format!("{every}, {} times", self.times)
    }
}

/// A day of the series, or a month that has no such day.
#[derive(Debug, Clone, Copy)]
enum Candidate {
    Day(Date),
    Passed(Date),
}

impl Candidate {
    fn date(self) -> Option<Date> {
        match self {
            Self::Day(date) => Some(date),
            Self::Passed(_) => None,
        }
    }

    fn earliest(self) -> Date {
        match self {
            Self::Day(date) | Self::Passed(date) => date,
        }
    }
}

fn month_later(first: Date, months: u32) -> Option<Candidate> {
    let month = i64::from(first.month() as u8) - 1 + i64::from(months);
    let year = first.year() + i32::try_from(month / 12).ok()?;
    let month = Month::try_from(u8::try_from(month % 12).ok()? + 1).ok()?;
    let begins = Date::from_calendar_date(year, month, 1).ok()?;
    Some(match Date::from_calendar_date(year, month, first.day()) {
        Ok(date) => Candidate::Day(date),
        Err(_) => Candidate::Passed(begins),
    })
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    fn rule(every: Every, interval: u16, times: u16) -> Rule {
        Rule { every, interval, times }
    }

    #[test]
    fn days_weeks_and_months_are_counted_with_the_first() {
        let first = date!(2026 - 11 - 03);
        assert_eq!(
            rule(Every::Day, 3, 3).dates(first),
            [first, date!(2026 - 11 - 06), date!(2026 - 11 - 09)]
        );
        assert_eq!(
            rule(Every::Week, 2, 3).dates(first),
            [first, date!(2026 - 11 - 17), date!(2026 - 12 - 01)]
        );
        assert_eq!(
            rule(Every::Month, 1, 3).dates(first),
            [first, date!(2026 - 12 - 03), date!(2027 - 01 - 03)]
        );
    }

    #[test]
    fn a_month_without_the_day_is_passed_over() {
        let dates = rule(Every::Month, 1, 4).dates(date!(2027 - 01 - 31));
        assert_eq!(dates[1..], [date!(2027 - 03 - 31), date!(2027 - 05 - 31), date!(2027 - 07 - 31)]);
    }

    #[test]
    fn a_series_ends_within_two_years() {
        assert_eq!(rule(Every::Month, 12, 104).dates(date!(2026 - 11 - 03)).len(), 3);
        assert_eq!(rule(Every::Month, 52, 104).dates(date!(2028 - 02 - 29)).len(), 1);
    }

    #[test]
    fn a_rule_is_read_back_and_said() {
        let two_weeks = rule(Every::Week, 2, 10);
        assert_eq!(two_weeks.rrule(), "FREQ=WEEKLY;INTERVAL=2;COUNT=10");
        assert_eq!(Rule::parse(&two_weeks.rrule()), Some(two_weeks));
        assert_eq!(two_weeks.words(), "every 2 weeks, 10 times");
        assert_eq!(rule(Every::Month, 1, 3).words(), "every month, 3 times");
        assert_eq!(Rule::parse("FREQ=YEARLY;INTERVAL=1;COUNT=2"), None);
    }
}
