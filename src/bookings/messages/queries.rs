//! `booking_messages`, `booking_texts`, and the bookings whose reminder is due.

use diesel::prelude::*;
use time::Duration;

use super::model::{Kind, State, Text};
use crate::bookings::model::{EventKind, Status};
use crate::bookings::queries::visible;
use crate::clock::Instant;
use crate::db::{Scoped, Unscoped};
use crate::error::AppResult;
use crate::schema::{
    booking_events, booking_items, booking_messages, booking_texts, bookings, members, outbox,
    service_reminders, users,
};

/// A program that was down for longer sends no old reminders.
const LATE: Duration = Duration::days(1);

#[derive(Debug, Queryable)]
pub struct Row {
    pub booking_id: i64,
    pub kind: Kind,
    pub key: String,
    pub state: State,
    pub outbox_id: Option<i64>,
}

/// `None` if this message is planned already.
pub fn insert(db: &mut Scoped, booking: i64, kind: Kind, key: &str) -> AppResult<Option<i64>> {
    if is_planned(db, booking, key)? {
        return Ok(None);
    }
    let (workspace, now) = (db.workspace_id(), db.now);
    let id = diesel::insert_into(booking_messages::table)
        .values((
            booking_messages::workspace_id.eq(workspace),
            booking_messages::booking_id.eq(booking),
            booking_messages::kind.eq(kind),
            booking_messages::message_key.eq(key),
            booking_messages::state.eq(State::Planned),
            booking_messages::created_at.eq(now),
        ))
        .returning(booking_messages::id)
        .get_result(&mut **db)?;
    Ok(Some(id))
}

fn is_planned(db: &mut Scoped, booking: i64, key: &str) -> AppResult<bool> {
    let same = booking_messages::table
        .filter(booking_messages::workspace_id.eq(db.workspace_id()))
        .filter(booking_messages::booking_id.eq(booking))
        .filter(booking_messages::message_key.eq(key.to_owned()));
    Ok(same.count().get_result::<i64>(&mut **db)? > 0)
}

pub fn find(db: &mut Scoped, id: i64) -> AppResult<Row> {
    let row = booking_messages::table
        .filter(booking_messages::workspace_id.eq(db.workspace_id()))
        .filter(booking_messages::id.eq(id))
        .select((
            booking_messages::booking_id,
            booking_messages::kind,
            booking_messages::message_key,
            booking_messages::state,
            booking_messages::outbox_id,
        ))
        .first(&mut **db)?;
    Ok(row)
}

pub fn posted(db: &mut Scoped, id: i64, outbox_id: Option<i64>) -> AppResult<()> {
    let row = booking_messages::table
        .filter(booking_messages::workspace_id.eq(db.workspace_id()))
        .filter(booking_messages::id.eq(id));
    diesel::update(row)
        .set((booking_messages::state.eq(State::Posted), booking_messages::outbox_id.eq(outbox_id)))
        .execute(&mut **db)?;
    Ok(())
}

pub fn left_out(db: &mut Scoped, id: i64, why: &str) -> AppResult<()> {
    let row = booking_messages::table
        .filter(booking_messages::workspace_id.eq(db.workspace_id()))
        .filter(booking_messages::id.eq(id));
    diesel::update(row)
        .set((booking_messages::state.eq(State::LeftOut), booking_messages::why.eq(why)))
        .execute(&mut **db)?;
    Ok(())
}

/// Who does a booking, as far as a mail to them needs it.
#[derive(Debug, Clone, Queryable)]
pub struct Colleague {
    pub user_id: i64,
    pub name: String,
    pub email: String,
}

/// `None` for somebody who left.
pub fn colleague(db: &mut Scoped, member: i64) -> AppResult<Option<Colleague>> {
    let found = members::table
        .inner_join(users::table.on(users::id.eq(members::user_id)))
        .filter(members::workspace_id.eq(db.workspace_id()))
        .filter(members::id.eq(member))
        .filter(members::deactivated_at.is_null())
        .select((users::id, users::name, users::email))
        .first(&mut **db);
    Ok(found.optional()?)
}

