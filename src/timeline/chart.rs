//! The bar chart of contacts added per week: which weeks, and what it says in words. Pure.

use time::{Date, Duration, Weekday};

use crate::civil::{Wall, start_of_local_day};
use crate::clock::Instant;
use crate::web::chart::Bar;

pub const WEEKS: usize = 8;

/// A week of the business's calendar, as instants. Days have 23 to 25 hours, so
/// its end is the beginning of the next, never seven times 24 hours later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Week {
    pub first: Date,
    pub from: Instant,
    pub until: Instant,
}

/// The last weeks up to the running one, oldest first. `first_day` counts from Monday = 1.
pub fn weeks(wall: &Wall, first_day: i32) -> Vec<Week> {
    let this = start_of_week(wall.today(), first_day);
    (0..WEEKS as i64)
        .rev()
        .map(|ago| {
            let first = this - Duration::weeks(ago);
            let start = |date| start_of_local_day(date, &wall.zone);
            Week { first, from: start(first), until: start(first + Duration::weeks(1)) }
        })
        .collect()
}

fn start_of_week(day: Date, first_day: i32) -> Date {
    let first = Weekday::Monday.nth_next(u8::try_from(first_day - 1).unwrap_or(0));
    let passed = (7 + day.weekday().number_days_from_monday() - first.number_days_from_monday()) % 7;
    day - Duration::days(i64::from(passed))
}

/// What somebody who can't see the drawing is told.
pub fn in_words(bars: &[Bar]) -> String {
    let counts: Vec<String> = bars.iter().map(|bar| bar.value.to_string()).collect();
    format!("New contacts in each of the last eight weeks, the oldest first: {}", counts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::{date, datetime};

    #[test]
    fn weeks_follow_the_business_and_its_clock() {
        // Three in the morning of Monday in UTC is still Sunday evening in Chicago.
        let wall = Wall::new("America/Chicago", "en-US", datetime!(2026-11-09 3:00));
        let weeks_from_monday = weeks(&wall, 1);
        assert_eq!(weeks_from_monday.len(), WEEKS);
        assert_eq!(weeks_from_monday[7].first, date!(2026 - 11 - 02));
        assert_eq!(weeks(&wall, 7)[7].first, date!(2026 - 11 - 08));
        // The clocks went back on 1 November: that week has 169 hours, and weeks leave no gap.
        let with_change = weeks_from_monday[6];
        assert_eq!(with_change.until - with_change.from, Duration::hours(169));
        assert!(weeks_from_monday.windows(2).all(|pair| pair[0].until == pair[1].from));
    }
}
