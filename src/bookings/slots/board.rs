//! What the computation of free times starts from: hours, what is taken, and a visit that wants a time.

use std::collections::{BTreeMap, HashMap};

use time::{Date, Duration};

use super::timeline::Timeline;
use crate::civil::{Zone, local_date};
use crate::clock::Instant;

/// Minutes of a wall clock's day, from the first up to the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Range {
    pub from: u16,
    pub to: u16,
}

/// Days, or the same minutes of each of these days, on which somebody does not work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Off {
    pub first: Date,
    pub last: Date,
    pub minutes: Option<Range>,
    /// For everybody.
    pub closed: bool,
}

impl Off {
    pub fn is_on(&self, day: Date) -> bool {
        self.first <= day && day <= self.last
    }
}

/// Somebody who does services: working hours on the wall clock of `zone`, and what is taken.
#[derive(Debug, Clone)]
pub struct Staff {
    pub id: i64,
    pub zone: Zone,
    /// Monday first; the ranges of a day in order.
    pub week: [Vec<Range>; 7],
    /// Days with hours of their own in place of the weekly ones.
    pub exceptions: BTreeMap<Date, Vec<Range>>,
    pub off: Vec<Off>,
    pub busy: Timeline,
}

/// So many alike of something that a service needs.
#[derive(Debug, Clone)]
pub struct Resource {
    pub id: i64,
    /// What is taken of each.
    pub places: Vec<Timeline>,
}

/// The rules of one service, as far as times are concerned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    pub id: i64,
    pub length: Duration,
    pub before: Duration,
    pub after: Duration,
    pub notice: Duration,
    pub window_days: i64,
    pub daily_cap: Option<u32>,
    pub seats: u32,
    pub staff: Vec<i64>,
    pub resources: Vec<i64>,
}

/// The seats of a group service at one start with one person belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sitting {
    pub service: i64,
    pub start: Instant,
}

/// Everything about a stretch of days.
#[derive(Debug, Clone)]
pub struct Board {
    pub now: Instant,
    /// The business's; notice, window and caps are counted on its calendar.
    pub zone: Zone,
    /// Times begin every so many minutes after the beginning of a working stretch.
    pub step: u16,
    pub staff: Vec<Staff>,
    pub resources: Vec<Resource>,
    /// Bookings of a service on a day, for services with a cap.
    pub taken: HashMap<(i64, Date), u32>,
    /// Bookings of a member on a day, for the choice among the free.
    pub load: HashMap<(i64, Date), u32>,
}

impl Board {
    pub fn day(&self, at: Instant) -> Date {
        local_date(at, &self.zone)
    }

    pub fn find(&self, member: i64) -> Option<&Staff> {
        self.staff.iter().find(|staff| staff.id == member)
    }
}

/// Whose rules hold: a client keeps to notice, window, cap and step; the business's own people need not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rules {
    Client,
    House,
}

/// One or several services, one after the other, by one person.
#[derive(Debug, Clone)]
pub struct Visit<'a> {
    pub services: &'a [Service],
    /// `None`: anybody who does them all.
    pub member: Option<i64>,
    pub rules: Rules,
}

impl Visit<'_> {
    pub fn length(&self) -> Duration {
        self.services.iter().map(|service| service.length).sum()
    }

    /// The services with their times, for a visit that starts then.
    pub fn items(&self, start: Instant) -> impl Iterator<Item = (&Service, Instant, Instant)> {
        self.services.iter().scan(start, |at, service| {
            let from = *at;
            *at += service.length;
            Some((service, from, *at))
        })
    }

    /// From when to when the person is taken, buffers included.
    pub fn busy(&self, start: Instant) -> (Instant, Instant) {
        let from = self.items(start).map(|(service, from, _)| from - service.before).min();
        let to = self.items(start).map(|(service, _, to)| to + service.after).max();
        (from.unwrap_or(start), to.unwrap_or(start))
    }

    pub fn does(&self, member: i64) -> bool {
        self.services.iter().all(|service| service.staff.contains(&member))
            && self.member.is_none_or(|wanted| wanted == member)
    }

    /// The class that a seat would be taken in; only for a group service.
    pub fn sitting(&self, start: Instant) -> Option<Sitting> {
        match self.services {
            [service] if service.seats > 1 => Some(Sitting { service: service.id, start }),
            _ => None,
        }
    }

    pub fn seats(&self) -> u32 {
        self.services.first().map_or(1, |service| service.seats)
    }

    pub fn notice(&self) -> Duration {
        self.services.iter().map(|service| service.notice).max().unwrap_or_default()
    }

    pub fn window_days(&self) -> i64 {
        self.services.iter().map(|service| service.window_days).min().unwrap_or_default()
    }
}
