//! `webhooks`, `webhook_deliveries`, and what the record of activity says since.

use diesel::prelude::*;
use time::Duration;

use super::model::{Area, Delivery, State, Webhook};
use crate::clock::Instant;
use crate::db::{Scoped, Unscoped};
use crate::error::AppResult;
use crate::schema::{activity_entries, webhook_deliveries, webhooks};

type Row = (i64, String, String, String, i64, i32, Option<Instant>, Option<Instant>, Instant);
const ROW: (
    webhooks::id,
    webhooks::url,
    webhooks::areas,
    webhooks::secret_key,
    webhooks::after_seq,
    webhooks::failures,
    webhooks::waits_until,
    webhooks::stopped_at,
    webhooks::created_at,
) = (
    webhooks::id,
    webhooks::url,
    webhooks::areas,
    webhooks::secret_key,
    webhooks::after_seq,
    webhooks::failures,
    webhooks::waits_until,
    webhooks::stopped_at,
    webhooks::created_at,
);

fn webhook(row: Row) -> Webhook {
    let (id, url, areas, secret_key, after_seq, failures, waits_until, stopped_at, created_at) = row;
    let areas = areas.split(' ').filter_map(Area::from_word).collect();
    Webhook { id, url, areas, secret_key, after_seq, failures, waits_until, stopped_at, created_at }
}

pub fn all(db: &mut Scoped) -> AppResult<Vec<Webhook>> {
    let own = webhooks::table.filter(webhooks::workspace_id.eq(db.workspace_id()));
    let rows: Vec<Row> = own.order(webhooks::id).select(ROW).load(&mut **db)?;
    Ok(rows.into_iter().map(webhook).collect())
}

pub fn find(db: &mut Scoped, id: i64) -> AppResult<Webhook> {
    let own = webhooks::table.filter(webhooks::workspace_id.eq(db.workspace_id()));
    let row: Row = own.filter(webhooks::id.eq(id)).select(ROW).first(&mut **db)?;
    Ok(webhook(row))
}

/// Told of what happens from now on.
pub fn insert(db: &mut Scoped, url: &str, areas: &[Area], secret_key: &str) -> AppResult<i64> {
    let (workspace, now) = (db.workspace_id(), db.now);
    let words: Vec<&str> = areas.iter().map(|area| area.word()).collect();
    let after_seq = last_seq(db)?;
    let id = diesel::insert_into(webhooks::table)
        .values((
            webhooks::workspace_id.eq(workspace),
            webhooks::url.eq(url),
            webhooks::areas.eq(words.join(" ")),
            webhooks::secret_key.eq(secret_key),
            webhooks::after_seq.eq(after_seq),
            webhooks::created_at.eq(now),
        ))
        .returning(webhooks::id)
        .get_result(&mut **db)?;
    Ok(id)
}

pub fn last_seq(db: &mut Scoped) -> AppResult<i64> {
    let last: Option<i64> = activity_entries::table
        .filter(activity_entries::workspace_id.eq(db.workspace_id()))
        .select(diesel::dsl::max(activity_entries::seq))
        .first(&mut **db)?;
    Ok(last.unwrap_or(0))
}

pub fn set_secret(db: &mut Scoped, id: i64, secret_key: &str) -> AppResult<()> {
    let own = webhooks::table.filter(webhooks::workspace_id.eq(db.workspace_id()));
    diesel::update(own.filter(webhooks::id.eq(id)))
        .set(webhooks::secret_key.eq(secret_key))
        .execute(&mut **db)?;
    Ok(())
}

pub fn remove(db: &mut Scoped, id: i64) -> AppResult<()> {
    let own = webhooks::table.filter(webhooks::workspace_id.eq(db.workspace_id()));
    diesel::delete(own.filter(webhooks::id.eq(id))).execute(&mut **db)?;
    Ok(())
}

/// How it goes: failures in a row, the pause after one, and whether it was stopped.
pub fn set_standing(
    db: &mut Scoped,
    id: i64,
    failures: i32,
    waits_until: Option<Instant>,
    stopped_at: Option<Instant>,
) -> AppResult<()> {
    let own = webhooks::table.filter(webhooks::workspace_id.eq(db.workspace_id()));
    diesel::update(own.filter(webhooks::id.eq(id)))
        .set((
            webhooks::failures.eq(failures),
            webhooks::waits_until.eq(waits_until),
            webhooks::stopped_at.eq(stopped_at),
        ))
        .execute(&mut **db)?;
    Ok(())
}

pub fn set_after(db: &mut Scoped, id: i64, seq: i64) -> AppResult<()> {
    let own = webhooks::table.filter(webhooks::workspace_id.eq(db.workspace_id()));
    diesel::update(own.filter(webhooks::id.eq(id))).set(webhooks::after_seq.eq(seq)).execute(&mut **db)?;
    Ok(())
}

/// Businesses that have a webhook at work.
pub fn businesses(db: &mut Unscoped) -> AppResult<Vec<i64>> {
    let active = webhooks::table.filter(webhooks::stopped_at.is_null());
    Ok(active.select(webhooks::workspace_id).distinct().load(&mut **db)?)
}

/// An entry of the record: number, when, what, and what it is about.
pub type Entry = (i64, Instant, String, String, Option<i64>);

pub fn entries_after(db: &mut Scoped, seq: i64, limit: i64) -> AppResult<Vec<Entry>> {
    let entries = activity_entries::table
        .filter(activity_entries::workspace_id.eq(db.workspace_id()))
        .filter(activity_entries::seq.gt(seq))
        .order(activity_entries::seq)
        .limit(limit)
        .select((
            activity_entries::seq,
            activity_entries::at,
            activity_entries::action,
            activity_entries::target_kind,
            activity_entries::target_id,
        ));
    Ok(entries.load(&mut **db)?)
}

