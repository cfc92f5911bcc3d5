//! Batches: what was done to several contacts at once, kept so that it can be taken back.

use diesel::dsl::IntoBoxed;
use diesel::prelude::*;

use crate::clock::Instant;
use crate::contacts::batch::{KEPT, Kind};
use crate::db::{AnyBackend, Scoped};
use crate::error::{AppError, AppResult};
use crate::schema::{undo_batches, undo_items};

#[derive(Debug, Clone, Queryable)]
pub struct Batch {
    pub id: i64,
    pub member_id: i64,
    pub kind: Kind,
    pub summary: String,
    pub created_at: Instant,
    pub expires_at: Instant,
    pub undone_at: Option<Instant>,
}

type Columns = (
    undo_batches::id,
    undo_batches::member_id,
    undo_batches::action,
    undo_batches::summary,
    undo_batches::created_at,
    undo_batches::expires_at,
    undo_batches::undone_at,
);

const COLUMNS: Columns = (
    undo_batches::id,
    undo_batches::member_id,
    undo_batches::action,
    undo_batches::summary,
    undo_batches::created_at,
    undo_batches::expires_at,
    undo_batches::undone_at,
);

/// The member's own batches; everybody's for who may undo others' acts and sees all contacts.
fn reachable(db: &Scoped, of_others: bool) -> IntoBoxed<'static, undo_batches::table, AnyBackend> {
    let here = undo_batches::table.filter(undo_batches::workspace_id.eq(db.workspace_id())).into_boxed();
    match of_others && !db.reach().own_only {
        true => here,
        false => here.filter(undo_batches::member_id.eq(db.reach().member_id.unwrap_or(0))),
    }
}

/// Keeps what is needed to take the act back: each contact with its value from before.
pub fn insert(db: &mut Scoped, kind: Kind, summary: &str, items: &[(i64, Option<String>)]) -> AppResult<i64> {
    let (workspace, now) = (db.workspace_id(), db.now);
    let member = db.reach().member_id.ok_or_else(|| AppError::internal("a batch needs a member"))?;
    let batch = diesel::insert_into(undo_batches::table)
        .values((
            undo_batches::workspace_id.eq(workspace),
            undo_batches::member_id.eq(member),
            undo_batches::action.eq(kind),
            undo_batches::summary.eq(summary),
            undo_batches::created_at.eq(now),
            undo_batches::expires_at.eq(now + KEPT),
        ))
        .returning(undo_batches::id)
        .get_result(&mut **db)?;
    for (contact, previous) in items {
        diesel::insert_into(undo_items::table)
            .values((
                undo_items::workspace_id.eq(workspace),
                undo_items::batch_id.eq(batch),
                undo_items::contact_id.eq(contact),
                undo_items::previous.eq(previous.as_deref()),
            ))
            .execute(&mut **db)?;
    }
    Ok(batch)
}

/// 404 for one that is not the member's to undo, or past its time.
pub fn find(db: &mut Scoped, id: i64, of_others: bool) -> AppResult<Batch> {
    let now = db.now;
    let batch = reachable(db, of_others)
        .filter(undo_batches::id.eq(id))
        .filter(undo_batches::expires_at.gt(now))
        .select(COLUMNS)
        .first(&mut **db)?;
    Ok(batch)
}

/// What can still be taken back, the latest first.
pub fn recent(db: &mut Scoped, of_others: bool, limit: i64) -> AppResult<Vec<Batch>> {
    let now = db.now;
    let rows = reachable(db, of_others)
        .filter(undo_batches::undone_at.is_null())
        .filter(undo_batches::expires_at.gt(now))
        .order((undo_batches::created_at.desc(), undo_batches::id.desc()))
        .limit(limit)
        .select(COLUMNS)
        .load(&mut **db)?;
    Ok(rows)
}

/// `false` if somebody took it back already.
pub fn take(db: &mut Scoped, id: i64) -> AppResult<bool> {
    let (workspace, now) = (db.workspace_id(), db.now);
    let open = undo_batches::table
        .filter(undo_batches::workspace_id.eq(workspace))
        .filter(undo_batches::id.eq(id))
        .filter(undo_batches::undone_at.is_null());
    Ok(diesel::update(open).set(undo_batches::undone_at.eq(now)).execute(&mut **db)? == 1)
}

pub fn items(db: &mut Scoped, batch: i64) -> AppResult<Vec<(i64, Option<String>)>> {
    let rows = undo_items::table
        .filter(undo_items::workspace_id.eq(db.workspace_id()))
        .filter(undo_items::batch_id.eq(batch))
        .order(undo_items::contact_id)
        .select((undo_items::contact_id, undo_items::previous))
        .load(&mut **db)?;
    Ok(rows)
}