/// The business's own words; `None` where the standard ones hold.
pub fn text(db: &mut Scoped, kind: Kind) -> AppResult<Option<Text>> {
    let found = booking_texts::table
        .filter(booking_texts::workspace_id.eq(db.workspace_id()))
        .filter(booking_texts::kind.eq(kind))
        .select((booking_texts::subject, booking_texts::body))
        .first::<(String, String)>(&mut **db);
    Ok(found.optional()?.map(|(subject, body)| Text { subject, body }))
}

pub fn own_kinds(db: &mut Scoped) -> AppResult<Vec<Kind>> {
    let own = booking_texts::table.filter(booking_texts::workspace_id.eq(db.workspace_id()));
    Ok(own.select(booking_texts::kind).load(&mut **db)?)
}

pub fn forget_text(db: &mut Scoped, kind: Kind) -> AppResult<()> {
    let own = booking_texts::table
        .filter(booking_texts::workspace_id.eq(db.workspace_id()))
        .filter(booking_texts::kind.eq(kind));
    diesel::delete(own).execute(&mut **db)?;
    Ok(())
}

pub fn save_text(db: &mut Scoped, kind: Kind, text: &Text) -> AppResult<()> {
    forget_text(db, kind)?;
    diesel::insert_into(booking_texts::table)
        .values((
            booking_texts::workspace_id.eq(db.workspace_id()),
            booking_texts::kind.eq(kind),
            booking_texts::subject.eq(&text.subject),
            booking_texts::body.eq(&text.body),
        ))
        .execute(&mut **db)?;
    Ok(())
}

/// A reminder, or a word afterwards, whose time has come.
#[derive(Debug, Clone, Copy)]
pub struct Due {
    pub workspace_id: i64,
    pub booking_id: i64,
    pub starts_at: Instant,
    pub minutes: i32,
}

/// Of every business. A booking that was made, or got its time, when its reminder would have been
/// due already gets none: what it was told then says the same.
pub fn due(db: &mut Unscoped) -> AppResult<Vec<Due>> {
    let distances: Vec<i32> =
        service_reminders::table.select(service_reminders::minutes).distinct().load(&mut **db)?;
    let mut found = Vec::new();
    for minutes in distances {
        for (due, told_at) in candidates(db, minutes)? {
            let before = Duration::minutes(i64::from(minutes));
            let in_time = minutes < 0 || told_at.max(last_move(db, &due)?) <= due.starts_at - before;
            if in_time && !is_planned_for(db, &due)? {
                found.push(due);
            }
        }
    }
    Ok(found)
}

/// Bookings at this distance from now, each with when it was made.
fn candidates(db: &mut Unscoped, minutes: i32) -> AppResult<Vec<(Due, Instant)>> {
    let (now, distance) = (db.now, Duration::minutes(i64::from(minutes)));
    let (status, from, until) = match minutes > 0 {
        true => (Status::Confirmed, now.max(now + distance - LATE), now + distance),
        // A visit lasts at most a day.
        false => (Status::Completed, now + distance - LATE * 2, now + distance),
    };
    let rows: Vec<(i64, i64, Instant, Instant, Instant)> = bookings::table
        .inner_join(booking_items::table.on(booking_items::booking_id.eq(bookings::id)))
        .inner_join(
            service_reminders::table.on(service_reminders::service_id
                .eq(booking_items::service_id)
                .and(service_reminders::workspace_id.eq(bookings::workspace_id))),
        )
        .filter(bookings::status.eq(status))
        .filter(bookings::starts_at.gt(from))
        .filter(bookings::starts_at.le(until))
        .filter(booking_items::position.eq(0))
        .filter(service_reminders::minutes.eq(minutes))
        .order((bookings::starts_at, bookings::id))
        .select((
            bookings::workspace_id,
            bookings::id,
            bookings::starts_at,
            bookings::ends_at,
            bookings::created_at,
        ))
        .load(&mut **db)?;
    let due = |(workspace_id, booking_id, starts_at, _, created_at)| {
        (Due { workspace_id, booking_id, starts_at, minutes }, created_at)
    };
    let is_over = |row: &(i64, i64, Instant, Instant, Instant)| minutes > 0 || row.3 - distance <= now;
    Ok(rows.into_iter().filter(is_over).map(due).collect())
}

