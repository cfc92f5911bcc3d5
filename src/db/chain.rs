//! The append-only, hash-chained record under `activity`: each entry's hash
//! covers the one before, so a changed or missing entry shows.

use diesel::prelude::*;
use sha2::{Digest, Sha256};

use super::AnyConnection;
use crate::clock::Instant;
use crate::error::AppResult;
use crate::schema::{activity_entries, activity_heads};

/// The hash before a workspace's first entry.
const START: &str = "";

pub struct Entry {
    pub action: &'static str,
    pub target_kind: &'static str,
    pub target_id: Option<i64>,
    pub detail: String,
}

/// Called once for each new workspace.
pub fn start(conn: &mut AnyConnection, workspace_id: i64) -> AppResult<()> {
    diesel::insert_into(activity_heads::table)
        .values((
            activity_heads::workspace_id.eq(workspace_id),
            activity_heads::seq.eq(0i64),
            activity_heads::hash.eq(START),
        ))
        .execute(conn)?;
    Ok(())
}

pub(super) fn append(
    conn: &mut AnyConnection,
    workspace_id: i64,
    actor: &str,
    at: Instant,
    entries: &[Entry],
) -> AppResult<()> {
    let count = entries.len() as i64;
    // The update takes the head's row lock; the old values follow from the new ones.
    let head = diesel::update(activity_heads::table.find(workspace_id))
        .set(activity_heads::seq.eq(activity_heads::seq + count))
        .returning((activity_heads::seq, activity_heads::hash));
    let (last_seq, mut hash) = head.get_result::<(i64, String)>(conn)?;
    let mut seq = last_seq - count;
    for entry in entries {
        seq += 1;
        let prev = hash;
        hash = link(
            &prev,
            workspace_id,
            seq,
            at,
            actor,
            entry.action,
            entry.target_kind,
            entry.target_id,
            &entry.detail,
        );
        diesel::insert_into(activity_entries::table)
            .values((
                activity_entries::workspace_id.eq(workspace_id),
                activity_entries::seq.eq(seq),
                activity_entries::at.eq(at),
                activity_entries::actor.eq(actor),
                activity_entries::action.eq(entry.action),
                activity_entries::target_kind.eq(entry.target_kind),
                activity_entries::target_id.eq(entry.target_id),
                activity_entries::detail.eq(&entry.detail),
                activity_entries::prev_hash.eq(&prev),
                activity_entries::hash.eq(&hash),
            ))
            .execute(conn)?;
    }
    diesel::update(activity_heads::table.find(workspace_id))
        .set(activity_heads::hash.eq(&hash))
        .execute(conn)?;
    Ok(())
}

type Row = (i64, Instant, String, String, String, Option<i64>, String, String, String);

/// Walks the whole chain of a workspace. `Err(seq)` names the first entry that
/// does not fit the one before it, or the head.
pub fn verify(conn: &mut AnyConnection, workspace_id: i64) -> AppResult<Result<i64, i64>> {
    use activity_entries as e;
    let head = activity_heads::table.find(workspace_id);
    let (mut last, mut prev): (i64, String) =
        head.select((activity_heads::begins_seq, activity_heads::begins_hash)).first(conn)?;
    loop {
        let rows: Vec<Row> = e::table
            .filter(e::workspace_id.eq(workspace_id))
            .filter(e::seq.gt(last))
            .order(e::seq)
            .limit(1000)
            .select((
                e::seq,
                e::at,
                e::actor,
                e::action,
                e::target_kind,
                e::target_id,
                e::detail,
                e::prev_hash,
                e::hash,
            ))
            .load(conn)?;
        if rows.is_empty() {
            break;
        }
        for (seq, at, actor, action, kind, target, detail, prev_hash, hash) in rows {
            let fits = seq == last + 1
                && prev_hash == prev
                && hash == link(&prev, workspace_id, seq, at, &actor, &action, &kind, target, &detail);
            if !fits {
                return Ok(Err(seq));
            }
            (last, prev) = (seq, hash);
        }
    }
    let head: (i64, String) = head.select((activity_heads::seq, activity_heads::hash)).first(conn)?;
    Ok(if head == (last, prev) { Ok(last) } else { Err(last + 1) })
}

/// Removes at most `limit` of the oldest entries, those before `end`, up to the first whose
/// actor is among `held`. What is left still proves itself: the head keeps the hash with
/// which it begins.
pub fn forget(
    conn: &mut AnyConnection,
    workspace_id: i64,
    end: Instant,
    held: &[String],
    limit: i64,
) -> AppResult<usize> {
    let own = activity_entries::table.filter(activity_entries::workspace_id.eq(workspace_id));
    let oldest: Vec<(i64, Instant, String, String)> = own
        .order(activity_entries::seq)
        .limit(limit)
        .select((activity_entries::seq, activity_entries::at, activity_entries::actor, activity_entries::hash))
        .load(conn)?;
    let over = oldest.iter().take_while(|(_, at, actor, _)| *at <= end && !held.contains(actor));
    let Some((seq, _, _, hash)) = over.last() else { return Ok(0) };
    let gone = diesel::delete(own.filter(activity_entries::seq.le(*seq))).execute(conn)?;
    diesel::update(activity_heads::table.find(workspace_id))
        .set((activity_heads::begins_seq.eq(seq), activity_heads::begins_hash.eq(hash)))
        .execute(conn)?;
    Ok(gone)
}

#[expect(clippy::too_many_arguments, reason = "the hash covers every column, in this order")]
fn link(
    prev: &str,
    workspace_id: i64,
    seq: i64,
    at: Instant,
    actor: &str,
    action: &str,
    kind: &str,
    target: Option<i64>,
    detail: &str,
) -> String {
    let micros = at.assume_utc().unix_timestamp_nanos() / 1000;
    let target = target.map(|id| id.to_string()).unwrap_or_default();
    let mut hasher = Sha256::new();
    for part in [
        prev,
        &workspace_id.to_string(),
        &seq.to_string(),
        &micros.to_string(),
        actor,
        action,
        kind,
        &target,
        detail,
    ] {
        // The length keeps two neighbouring parts from being read as one.
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hex::encode(hasher.finalize())
}
