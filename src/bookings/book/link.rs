//! Who a booking is for. What a stranger typed is only a proposal: a member decides whether it is
//! a contact that exists, a new one, or neither. The contact itself is never changed by it.

use super::actions::note_contact;
use crate::bookings::model::{Actor, EventKind};
use crate::bookings::queries;
use crate::contacts;
use crate::db::Scoped;
use crate::error::AppResult;
use crate::outbox;

pub fn link(db: &mut Scoped, id: i64, contact: i64) -> AppResult<()> {
    let booking = queries::find(db, id)?;
    contacts::queries::require(db, contact)?;
    if booking.contact_id == Some(contact) {
        return Ok(());
    }
    let now = db.now;
    queries::set_contact(db, id, Some(contact))?;
    queries::set_linked(db, id, Some(now))?;
    outbox::queries::recognise(db, &booking.uid, contact)?;
    queries::insert_event(db, id, EventKind::Linked, Actor::Staff, "", None)?;
    db.record("booking.linked", "booking", id, "");
    let booking = queries::find(db, id)?;
    note_contact(db, &booking)
}

pub fn unlink(db: &mut Scoped, id: i64) -> AppResult<()> {
    let booking = queries::find(db, id)?;
    if booking.contact_id.is_none() {
        return Ok(());
    }
    queries::set_contact(db, id, None)?;
    queries::set_linked(db, id, None)?;
    queries::insert_event(db, id, EventKind::Unlinked, Actor::Staff, "", None)?;
    db.record("booking.unlinked", "booking", id, "");
    Ok(())
}
