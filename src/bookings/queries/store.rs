//! One booking: stored and changed. Callers hold the queue of `occupancies`.

use diesel::prelude::*;

use crate::bookings::model::{Actor, Answer, Booking, Consent, EventKind, Item, Proposal, Source, Status};
use crate::clock::Instant;
use crate::db::Scoped;
use crate::error::AppResult;
use crate::schema::{
    booking_answers, booking_consents, booking_events, booking_items, booking_proposals, bookings,
};

pub struct NewBooking<'a> {
    pub contact_id: Option<i64>,
    pub member_id: i64,
    pub status: Status,
    pub source: Source,
    pub starts_at: Instant,
    pub ends_at: Instant,
    pub price: Option<i64>,
    pub currency: &'a str,
    pub client_zone: &'a str,
    pub note: &'a str,
    pub uid: &'a str,
    pub token_hash: &'a str,
    pub form_key: Option<&'a str>,
    pub held_until: Option<Instant>,
}

pub fn insert(db: &mut Scoped, new: &NewBooking) -> AppResult<i64> {
    let (workspace, now) = (db.workspace_id(), db.now);
    let id = diesel::insert_into(bookings::table)
        .values((
            (
                bookings::workspace_id.eq(workspace),
                bookings::contact_id.eq(new.contact_id),
                bookings::member_id.eq(new.member_id),
                bookings::status.eq(new.status),
                bookings::source.eq(new.source),
                bookings::starts_at.eq(new.starts_at),
                bookings::ends_at.eq(new.ends_at),
                bookings::held_until.eq(new.held_until),
            ),
            (
                bookings::price.eq(new.price),
                bookings::currency.eq(new.currency),
                bookings::client_zone.eq(new.client_zone),
                bookings::note.eq(new.note),
                bookings::uid.eq(new.uid),
                bookings::token_hash.eq(new.token_hash),
                bookings::form_key.eq(new.form_key),
                bookings::created_at.eq(now),
                bookings::updated_at.eq(now),
            ),
        ))
        .returning(bookings::id)
        .get_result(&mut **db)?;
    Ok(id)
}

pub fn insert_items(db: &mut Scoped, booking: i64, items: &[Item]) -> AppResult<()> {
    for (position, item) in (0i32..).zip(items) {
        diesel::insert_into(booking_items::table)
            .values((
                booking_items::workspace_id.eq(db.workspace_id()),
                booking_items::booking_id.eq(booking),
                booking_items::position.eq(position),
                booking_items::service_id.eq(item.service_id),
                booking_items::name.eq(&item.name),
                booking_items::starts_at.eq(item.starts_at),
                booking_items::ends_at.eq(item.ends_at),
                booking_items::price.eq(item.price),
            ))
            .execute(&mut **db)?;
    }
    Ok(())
}

/// Notes what happened, by whom and why.
pub fn insert_event(
    db: &mut Scoped,
    booking: i64,
    kind: EventKind,
    actor: Actor,
    reason: &str,
    old_start: Option<Instant>,
) -> AppResult<()> {
    let (now, member) = (db.now, db.reach().member_id.filter(|_| actor == Actor::Staff));
    diesel::insert_into(booking_events::table)
        .values((
            booking_events::workspace_id.eq(db.workspace_id()),
            booking_events::booking_id.eq(booking),
            booking_events::at.eq(now),
            booking_events::kind.eq(kind),
            booking_events::actor.eq(actor),
            booking_events::member_id.eq(member),
            booking_events::reason.eq(reason),
            booking_events::old_start.eq(old_start),
        ))
        .execute(&mut **db)?;
    Ok(())
}

pub fn insert_proposal(db: &mut Scoped, booking: i64, proposal: &Proposal) -> AppResult<()> {
    diesel::insert_into(booking_proposals::table)
        .values((
            booking_proposals::workspace_id.eq(db.workspace_id()),
            booking_proposals::booking_id.eq(booking),
            booking_proposals::name.eq(&proposal.name),
            booking_proposals::email.eq(&proposal.email),
            booking_proposals::email_key.eq(proposal.email.to_lowercase()),
            booking_proposals::phone.eq(&proposal.phone),
        ))
        .execute(&mut **db)?;
    Ok(())
}