pub fn insert_delivery(db: &mut Scoped, webhook: i64, key: &str, event: &str, body: &str) -> AppResult<i64> {
    let (workspace, now) = (db.workspace_id(), db.now);
    let id = diesel::insert_into(webhook_deliveries::table)
        .values((
            webhook_deliveries::workspace_id.eq(workspace),
            webhook_deliveries::webhook_id.eq(webhook),
            webhook_deliveries::message_key.eq(key),
            webhook_deliveries::event.eq(event),
            webhook_deliveries::body.eq(body),
            webhook_deliveries::state.eq(State::Waiting),
            webhook_deliveries::next_at.eq(now),
            webhook_deliveries::created_at.eq(now),
        ))
        .returning(webhook_deliveries::id)
        .get_result(&mut **db)?;
    Ok(id)
}

type DeliveryRow =
    ((i64, i64, String, String, String, State), (i32, Instant, Option<i32>, String, Option<i32>, Instant));
#[expect(clippy::type_complexity, reason = "the columns of a row, and nothing more")]
const DELIVERY: (
    (
        webhook_deliveries::id,
        webhook_deliveries::webhook_id,
        webhook_deliveries::message_key,
        webhook_deliveries::event,
        webhook_deliveries::body,
        webhook_deliveries::state,
    ),
    (
        webhook_deliveries::attempts,
        webhook_deliveries::next_at,
        webhook_deliveries::answer,
        webhook_deliveries::why,
        webhook_deliveries::millis,
        webhook_deliveries::created_at,
    ),
) = (
    (
        webhook_deliveries::id,
        webhook_deliveries::webhook_id,
        webhook_deliveries::message_key,
        webhook_deliveries::event,
        webhook_deliveries::body,
        webhook_deliveries::state,
    ),
    (
        webhook_deliveries::attempts,
        webhook_deliveries::next_at,
        webhook_deliveries::answer,
        webhook_deliveries::why,
        webhook_deliveries::millis,
        webhook_deliveries::created_at,
    ),
);

fn delivery((what, how): DeliveryRow) -> Delivery {
    let (id, webhook_id, message_key, event, body, state) = what;
    let (attempts, next_at, answer, why, millis, created_at) = how;
    Delivery {
        id,
        webhook_id,
        message_key,
        event,
        body,
        state,
        attempts,
        next_at,
        answer,
        why,
        millis,
        created_at,
    }
}

pub fn find_delivery(db: &mut Scoped, id: i64) -> AppResult<Delivery> {
    let own = webhook_deliveries::table.filter(webhook_deliveries::workspace_id.eq(db.workspace_id()));
    let row: DeliveryRow = own.filter(webhook_deliveries::id.eq(id)).select(DELIVERY).first(&mut **db)?;
    Ok(delivery(row))
}

/// The latest messages of a webhook.
pub fn log(db: &mut Scoped, webhook: i64, limit: i64) -> AppResult<Vec<Delivery>> {
    let rows: Vec<DeliveryRow> = webhook_deliveries::table
        .filter(webhook_deliveries::workspace_id.eq(db.workspace_id()))
        .filter(webhook_deliveries::webhook_id.eq(webhook))
        .order(webhook_deliveries::id.desc())
        .limit(limit)
        .select(DELIVERY)
        .load(&mut **db)?;
    Ok(rows.into_iter().map(delivery).collect())
}

/// Messages whose turn it is. They are claimed for a while, so that two nodes send none twice; a
/// claim that a crash left behind ends by itself.
pub fn claim_due(db: &mut Scoped, webhook: i64, limit: i64, claim: Duration) -> AppResult<Vec<i64>> {
    let (workspace, now) = (db.workspace_id(), db.now);
    let due: Vec<i64> = webhook_deliveries::table
        .filter(webhook_deliveries::workspace_id.eq(workspace))
        .filter(webhook_deliveries::webhook_id.eq(webhook))
        .filter(webhook_deliveries::state.eq(State::Waiting))
        .filter(webhook_deliveries::next_at.le(now))
        .order(webhook_deliveries::id)
        .limit(limit)
        .select(webhook_deliveries::id)
        .load(&mut **db)?;
    let rows = webhook_deliveries::table
        .filter(webhook_deliveries::workspace_id.eq(workspace))
        .filter(webhook_deliveries::id.eq_any(due.clone()));
    diesel::update(rows).set(webhook_deliveries::next_at.eq(now + claim)).execute(&mut **db)?;
    Ok(due)
}

/// What came of a try.
pub struct Tried<'a> {
    pub state: State,
    pub attempts: i32,
    pub next_at: Instant,
    pub answer: Option<i32>,
    pub why: &'a str,
    pub millis: Option<i32>,
}

pub fn set_tried(db: &mut Scoped, id: i64, tried: &Tried) -> AppResult<()> {
    let (workspace, now) = (db.workspace_id(), db.now);
    let row = webhook_deliveries::table
        .filter(webhook_deliveries::workspace_id.eq(workspace))
        .filter(webhook_deliveries::id.eq(id));
    diesel::update(row)
        .set((
            webhook_deliveries::state.eq(tried.state),
            webhook_deliveries::attempts.eq(tried.attempts),
            webhook_deliveries::next_at.eq(tried.next_at),
            webhook_deliveries::answer.eq(tried.answer),
            webhook_deliveries::why.eq(tried.why),
            webhook_deliveries::millis.eq(tried.millis),
            webhook_deliveries::done_at.eq((tried.state != State::Waiting).then_some(now)),
        ))
        .execute(&mut **db)?;
    Ok(())
}
