//! The list of bookings.

use askama::Template;
use time::{Date, Duration};

use crate::access::Permission;
use crate::bookings::desk::index::DAYS;
use crate::bookings::desk::words::{clock, day};
use crate::bookings::queries::list::Line;
use crate::civil::{Wall, local_date};
use crate::clock::Instant;
use crate::staff::model::People;
use crate::web::{Chrome, Nav, Who};

#[derive(Template)]
#[template(path = "bookings/index.html")]
pub struct IndexPage {
    chrome: Chrome,
    may_write: bool,
    subtitle: String,
    requests: Vec<Row>,
    days: Vec<Day>,
    earlier_href: String,
    later_href: String,
    today_href: &'static str,
}

struct Day {
    title: String,
    rows: Vec<Row>,
}

/// One line of a list of bookings.
struct Row {
    href: String,
    title: String,
    note: String,
    status: &'static str,
    badge: &'static str,
}

impl IndexPage {
    pub fn of(who: &Who, first: Date, requests: Vec<Line>, lines: Vec<Line>, people: &People) -> Self {
        let (wall, now) = (who.wall(), who.now());
        let last = first.checked_add(Duration::days(DAYS - 1)).unwrap_or(first);
        let href = |days: i64| {
            let day = first.checked_add(Duration::days(days)).unwrap_or(first);
            format!("/bookings?date={day}")
        };
        Self {
            chrome: who.chrome(Nav::Calendar),
            may_write: who.may(Permission::WriteBookings),
            subtitle: format!("{} to {}", wall.date(first), wall.date(last)),
            requests: requests.iter().map(|line| row(&wall, people, line, now, true)).collect(),
            days: days(&wall, people, &lines, now),
            earlier_href: href(-DAYS),
            later_href: href(DAYS),
            today_href: if first == wall.today() { "" } else { "/bookings" },
        }
    }
}

fn days(wall: &Wall, people: &People, lines: &[Line], now: Instant) -> Vec<Day> {
    let mut days: Vec<(Date, Day)> = Vec::new();
    for line in lines {
        let at = line.booking.starts_at;
        let date = local_date(at, &wall.zone);
        let row = row(wall, people, line, now, false);
        match days.last_mut() {
            Some((last, day)) if *last == date => day.rows.push(row),
            _ => days.push((date, Day { title: day(wall, at), rows: vec![row] })),
        }
    }
    days.into_iter().map(|(_, day)| day).collect()
}

fn row(wall: &Wall, people: &People, line: &Line, now: Instant, with_day: bool) -> Row {
    let booking = &line.booking;
    let client = if line.client.is_empty() { "Nobody named" } else { &line.client };
    let time = format!("{} to {}", clock(wall, booking.starts_at), clock(wall, booking.ends_at));
    let time = if with_day { format!("{}, {time}", day(wall, booking.starts_at)) } else { time };
    let (status, badge) = status(booking, now);
    Row {
        href: format!("/bookings/{}", booking.id),
        title: format!("{time} · {client}"),
        note: format!("{} · with {}", line.services, people.name(Some(booking.member_id))),
        status,
        badge,
    }
}

/// How a booking's state is shown: a request that lapsed says so.
pub fn status(booking: &crate::bookings::model::Booking, now: Instant) -> (&'static str, &'static str) {
    match booking.has_lapsed(now) {
        true => ("Lapsed", "neutral"),
        false => (booking.status.label(), booking.status.badge()),
    }
}
