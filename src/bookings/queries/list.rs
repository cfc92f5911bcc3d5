//! Lists of bookings, each with what one line of a page says.

use std::collections::HashMap;

use diesel::prelude::*;

use super::{Bookings, Row, booking, details, visible};
use crate::bookings::model::{Booking, Status, services_in_words};
use crate::clock::Instant;
use crate::contacts;
use crate::db::Scoped;
use crate::error::AppResult;
use crate::schema::bookings;

/// A booking with the names of its services and of its client.
#[derive(Debug, Clone)]
pub struct Line {
    pub booking: Booking,
    pub services: String,
    /// The contact's name, or what was typed; "" where there is nobody, or nobody the reader may see.
    pub client: String,
}

/// Those that begin in this stretch of time, in order: everybody's, or one member's.
pub fn between(db: &mut Scoped, from: Instant, until: Instant, member: Option<i64>) -> AppResult<Vec<Line>> {
    let rows: Vec<Row> = beginning(db, from, until, member)
        .order((bookings::starts_at, bookings::id))
        .limit(1000)
        .select(super::ROW)
        .load(&mut **db)?;
    lines(db, rows)
}

/// The same in the order of their numbers, after one of them: for programs that read all of them.
pub fn page_between(
    db: &mut Scoped,
    (from, until): (Instant, Instant),
    after: Option<i64>,
    limit: i64,
) -> AppResult<Vec<Booking>> {
    let rows: Vec<Row> = beginning(db, from, until, None)
        .filter(bookings::id.gt(after.unwrap_or(0)))
        .order(bookings::id)
        .limit(limit)
        .select(super::ROW)
        .load(&mut **db)?;
    Ok(rows.into_iter().map(booking).collect())
}

fn beginning(db: &Scoped, from: Instant, until: Instant, member: Option<i64>) -> Bookings {
    let all = visible(db).filter(bookings::starts_at.ge(from)).filter(bookings::starts_at.lt(until));
    match member {
        Some(member) => all.filter(bookings::member_id.eq(member)),
        None => all,
    }
}

/// How many bookings take time on a day, and how many of them wait for a yes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub booked: i64,
    pub waiting: i64,
}

impl Tally {
    pub fn add(&mut self, other: Self) {
        self.booked += other.booked;
        self.waiting += other.waiting;
    }
}

/// The beginning of each that takes time, in order, counted as one.
pub fn tallied(
    db: &mut Scoped,
    from: Instant,
    until: Instant,
    member: Option<i64>,
) -> AppResult<Vec<(Instant, Tally)>> {
    let now = db.now;
    let rows: Vec<(Instant, Status)> = beginning(db, from, until, member)
        .filter(bookings::status.ne(Status::Cancelled))
        .filter(bookings::held_until.is_null().or(bookings::held_until.gt(now)))
        .order(bookings::starts_at)
        .select((bookings::starts_at, bookings::status))
        .load(&mut **db)?;
    let one = |status: Status| Tally { booked: 1, waiting: i64::from(status == Status::Requested) };
    Ok(rows.into_iter().map(|(start, status)| (start, one(status))).collect())
}

/// Requests that wait for a yes, the soonest first.
pub fn requests(db: &mut Scoped, limit: i64) -> AppResult<Vec<Line>> {
    let now = db.now;
    let rows: Vec<Row> = visible(db)
        .filter(bookings::status.eq(Status::Requested))
        .filter(bookings::ends_at.gt(now))
        .order((bookings::starts_at, bookings::id))
        .limit(limit)
        .select(super::ROW)
        .load(&mut **db)?;
    lines(db, rows)
}

/// The bookings of a contact that the caller has found, the latest first; those before `before` if it is given.
pub fn of_contact(db: &mut Scoped, contact: i64, before: Option<i64>, limit: i64) -> AppResult<Vec<Line>> {
    let mut wanted =
        visible(db).filter(bookings::contact_id.eq(contact)).filter(bookings::status.ne(Status::Held));
    if let Some(id) = before {
        let created: Instant =
            visible(db).filter(bookings::id.eq(id)).select(bookings::created_at).first(&mut **db)?;
        let earlier = bookings::created_at.eq(created).and(bookings::id.lt(id));
        wanted = wanted.filter(bookings::created_at.lt(created).or(earlier));
    }
    let rows: Vec<Row> = wanted
        .order((bookings::created_at.desc(), bookings::id.desc()))
        .limit(limit)
        .select(super::ROW)
        .load(&mut **db)?;
    lines(db, rows)
}

/// Of these, those that the member may see: (booking, services and start).
pub fn named(db: &mut Scoped, ids: &[i64]) -> AppResult<Vec<Line>> {
    let rows: Vec<Row> =
        visible(db).filter(bookings::id.eq_any(ids.to_vec())).select(super::ROW).load(&mut **db)?;
    lines(db, rows)
}

fn lines(db: &mut Scoped, rows: Vec<Row>) -> AppResult<Vec<Line>> {
    let found: Vec<Booking> = rows.into_iter().map(booking).collect();
    let ids: Vec<i64> = found.iter().map(|b| b.id).collect();
    let mut services: HashMap<i64, Vec<String>> = HashMap::new();
    for (id, name) in details::service_names(db, &ids)? {
        services.entry(id).or_default().push(name);
    }
    let contacts: Vec<i64> = found.iter().filter_map(|b| b.contact_id).collect();
    let known: HashMap<i64, String> = contacts::queries::names(db, &contacts)?.into_iter().collect();
    let strangers: Vec<i64> = found.iter().filter(|b| b.contact_id.is_none()).map(|b| b.id).collect();
    let typed: HashMap<i64, String> = details::proposed_names(db, &strangers)?.into_iter().collect();
    let line = |booking: Booking| Line {
        services: services
            .get(&booking.id)
            .map(|names| services_in_words(names.iter().map(String::as_str)))
            .unwrap_or_default(),
        client: match booking.contact_id {
            Some(contact) => known.get(&contact).cloned().unwrap_or_default(),
            None => typed.get(&booking.id).cloned().unwrap_or_default(),
        },
        booking,
    };
    Ok(found.into_iter().map(line).collect())
}
