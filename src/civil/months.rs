//! Months as people count them: the same day of another month, or its last one.

use time::{Date, Month};

use super::Instant;

pub fn months_after(from: Instant, months: u32) -> Instant {
    shifted(from, i32::try_from(months).unwrap_or(i32::MAX))
}

pub fn months_before(from: Instant, months: u32) -> Instant {
    shifted(from, i32::try_from(months).map_or(i32::MIN, |months| -months))
}

fn shifted(from: Instant, months: i32) -> Instant {
    let count = (from.month() as i32 - 1).saturating_add(months);
    let year = from.year().saturating_add(count.div_euclid(12));
    let month = Month::January.nth_next(count.rem_euclid(12) as u8);
    let nearest = if months < 0 { Date::MIN } else { Date::MAX };
    from.replace_date(
        Date::from_calendar_date(year, month, from.day().min(month.length(year))).unwrap_or(nearest),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn a_month_away_is_the_same_day_or_the_last() {
        assert_eq!(months_after(datetime!(2026-01-31 9:00), 1), datetime!(2026-02-28 9:00));
        assert_eq!(months_before(datetime!(2028-03-31 9:00), 1), datetime!(2028-02-29 9:00));
        assert_eq!(months_before(datetime!(2026-11-25 9:00), 24), datetime!(2024-11-25 9:00));
        assert_eq!(months_before(datetime!(2026-01-15 9:00), 2), datetime!(2025-11-15 9:00));
        assert_eq!(months_after(datetime!(2026-11-15 9:00), 14), datetime!(2028-01-15 9:00));
    }
}
