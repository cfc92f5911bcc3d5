//! What hangs on one booking.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::bookings::model::{Actor, Answer, Consent, ConsentKind, Event, EventKind, Item, Proposal};
use crate::clock::Instant;
use crate::db::Scoped;
use crate::error::AppResult;
use crate::schema::{
    booking_answers, booking_consents, booking_events, booking_items, booking_proposals, services,
};

type ItemRow = (i64, String, Instant, Instant, Option<i64>);

fn item((service_id, name, starts_at, ends_at, price): ItemRow) -> Item {
    Item { service_id, name, starts_at, ends_at, price }
}

/// For a booking that the caller has found.
pub fn items(db: &mut Scoped, booking: i64) -> AppResult<Vec<Item>> {
    let rows: Vec<ItemRow> = booking_items::table
        .filter(booking_items::workspace_id.eq(db.workspace_id()))
        .filter(booking_items::booking_id.eq(booking))
        .order(booking_items::position)
        .select((
            booking_items::service_id,
            booking_items::name,
            booking_items::starts_at,
            booking_items::ends_at,
            booking_items::price,
        ))
        .load(&mut **db)?;
    Ok(rows.into_iter().map(item).collect())
}

/// The names of the services of several bookings: (booking, name), in order.
pub fn service_names(db: &mut Scoped, bookings: &[i64]) -> AppResult<Vec<(i64, String)>> {
    let rows = booking_items::table
        .filter(booking_items::workspace_id.eq(db.workspace_id()))
        .filter(booking_items::booking_id.eq_any(bookings.to_vec()))
        .order((booking_items::booking_id, booking_items::position))
        .select((booking_items::booking_id, booking_items::name))
        .load(&mut **db)?;
    Ok(rows)
}

/// The colour of the first service of each of several bookings.
pub fn colours(db: &mut Scoped, bookings: &[i64]) -> AppResult<HashMap<i64, i32>> {
    let rows: Vec<(i64, i32)> = booking_items::table
        .inner_join(services::table.on(services::id.eq(booking_items::service_id)))
        .filter(booking_items::workspace_id.eq(db.workspace_id()))
        .filter(booking_items::booking_id.eq_any(bookings.to_vec()))
        .filter(booking_items::position.eq(0))
        .select((booking_items::booking_id, services::colour))
        .load(&mut **db)?;
    Ok(rows.into_iter().collect())
}

/// Oldest first.
pub fn events(db: &mut Scoped, booking: i64) -> AppResult<Vec<Event>> {
    type Row = (Instant, EventKind, Actor, Option<i64>, String, Option<Instant>);
    let rows: Vec<Row> = booking_events::table
        .filter(booking_events::workspace_id.eq(db.workspace_id()))
        .filter(booking_events::booking_id.eq(booking))
        .order(booking_events::id)
        .select((
            booking_events::at,
            booking_events::kind,
            booking_events::actor,
            booking_events::member_id,
            booking_events::reason,
            booking_events::old_start,
        ))
        .load(&mut **db)?;
    let event = |(at, kind, actor, member_id, reason, old_start)| Event {
        at,
        kind,
        actor,
        member_id,
        reason,
        old_start,
    };
    Ok(rows.into_iter().map(event).collect())
}

pub fn proposal(db: &mut Scoped, booking: i64) -> AppResult<Option<Proposal>> {
    type Row = (String, String, String, Option<Instant>);
    let found = booking_proposals::table
        .filter(booking_proposals::workspace_id.eq(db.workspace_id()))
        .filter(booking_proposals::booking_id.eq(booking))
        .select((
            booking_proposals::name,
            booking_proposals::email,
            booking_proposals::phone,
            booking_proposals::linked_at,
        ))
        .first::<Row>(&mut **db);
    let proposal = |(name, email, phone, linked_at)| Proposal { name, email, phone, linked_at };
    Ok(found.optional()?.map(proposal))
}

/// The names that were typed, of bookings that are linked to nobody: (booking, name).
pub fn proposed_names(db: &mut Scoped, bookings: &[i64]) -> AppResult<Vec<(i64, String)>> {
    let rows = booking_proposals::table
        .filter(booking_proposals::workspace_id.eq(db.workspace_id()))
        .filter(booking_proposals::booking_id.eq_any(bookings.to_vec()))
        .select((booking_proposals::booking_id, booking_proposals::name))
        .load(&mut **db)?;
    Ok(rows)
}

pub fn answers(db: &mut Scoped, booking: i64) -> AppResult<Vec<Answer>> {
    let rows: Vec<(String, String)> = booking_answers::table
        .filter(booking_answers::workspace_id.eq(db.workspace_id()))
        .filter(booking_answers::booking_id.eq(booking))
        .order(booking_answers::id)
        .select((booking_answers::question, booking_answers::answer))
        .load(&mut **db)?;
    Ok(rows.into_iter().map(|(question, answer)| Answer { question, answer }).collect())
}

pub fn consents(db: &mut Scoped, booking: i64) -> AppResult<Vec<(Consent, Instant)>> {
    let rows: Vec<(ConsentKind, String, Instant)> = booking_consents::table
        .filter(booking_consents::workspace_id.eq(db.workspace_id()))
        .filter(booking_consents::booking_id.eq(booking))
        .order(booking_consents::id)
        .select((booking_consents::kind, booking_consents::wording, booking_consents::given_at))
        .load(&mut **db)?;
    Ok(rows.into_iter().map(|(kind, wording, at)| (Consent { kind, wording }, at)).collect())
}
