//! `waits`, `wait_services`, `wait_offers`. Somebody limited to their own bookings sees those who
//! wait for them.

use std::collections::HashMap;

use diesel::dsl::IntoBoxed;
use diesel::prelude::*;
use time::Date;

use super::model::{NewWait, Offered, Part, Span, Wait, Waiter, Wish};
use crate::bookings::book;
use crate::bookings::model::{Actor, Proposal};
use crate::bookings::queries::{ROW, Row as BookingRow, booking};
use crate::clock::Instant;
use crate::db::{AnyBackend, Scoped, Unscoped};
use crate::error::AppResult;
use crate::schema::{bookings, contacts, wait_offers, wait_services, waits};

type Waits = IntoBoxed<'static, waits::table, AnyBackend>;

fn visible(db: &Scoped) -> Waits {
    let all = waits::table.filter(waits::workspace_id.eq(db.workspace_id())).into_boxed();
    match db.reach().own_only {
        true => all.filter(waits::member_id.eq(db.reach().member_id.unwrap_or(0))),
        false => all,
    }
}

type Who = (i64, Option<i64>, String, String, String);
type What = (Option<i64>, Date, Date, Part);
type Rest = (String, String, String, Instant, Instant);

#[expect(clippy::type_complexity, reason = "the columns of a row, and nothing more")]
const COLUMNS: (
    (waits::id, waits::contact_id, waits::name, waits::email, waits::phone),
    (waits::member_id, waits::first_day, waits::last_day, waits::part),
    (waits::client_zone, waits::age_words, waits::uid, waits::created_at, waits::ends_at),
) = (
    (waits::id, waits::contact_id, waits::name, waits::email, waits::phone),
    (waits::member_id, waits::first_day, waits::last_day, waits::part),
    (waits::client_zone, waits::age_words, waits::uid, waits::created_at, waits::ends_at),
);

fn wait((who, what, rest): (Who, What, Rest), services: Vec<i64>) -> Wait {
    let (id, contact, name, email, phone) = who;
    let (member, first, last, part) = what;
    let (client_zone, age_words, uid, created_at, ends_at) = rest;
    let stranger = || Waiter::Stranger(Proposal { name, email, phone, linked_at: None });
    Wait {
        id,
        waiter: contact.map_or_else(stranger, Waiter::Contact),
        wish: Wish { services, member, span: Span { first, last, part } },
        client_zone,
        age_words,
        uid,
        created_at,
        ends_at,
    }
}

fn with_services(db: &mut Scoped, rows: Vec<(Who, What, Rest)>) -> AppResult<Vec<Wait>> {
    let ids: Vec<i64> = rows.iter().map(|(who, ..)| who.0).collect();
    let found: Vec<(i64, i64)> = wait_services::table
        .filter(wait_services::workspace_id.eq(db.workspace_id()))
        .filter(wait_services::wait_id.eq_any(ids))
        .order((wait_services::wait_id, wait_services::position))
        .select((wait_services::wait_id, wait_services::service_id))
        .load(&mut **db)?;
    let mut services: HashMap<i64, Vec<i64>> = HashMap::new();
    for (wait, service) in found {
        services.entry(wait).or_default().push(service);
    }
    let whole = |row: (Who, What, Rest)| {
        let services = services.remove(&row.0.0).unwrap_or_default();
        wait(row, services)
    };
    Ok(rows.into_iter().map(whole).collect())
}

/// Sent twice, a form gets one place. The uid of that place.
pub fn insert(db: &mut Scoped, new: &NewWait) -> AppResult<String> {
    if let Some(uid) = uid_of_form(db, new.form_key.as_deref())? {
        return Ok(uid);
    }
    let (contact, typed) = match &new.waiter {
        Waiter::Contact(id) => (Some(*id), Proposal::default()),
        Waiter::Stranger(typed) => (None, typed.clone()),
    };
    let (workspace, now) = (db.workspace_id(), db.now);
    let id: i64 = diesel::insert_into(waits::table)
        .values((
            (
                waits::workspace_id.eq(workspace),
                waits::contact_id.eq(contact),
                waits::member_id.eq(new.wish.member),
                waits::first_day.eq(new.wish.span.first),
                waits::last_day.eq(new.wish.span.last),
                waits::part.eq(new.wish.span.part),
                waits::name.eq(typed.name),
                waits::email.eq(typed.email),
                waits::phone.eq(typed.phone),
            ),
            (
                waits::client_zone.eq(&new.client_zone),
                waits::age_words.eq(&new.age_words),
                waits::uid.eq(&new.uid),
                waits::token_hash.eq(&new.token_hash),
                waits::form_key.eq(&new.form_key),
                waits::created_at.eq(now),
                waits::ends_at.eq(new.ends_at),
            ),
        ))
        .returning(waits::id)
        .get_result(&mut **db)?;
    for (position, service) in (0i32..).zip(&new.wish.services) {
        diesel::insert_into(wait_services::table)
            .values((
                wait_services::workspace_id.eq(workspace),
                wait_services::wait_id.eq(id),
                wait_services::position.eq(position),
                wait_services::service_id.eq(service),
            ))
            .execute(&mut **db)?;
    }
    db.record("waitlist.joined", "waiting", id, "");
    Ok(new.uid.clone())
}

