//! Planning a message, in the step that changes the booking.

use super::model::Kind;
use super::notify::Notify;
use super::queries;
use crate::bookings::model::{Actor, Booking};
use crate::db::{Scoped, ids};
use crate::error::AppResult;
use crate::jobs::Enqueue;

/// The client hears of every change, the member who does it of what a client did. Of what is
/// over nobody hears.
pub fn tell(db: &mut Scoped, booking: &Booking, kind: Kind, actor: Actor) -> AppResult<()> {
    if booking.ends_at <= db.now {
        return Ok(());
    }
    plan(db, booking.id, kind, &kind.change_key(booking))?;
    if let Some(kind) = kind.for_staff().filter(|_| actor == Actor::Client) {
        plan(db, booking.id, kind, &kind.change_key(booking))?;
    }
    Ok(())
}

/// One for all dates of a series. What it says is read when it goes out, so each change may have its own.
pub fn tell_of_series(db: &mut Scoped, booking: i64) -> AppResult<()> {
    let key = format!("{}:{}", Kind::Series.word(), ids::random_key()?);
    plan(db, booking, Kind::Series, &key)
}

/// Twice is once.
pub fn plan(db: &mut Scoped, booking: i64, kind: Kind, key: &str) -> AppResult<()> {
    if let Some(message_id) = queries::insert(db, booking, kind, key)? {
        let workspace_id = db.workspace_id();
        db.enqueue(&Notify { workspace_id, message_id })?;
    }
    Ok(())
}
