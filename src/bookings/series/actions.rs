//! Making a series, and changing several of its bookings in one step. Nobody gets a message for
//! each date: one tells of them all.

use time::{Date, Duration, Time};

use super::Scope;
use super::queries;
use super::rule::Rule;
use crate::bookings::book::{self, Client, Draft, Made, Move, Outcome};
use crate::bookings::messages;
use crate::bookings::model::{Actor, Booking, Source, Status};
use crate::bookings::queries::{self as stored, details};
use crate::civil::{WallClock, Zone, local, on_wall_clock};
use crate::clock::Instant;
use crate::db::{Scoped, ids};
use crate::error::AppResult;
use crate::secrets::Secrets;

/// What came of a change of several bookings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changed {
    pub done: usize,
    /// Those that stayed as they were, because their time is taken.
    pub taken: Vec<Instant>,
}

/// The further dates of a series, as instants: the wall clock stays the same over the year. A
/// time that the clocks leave out that day is the moment after the gap.
pub fn starts(booking: &Booking, rule: Rule, zone: &Zone) -> Vec<Instant> {
    let first = local(booking.starts_at, zone);
    rule.dates(first.date()).into_iter().skip(1).map(|day| at(day, first.time(), zone)).collect()
}

fn at(day: Date, time: Time, zone: &Zone) -> Instant {
    match on_wall_clock(day, time, zone) {
        WallClock::Once(at) | WallClock::Twice { first: at, .. } | WallClock::Never { next: at } => at,
    }
}

/// What is only asked for, or over, has nothing to repeat yet.
pub const fn can_repeat(booking: &Booking) -> bool {
    matches!(booking.status, Status::Confirmed | Status::Arrived)
}

/// Books the further dates that are free. Of a booking that repeats already nothing more is made.
pub fn make(db: &mut Scoped, secrets: &Secrets, id: i64, rule: Rule, zone: &Zone) -> AppResult<Changed> {
    stored::queue(db)?;
    let booking = stored::find(db, id)?;
    if queries::of_booking(db, id)?.is_some() {
        return Ok(Changed::default());
    }
    if !can_repeat(&booking) {
        return Err(book::STALE);
    }
    let key = ids::random_key()?;
    queries::insert(db, &key, rule, id)?;
    let like = Like::of(db, booking)?;
    let mut changed = Changed { done: 1, taken: Vec::new() };
    for start in starts(&like.booking, rule, zone) {
        match book::book(db, &like.draft(secrets, start)?)? {
            Outcome::Done(booked) if booked.made == Made::Now => {
                queries::insert(db, &key, rule, booked.id)?;
                changed.done += 1;
            }
            Outcome::Done(_) => {}
            Outcome::Taken(_) => changed.taken.push(start),
        }
    }
    db.record("booking.repeated", "booking", id, "");
    messages::tell_of_series(db, id)?;
    Ok(changed)
}

/// What the further bookings have from the first.
struct Like {
    booking: Booking,
    services: Vec<i64>,
    client: Client,
}

impl Like {
    fn of(db: &mut Scoped, booking: Booking) -> AppResult<Self> {
        let items = details::items(db, booking.id)?;
        let client = match (booking.contact_id, details::proposal(db, booking.id)?) {
            (Some(contact), _) => Client::Contact(contact),
            (None, Some(typed)) => Client::Stranger(typed),
            (None, None) => Client::Nobody,
        };
        Ok(Self { services: items.iter().map(|item| item.service_id).collect(), client, booking })
    }

    fn draft(&self, secrets: &Secrets, start: Instant) -> AppResult<Draft> {
        let mut draft = Draft::new(secrets, self.services.clone(), start)?;
        draft.member = Some(self.booking.member_id);
        draft.client = self.client.clone();
        draft.client_zone.clone_from(&self.booking.client_zone);
        draft.source = Source::Series;
        draft.is_quiet = true;
        Ok(draft)
    }
}

/// The bookings that a change is for: open ones that are not over, and always the one itself.
fn meant(db: &mut Scoped, id: i64, scope: Scope) -> AppResult<Vec<Booking>> {
    let this = stored::find(db, id)?;
    let series = queries::of_booking(db, id)?.filter(|_| scope != Scope::This);
    let Some(series) = series else { return Ok(vec![this]) };
    let now = db.now;
    let comes = |other: &Booking| other.status.is_open() && other.ends_at > now;
    let counts = |other: &Booking| scope == Scope::All || other.starts_at >= this.starts_at;
    let all = queries::bookings(db, &series.key)?;
    Ok(all.into_iter().filter(|other| other.id == id || (comes(other) && counts(other))).collect())
}

pub fn cancel(db: &mut Scoped, id: i64, scope: Scope, reason: &str) -> AppResult<Changed> {
    stored::queue(db)?;
    let meant = meant(db, id, scope)?;
    if let [one] = meant.as_slice() {
        book::cancel(db, one.id, Actor::Staff, reason)?;
        return Ok(Changed { done: 1, taken: Vec::new() });
    }
    for booking in &meant {
        book::cancel_quietly(db, booking.id, Actor::Staff, reason)?;
    }
    messages::tell_of_series(db, id)?;
    Ok(Changed { done: meant.len(), taken: Vec::new() })
}

/// Moves the others as far as this one moves: by the same days, to the same time of the day, with
/// the same person. Those whose new time is taken stay.
pub fn move_to(
    db: &mut Scoped,
    id: i64,
    scope: Scope,
    to: &Move,
    zone: &Zone,
) -> AppResult<Outcome<Changed>> {
    stored::queue(db)?;
    let mut meant = meant(db, id, scope)?;
    if meant.len() == 1 {
        return Ok(match book::move_to(db, id, to)? {
            Outcome::Done(_) => Outcome::Done(Changed { done: 1, taken: Vec::new() }),
            Outcome::Taken(found) => Outcome::Taken(found),
        });
    }
    let this = stored::find(db, id)?;
    let (from, target) = (local(this.starts_at, zone), local(to.start, zone));
    let days = target.date() - from.date();
    // Whoever goes ahead makes room for who follows.
    if to.start > this.starts_at {
        meant.reverse();
    }
    let mut changed = Changed::default();
    for booking in &meant {
        let start = shifted(booking, days, target.time(), zone);
        match book::move_to(db, booking.id, &Move { start, is_quiet: true, ..to.clone() })? {
            Outcome::Done(_) => changed.done += 1,
            Outcome::Taken(_) => changed.taken.push(booking.starts_at),
        }
    }
    changed.taken.sort_unstable();
    if changed.done > 0 {
        messages::tell_of_series(db, id)?;
    }
    Ok(Outcome::Done(changed))
}

fn shifted(booking: &Booking, days: Duration, time: Time, zone: &Zone) -> Instant {
    let day = local(booking.starts_at, zone).date();
    at(day.checked_add(days).unwrap_or(day), time, zone)
}