fn uid_of_form(db: &mut Scoped, form_key: Option<&str>) -> AppResult<Option<String>> {
    let Some(key) = form_key else { return Ok(None) };
    let found = waits::table
        .filter(waits::workspace_id.eq(db.workspace_id()))
        .filter(waits::form_key.eq(key.to_owned()))
        .select(waits::uid);
    Ok(found.first(&mut **db).optional()?)
}

/// All places, the longest waiting first; those whose days are over too.
pub fn list(db: &mut Scoped, limit: i64) -> AppResult<Vec<Wait>> {
    let rows =
        visible(db).order((waits::created_at, waits::id)).limit(limit).select(COLUMNS).load(&mut **db)?;
    with_services(db, rows)
}

/// Whose turn may have come, in order. A contact in the trash, or whose use is restricted, is passed over.
pub fn waiting(db: &mut Scoped) -> AppResult<Vec<Wait>> {
    let (workspace, now) = (db.workspace_id(), db.now);
    let usable = contacts::table
        .filter(contacts::workspace_id.eq(workspace))
        .filter(contacts::deleted_at.is_null())
        .filter(contacts::restricted_at.is_null())
        .select(contacts::id.nullable());
    let rows = visible(db)
        .filter(waits::ends_at.gt(now))
        .filter(waits::contact_id.is_null().or(waits::contact_id.eq_any(usable)))
        .order((waits::created_at, waits::id))
        .select(COLUMNS)
        .load(&mut **db)?;
    with_services(db, rows)
}

pub fn find(db: &mut Scoped, id: i64) -> AppResult<Wait> {
    let row = visible(db).filter(waits::id.eq(id)).select(COLUMNS).first(&mut **db)?;
    with_services(db, vec![row])?.pop().ok_or(crate::error::AppError::NotFound)
}

pub fn is_anybody_waiting(db: &mut Scoped) -> AppResult<bool> {
    let now = db.now;
    let open = waits::table
        .filter(waits::workspace_id.eq(db.workspace_id()))
        .filter(waits::ends_at.gt(now))
        .select(waits::id);
    Ok(open.first::<i64>(&mut **db).optional()?.is_some())
}

/// The workspace and the number of the place that this token is for.
pub fn find_by_token(db: &mut Unscoped, token_hash: &str) -> AppResult<(i64, i64)> {
    let found =
        waits::table.filter(waits::token_hash.eq(token_hash)).select((waits::workspace_id, waits::id));
    Ok(found.first(&mut **db)?)
}

/// Businesses where somebody waits.
pub fn businesses(db: &mut Unscoped) -> AppResult<Vec<i64>> {
    let open = waits::table.filter(waits::ends_at.gt(db.now)).select(waits::workspace_id).distinct();
    Ok(open.load(&mut **db)?)
}

/// The place is given up; a time that is kept for it goes back.
pub fn leave(db: &mut Scoped, id: i64) -> AppResult<()> {
    let now = db.now;
    for offer in offers(db, &[id])?.into_iter().filter(|offer| offer.is_open(now)) {
        book::cancel_quietly(db, offer.booking.id, Actor::Program, "")?;
    }
    remove(db, id)?;
    db.record("waitlist.left", "waiting", id, "");
    Ok(())
}

pub fn remove(db: &mut Scoped, id: i64) -> AppResult<()> {
    let row = waits::table.filter(waits::workspace_id.eq(db.workspace_id())).filter(waits::id.eq(id));
    diesel::delete(row).execute(&mut **db)?;
    Ok(())
}

/// Every time that was kept for these, the latest last.
pub fn offers(db: &mut Scoped, ids: &[i64]) -> AppResult<Vec<Offered>> {
    let of_offer =
        bookings::workspace_id.eq(wait_offers::workspace_id).and(bookings::id.eq(wait_offers::booking_id));
    let rows: Vec<(i64, BookingRow)> = wait_offers::table
        .inner_join(bookings::table.on(of_offer))
        .filter(wait_offers::workspace_id.eq(db.workspace_id()))
        .filter(wait_offers::wait_id.eq_any(ids.to_vec()))
        .order(wait_offers::booking_id)
        .select((wait_offers::wait_id, ROW))
        .load(&mut **db)?;
    Ok(rows.into_iter().map(|(wait_id, row)| Offered { wait_id, booking: booking(row) }).collect())
}

pub fn insert_offer(db: &mut Scoped, wait: i64, booking: i64) -> AppResult<()> {
    diesel::insert_into(wait_offers::table)
        .values((
            wait_offers::workspace_id.eq(db.workspace_id()),
            wait_offers::wait_id.eq(wait),
            wait_offers::booking_id.eq(booking),
        ))
        .execute(&mut **db)?;
    Ok(())
}

/// The place for which a booking was held, if somebody still waits there: number and uid.
pub fn of_booking(db: &mut Scoped, booking: i64) -> AppResult<Option<(i64, String)>> {
    let of_place = waits::workspace_id.eq(wait_offers::workspace_id).and(waits::id.eq(wait_offers::wait_id));
    let found = wait_offers::table
        .inner_join(waits::table.on(of_place))
        .filter(wait_offers::workspace_id.eq(db.workspace_id()))
        .filter(wait_offers::booking_id.eq(booking))
        .select((waits::id, waits::uid));
    Ok(found.first(&mut **db).optional()?)
}
