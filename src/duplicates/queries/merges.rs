//! `contact_merges` and `merge_copies`, and what forbids a merge.

use diesel::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::clock::Instant;
use crate::contacts::batch::KEPT;
use crate::contacts::queries::visible;
use crate::db::Scoped;
use crate::error::{AppError, AppResult};
use crate::ledger::Channel;
use crate::outbox::model::Purpose;
use crate::schema::{
    bookings, contact_choices, contact_merges as merges, contacts, merge_copies as copies, privacy_requests,
};
use crate::text_enum;

text_enum! {
    /// What a copy is.
    pub enum Kind {
        /// Rows of the one that went.
        Copied = "copied",
        /// Numbers of rows that hang on the one that stays now.
        Moved = "moved",
        /// The one that stays, as it was before and right after.
        Before = "before",
        After = "after",
        /// Numbers of rows that the merge itself wrote.
        Added = "added",
        /// Who is not the same as the one that went.
        Apart = "apart",
    }
}

#[derive(Debug, Clone, Queryable)]
pub struct Merge {
    pub id: i64,
    /// Who holds it all now, and who took it over: another, if that one was merged since.
    pub contact_id: i64,
    pub into_id: i64,
    pub merged_id: i64,
    pub merged_key: String,
    pub merged_at: Instant,
}

pub fn insert(db: &mut Scoped, into: i64, merged: i64, merged_key: &str) -> AppResult<i64> {
    let (workspace, now) = (db.workspace_id(), db.now);
    let member = db.reach().member_id.ok_or_else(|| AppError::internal("a merge needs a member"))?;
    let id = diesel::insert_into(merges::table)
        .values((
            merges::workspace_id.eq(workspace),
            merges::contact_id.eq(into),
            merges::into_id.eq(into),
            merges::merged_id.eq(merged),
            merges::merged_key.eq(merged_key),
            merges::member_id.eq(member),
            merges::merged_at.eq(now),
        ))
        .returning(merges::id)
        .get_result(&mut **db)?;
    Ok(id)
}

pub fn keep<T: Serialize>(
    db: &mut Scoped,
    (merge, contact): (i64, i64),
    kind: Kind,
    table: &str,
    content: &T,
) -> AppResult<()> {
    let (workspace, now) = (db.workspace_id(), db.now);
    diesel::insert_into(copies::table)
        .values((
            copies::workspace_id.eq(workspace),
            copies::contact_id.eq(contact),
            copies::merge_id.eq(merge),
            copies::kind.eq(kind.word()),
            copies::table_name.eq(table),
            copies::content.eq(serde_json::to_string(content).map_err(AppError::internal)?),
            copies::created_at.eq(now),
        ))
        .execute(&mut **db)?;
    Ok(())
}

/// What was kept of one kind, in the order in which it was: (table, content).
pub fn kept<T: DeserializeOwned>(db: &mut Scoped, merge: i64, kind: Kind) -> AppResult<Vec<(String, T)>> {
    let rows: Vec<(String, String)> = copies::table
        .filter(copies::workspace_id.eq(db.workspace_id()))
        .filter(copies::merge_id.eq(merge))
        .filter(copies::kind.eq(kind.word()))
        .order(copies::id)
        .select((copies::table_name, copies::content))
        .load(&mut **db)?;
    let read = |(table, text): (String, String)| {
        Ok((table, serde_json::from_str(&text).map_err(|_| AppError::internal("a copy can’t be read"))?))
    };
    rows.into_iter().map(read).collect()
}

/// 404 for one whose client the member may not see, or whose time is over.
pub fn find(db: &mut Scoped, id: i64) -> AppResult<Merge> {
    let since = db.now - KEPT;
    let merge = visible(db)
        .inner_join(merges::table.on(merges::contact_id.eq(contacts::id)))
        .filter(merges::workspace_id.eq(db.workspace_id()))
        .filter(merges::id.eq(id))
        .filter(merges::merged_at.gt(since))
        .select((
            merges::id,
            merges::contact_id,
            merges::into_id,
            merges::merged_id,
            merges::merged_key,
            merges::merged_at,
        ))
        .first(&mut **db)?;
    Ok(merge)
}