fn last_move(db: &mut Unscoped, due: &Due) -> AppResult<Instant> {
    let moves = booking_events::table
        .filter(booking_events::workspace_id.eq(due.workspace_id))
        .filter(booking_events::booking_id.eq(due.booking_id))
        .filter(booking_events::kind.eq(EventKind::Moved));
    let last: Option<Instant> = moves.select(diesel::dsl::max(booking_events::at)).first(&mut **db)?;
    Ok(last.unwrap_or(Instant::MIN))
}

fn is_planned_for(db: &mut Unscoped, due: &Due) -> AppResult<bool> {
    let kind = if due.minutes > 0 { Kind::Reminder } else { Kind::FollowUp };
    let same = booking_messages::table
        .filter(booking_messages::workspace_id.eq(due.workspace_id))
        .filter(booking_messages::booking_id.eq(due.booking_id))
        .filter(booking_messages::message_key.eq(kind.reminder_key(due.minutes, due.starts_at)));
    Ok(same.count().get_result::<i64>(&mut **db)? > 0)
}

/// A reminder that is to come: (booking, minutes before it).
pub fn coming(db: &mut Scoped, span: Duration, limit: i64) -> AppResult<Vec<(i64, Instant, i32)>> {
    let now = db.now;
    let rows: Vec<(i64, Instant, i32)> = visible(db)
        .inner_join(booking_items::table.on(booking_items::booking_id.eq(bookings::id)))
        .inner_join(
            service_reminders::table.on(service_reminders::service_id
                .eq(booking_items::service_id)
                .and(service_reminders::workspace_id.eq(bookings::workspace_id))),
        )
        .filter(bookings::status.eq(Status::Confirmed))
        .filter(bookings::starts_at.gt(now))
        .filter(bookings::starts_at.le(now + span))
        .filter(booking_items::position.eq(0))
        .filter(service_reminders::minutes.gt(0))
        .order((bookings::starts_at, bookings::id))
        .limit(limit)
        .select((bookings::id, bookings::starts_at, service_reminders::minutes))
        .load(&mut **db)?;
    Ok(rows)
}

/// One line of what was planned lately.
#[derive(Debug, Clone, Queryable)]
pub struct Past {
    pub booking_id: i64,
    pub kind: Kind,
    pub state: State,
    pub why: String,
    pub created_at: Instant,
    pub outbox_id: Option<i64>,
}

/// Of bookings that the reader may see, the latest first.
pub fn latest(db: &mut Scoped, limit: i64) -> AppResult<Vec<Past>> {
    let of_booking = booking_messages::workspace_id
        .eq(bookings::workspace_id)
        .and(booking_messages::booking_id.eq(bookings::id));
    let rows = visible(db)
        .inner_join(booking_messages::table.on(of_booking))
        .order(booking_messages::id.desc())
        .limit(limit)
        .select((
            booking_messages::booking_id,
            booking_messages::kind,
            booking_messages::state,
            booking_messages::why,
            booking_messages::created_at,
            booking_messages::outbox_id,
        ))
        .load(&mut **db)?;
    Ok(rows)
}

/// What the outbox made of messages: (number, state, refusal).
pub fn outcomes(db: &mut Scoped, ids: &[i64]) -> AppResult<Vec<(i64, String, String)>> {
    let rows = outbox::table
        .filter(outbox::workspace_id.eq(db.workspace_id()))
        .filter(outbox::id.eq_any(ids.to_vec()))
        .select((outbox::id, outbox::state, outbox::refusal))
        .load(&mut **db)?;
    Ok(rows)
}