pub fn insert_answers(db: &mut Scoped, booking: i64, answers: &[Answer]) -> AppResult<()> {
    for answer in answers {
        diesel::insert_into(booking_answers::table)
            .values((
                booking_answers::workspace_id.eq(db.workspace_id()),
                booking_answers::booking_id.eq(booking),
                booking_answers::question.eq(&answer.question),
                booking_answers::answer.eq(&answer.answer),
            ))
            .execute(&mut **db)?;
    }
    Ok(())
}

pub fn insert_consents(db: &mut Scoped, booking: i64, consents: &[Consent], at: Instant) -> AppResult<()> {
    for consent in consents {
        diesel::insert_into(booking_consents::table)
            .values((
                booking_consents::workspace_id.eq(db.workspace_id()),
                booking_consents::booking_id.eq(booking),
                booking_consents::kind.eq(consent.kind),
                booking_consents::wording.eq(&consent.wording),
                booking_consents::given_at.eq(at),
            ))
            .execute(&mut **db)?;
    }
    Ok(())
}

/// A status that is not a hold ends what the hold was limited to: `held_until` is `None` then.
pub fn set_status(
    db: &mut Scoped,
    id: i64,
    status: Status,
    sequence: i32,
    held_until: Option<Instant>,
) -> AppResult<()> {
    let now = db.now;
    let row =
        bookings::table.filter(bookings::workspace_id.eq(db.workspace_id())).filter(bookings::id.eq(id));
    diesel::update(row)
        .set((
            bookings::status.eq(status),
            bookings::held_until.eq(held_until),
            bookings::sequence.eq(sequence),
            bookings::version.eq(bookings::version + 1),
            bookings::updated_at.eq(now),
        ))
        .execute(&mut **db)?;
    Ok(())
}

/// Another time, perhaps with somebody else; its services follow.
pub fn set_time(
    db: &mut Scoped,
    booking: &Booking,
    status: Status,
    member: i64,
    items: &[Item],
    held_until: Option<Instant>,
) -> AppResult<()> {
    let (Some(first), Some(last)) = (items.first(), items.last()) else { return Ok(()) };
    let (workspace, now) = (db.workspace_id(), db.now);
    let row =
        bookings::table.filter(bookings::workspace_id.eq(workspace)).filter(bookings::id.eq(booking.id));
    diesel::update(row)
        .set((
            bookings::member_id.eq(member),
            bookings::status.eq(status),
            bookings::starts_at.eq(first.starts_at),
            bookings::ends_at.eq(last.ends_at),
            bookings::held_until.eq(held_until),
            bookings::sequence.eq(booking.sequence + 1),
            bookings::version.eq(bookings::version + 1),
            bookings::updated_at.eq(now),
        ))
        .execute(&mut **db)?;
    let stored = booking_items::table
        .filter(booking_items::workspace_id.eq(workspace))
        .filter(booking_items::booking_id.eq(booking.id));
    diesel::delete(stored).execute(&mut **db)?;
    insert_items(db, booking.id, items)
}

pub fn set_contact(db: &mut Scoped, id: i64, contact: Option<i64>) -> AppResult<()> {
    let now = db.now;
    let row =
        bookings::table.filter(bookings::workspace_id.eq(db.workspace_id())).filter(bookings::id.eq(id));
    diesel::update(row)
        .set((
            bookings::contact_id.eq(contact),
            bookings::version.eq(bookings::version + 1),
            bookings::updated_at.eq(now),
        ))
        .execute(&mut **db)?;
    Ok(())
}

pub fn set_linked(db: &mut Scoped, booking: i64, at: Option<Instant>) -> AppResult<()> {
    let row = booking_proposals::table
        .filter(booking_proposals::workspace_id.eq(db.workspace_id()))
        .filter(booking_proposals::booking_id.eq(booking));
    diesel::update(row).set(booking_proposals::linked_at.eq(at)).execute(&mut **db)?;
    Ok(())
}