pub fn forget(db: &mut Scoped, id: i64) -> AppResult<bool> {
    let row = merges::table.filter(merges::workspace_id.eq(db.workspace_id())).filter(merges::id.eq(id));
    Ok(diesel::delete(row).execute(&mut **db)? == 1)
}

/// A merge that can be taken back.
#[derive(Debug, Clone, Queryable)]
pub struct Undoable {
    pub id: i64,
    pub member_id: i64,
    /// Who stayed.
    pub name: String,
    pub merged_at: Instant,
}

/// The latest first. One whose client was merged on since waits until that is taken back.
pub fn undoable(db: &mut Scoped, limit: i64) -> AppResult<Vec<Undoable>> {
    let since = db.now - KEPT;
    let rows = visible(db)
        .inner_join(merges::table.on(merges::contact_id.eq(contacts::id)))
        .filter(merges::workspace_id.eq(db.workspace_id()))
        .filter(merges::merged_at.gt(since))
        .filter(merges::into_id.eq(merges::contact_id))
        .order((merges::merged_at.desc(), merges::id.desc()))
        .limit(limit)
        .select((merges::id, merges::member_id, contacts::name, merges::merged_at))
        .load(&mut **db)?;
    Ok(rows)
}

/// The client that a record became part of, if the member may see them.
pub fn stays_as(db: &mut Scoped, merged: i64) -> AppResult<Option<i64>> {
    let found = visible(db)
        .inner_join(merges::table.on(merges::contact_id.eq(contacts::id)))
        .filter(merges::workspace_id.eq(db.workspace_id()))
        .filter(merges::merged_id.eq(merged))
        .select(contacts::id)
        .first(&mut **db)
        .optional()?;
    Ok(found)
}

/// Whether one of these clients asked for something that is not answered yet.
pub fn awaits_answer(db: &mut Scoped, keys: [&str; 2]) -> AppResult<bool> {
    let open = privacy_requests::table
        .filter(privacy_requests::closed_at.is_null())
        .filter(privacy_requests::subject_key.eq_any(keys));
    Ok(open.count().get_result::<i64>(&mut **db)? > 0)
}

pub fn bookings_of(db: &mut Scoped, contact: i64) -> AppResult<i64> {
    let own = bookings::table
        .filter(bookings::workspace_id.eq(db.workspace_id()))
        .filter(bookings::contact_id.eq(contact));
    Ok(own.count().get_result(&mut **db)?)
}

/// Who stays was active and looked at when either was.
pub fn latest_of_both(db: &mut Scoped, stays: i64, seen: Instant, active: Option<Instant>) -> AppResult<()> {
    let workspace = db.workspace_id();
    let row = || contacts::table.filter(contacts::workspace_id.eq(workspace)).filter(contacts::id.eq(stays));
    diesel::update(row().filter(contacts::last_seen_at.lt(seen)))
        .set(contacts::last_seen_at.eq(seen))
        .execute(&mut **db)?;
    if let Some(active) = active {
        let earlier = contacts::active_at.is_null().or(contacts::active_at.assume_not_null().lt(active));
        diesel::update(row().filter(earlier)).set(contacts::active_at.eq(active)).execute(&mut **db)?;
    }
    Ok(())
}

/// The number of a client's last word about something.
pub fn last_choice(
    db: &mut Scoped,
    contact: i64,
    purpose: Purpose,
    channel: Channel,
) -> AppResult<Option<(i64, bool, Instant)>> {
    let said = contact_choices::table
        .filter(contact_choices::workspace_id.eq(db.workspace_id()))
        .filter(contact_choices::contact_id.eq(contact))
        .filter(contact_choices::purpose.eq(purpose))
        .filter(contact_choices::channel.eq(channel))
        .order(contact_choices::id.desc())
        .select((contact_choices::id, contact_choices::allowed, contact_choices::at));
    Ok(said.first(&mut **db).optional()?)
}
