//! The figures of a period. Pure.

use time::Date;

use crate::bookings::model::Status;

/// One booking, as far as it is counted.
#[derive(Debug, Clone)]
pub struct Counted {
    /// On the business's wall clock.
    pub day: Date,
    pub hour: u8,
    pub status: Status,
    pub member: String,
    pub services: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    pub total: i64,
    pub by_status: Vec<(String, i64)>,
    /// Cancelled bookings are in neither of these.
    pub by_service: Vec<(String, i64)>,
    pub by_member: Vec<(String, i64)>,
    pub no_shows: i64,
    /// Visits that took place or should have.
    pub due: i64,
    /// By weekday, Monday first, and hour.
    pub hours: [[i64; 24]; 7],
}

impl Report {
    pub fn of(bookings: &[Counted]) -> Self {
        let mut report = Self { total: bookings.len() as i64, ..Self::default() };
        for booking in bookings {
            add(&mut report.by_status, booking.status.label());
            if matches!(booking.status, Status::Cancelled | Status::Held) {
                continue;
            }
            add(&mut report.by_member, &booking.member);
            booking.services.iter().for_each(|name| add(&mut report.by_service, name));
            let weekday = usize::from(booking.day.weekday().number_days_from_monday());
            report.hours[weekday][usize::from(booking.hour.min(23))] += 1;
            report.no_shows += i64::from(booking.status == Status::NoShow);
            report.due +=
                i64::from(matches!(booking.status, Status::NoShow | Status::Completed | Status::Arrived));
        }
        for list in [&mut report.by_status, &mut report.by_service, &mut report.by_member] {
            list.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        }
        report
    }

    /// In tenths of a percent.
    pub fn no_show_rate(&self) -> Option<i64> {
        (self.due > 0).then(|| (self.no_shows * 1000 + self.due / 2) / self.due)
    }

    /// The hours between the first and the last with a booking.
    pub fn span(&self) -> Option<(usize, usize)> {
        let busy: Vec<usize> = (0..24).filter(|&hour| self.hours.iter().any(|day| day[hour] > 0)).collect();
        Some((*busy.first()?, *busy.last()?))
    }

    pub fn busiest(&self) -> i64 {
        self.hours.iter().flatten().copied().max().unwrap_or(0)
    }
}

fn add(list: &mut Vec<(String, i64)>, name: &str) {
    match list.iter_mut().find(|(known, _)| known == name) {
        Some((_, count)) => *count += 1,
        None => list.push((name.to_owned(), 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    fn booking(status: Status, services: &[&str]) -> Counted {
        Counted {
            // A Thursday.
            day: date!(2026 - 11 - 26),
            hour: 10,
            status,
            member: "Ann".into(),
            services: services.iter().map(|name| (*name).to_owned()).collect(),
        }
    }

    #[test]
    fn what_was_cancelled_is_counted_as_that_alone() {
        let report = Report::of(&[
            booking(Status::Completed, &["Cut", "Colour"]),
            booking(Status::Completed, &["Cut"]),
            booking(Status::NoShow, &["Cut"]),
            booking(Status::Cancelled, &["Cut"]),
            booking(Status::Confirmed, &["Colour"]),
        ]);
        assert_eq!(report.total, 5);
        assert_eq!(report.by_service, [("Cut".to_owned(), 3), ("Colour".to_owned(), 2)]);
        assert_eq!(report.by_member, [("Ann".to_owned(), 4)]);
        assert_eq!((report.no_shows, report.due, report.no_show_rate()), (1, 3, Some(333)));
        assert_eq!((report.hours[3][10], report.span(), report.busiest()), (4, Some((10, 10)), 4));
        assert_eq!(Report::of(&[]).no_show_rate(), None);
    }
}
