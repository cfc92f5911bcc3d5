//! What part of the calendar is asked for, and the days it has. Pure.

use time::{Date, Duration};

use crate::civil::{Wall, parse_date};
use crate::web::Input;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    Day,
    Week,
    Month,
    Agenda,
}

impl View {
    pub const ALL: [Self; 4] = [Self::Day, Self::Week, Self::Month, Self::Agenda];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Agenda => "agenda",
        }
    }

    pub const fn label(self) -> &'static str {
        match self {
            Self::Day => "Day",
            Self::Week => "Week",
            Self::Month => "Month",
            Self::Agenda => "Agenda",
        }
    }
}

/// Days of an agenda.
const AGENDA: i64 = 14;

#[derive(Debug, Clone)]
pub struct Asked {
    pub view: View,
    pub date: Date,
    pub staff: Option<i64>,
    /// 1 is Monday.
    week_starts_on: u8,
}

impl Asked {
    /// Somebody limited to their own bookings sees themselves, whatever the address says.
    pub fn read(input: &Input, wall: &Wall, week_starts_on: i32, own: Option<i64>) -> Self {
        let word = input.get("view");
        Self {
            view: View::ALL.into_iter().find(|view| view.word() == word).unwrap_or(View::Day),
            date: parse_date(input.get("date")).filter(|date| is_near(*date)).unwrap_or(wall.today()),
            staff: own.or_else(|| input.get("staff").parse().ok().filter(|id| *id > 0)),
            week_starts_on: u8::try_from(week_starts_on).unwrap_or(1),
        }
    }

    /// The first day and the last.
    pub fn days(&self) -> (Date, Date) {
        match self.view {
            View::Day => (self.date, self.date),
            View::Week => {
                let first = self.week_of(self.date);
                (first, after(first, 6))
            }
            View::Month => {
                let first = self.date.replace_day(1).unwrap_or(self.date);
                (first, after(first, i64::from(self.date.month().length(self.date.year())) - 1))
            }
            View::Agenda => (self.date, after(self.date, AGENDA - 1)),
        }
    }

    pub fn week_of(&self, day: Date) -> Date {
        let number = day.weekday().number_from_monday();
        let past = (number + 7 - self.week_starts_on.clamp(1, 7)) % 7;
        after(day, -i64::from(past))
    }

    pub fn earlier(&self) -> Date {
        let (first, _) = self.days();
        match self.view {
            View::Month => after(first, -1).replace_day(1).unwrap_or(first),
            View::Day => after(first, -1),
            View::Week => after(first, -7),
            View::Agenda => after(first, -AGENDA),
        }
    }

    pub fn later(&self) -> Date {
        let (_, last) = self.days();
        after(last, 1)
    }

    /// The address of this, or of another view or day of the same person.
    pub fn href(&self, view: View, date: Date) -> String {
        let staff = self.staff.map(|id| format!("&staff={id}")).unwrap_or_default();
        format!("/calendar?view={}&date={date}{staff}", view.word())
    }
}

pub fn after(day: Date, days: i64) -> Date {
    day.checked_add(Duration::days(days)).unwrap_or(day)
}

/// Far enough from the ends of time that nothing around it overflows.
fn is_near(date: Date) -> bool {
    (1970..=2200).contains(&date.year())
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::{date, datetime};

    fn asked(query: &str, week_starts_on: i32) -> Asked {
        let wall = Wall::new("Europe/Oslo", "nb-NO", datetime!(2026-11-26 10:00));
        Asked::read(&Input::parse(query.as_bytes()), &wall, week_starts_on, None)
    }

    #[test]
    fn a_week_begins_where_the_business_says() {
        let thursday = "view=week&date=2026-11-26";
        assert_eq!(asked(thursday, 1).days(), (date!(2026 - 11 - 23), date!(2026 - 11 - 29)));
        assert_eq!(asked(thursday, 7).days(), (date!(2026 - 11 - 22), date!(2026 - 11 - 28)));
        assert_eq!(asked("view=week&date=2026-11-22", 7).days().0, date!(2026 - 11 - 22));
    }

    #[test]
    fn months_follow_each_other() {
        let november = asked("view=month&date=2026-11-26", 1);
        assert_eq!(november.days(), (date!(2026 - 11 - 01), date!(2026 - 11 - 30)));
        assert_eq!((november.earlier(), november.later()), (date!(2026 - 10 - 01), date!(2026 - 12 - 01)));
    }

    #[test]
    fn what_makes_no_sense_is_today() {
        for query in ["", "view=year", "date=9999-12-31&view=month", "date=x", "staff=-1"] {
            assert_eq!(asked(query, 1).date, date!(2026 - 11 - 26), "{query}");
        }
        assert_eq!(asked("staff=-1", 1).staff, None);
    }
}
