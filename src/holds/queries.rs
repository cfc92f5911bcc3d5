//! The `legal_holds` table.

use diesel::prelude::*;
use time::Date;

use super::model::{NewHold, TargetKind, named};
use crate::clock::Instant;
use crate::db::AnyConnection;
use crate::error::AppResult;
use crate::ledger::Target;
use crate::schema::{legal_holds, workspaces};

/// Whether something keeps this target, or the business it belongs to, from being deleted.
pub fn is_held(conn: &mut AnyConnection, target: &Target) -> AppResult<bool> {
    let mut keys = vec![named(target).1];
    if let Target::Contact { workspace, .. } = target {
        keys.push(workspace);
    }
    let holds = legal_holds::table
        .filter(legal_holds::released_at.is_null())
        .filter(legal_holds::target_key.eq_any(keys));
    Ok(holds.count().get_result::<i64>(conn)? > 0)
}

/// Twice under the same key is once.
pub fn place(conn: &mut AnyConnection, key: &str, new: &NewHold, at: Instant) -> AppResult<()> {
    if legal_holds::table.filter(legal_holds::hold_key.eq(key)).count().get_result::<i64>(conn)? > 0 {
        return Ok(());
    }
    let (kind, target_key) = named(&new.target);
    diesel::insert_into(legal_holds::table)
        .values((
            legal_holds::hold_key.eq(key),
            legal_holds::workspace_id.eq(new.workspace_id),
            legal_holds::target.eq(kind),
            legal_holds::target_key.eq(target_key),
            legal_holds::reason.eq(&new.reason),
            legal_holds::owner.eq(&new.owner),
            legal_holds::review_on.eq(new.review_on),
            legal_holds::placed_at.eq(at),
        ))
        .execute(conn)?;
    Ok(())
}

/// A hold that the ledger knows and a restored database does not: its reason was in the
/// part that is lost, so it is looked at again at once.
pub fn restore(conn: &mut AnyConnection, key: &str, target: &Target, at: Instant) -> AppResult<()> {
    let workspace_id = match target {
        Target::Contact { workspace, .. } | Target::Workspace { key: workspace } => workspaces::table
            .filter(workspaces::ledger_key.eq(workspace))
            .select(workspaces::id)
            .first(conn)
            .optional()?,
        Target::User { .. } => None,
    };
    let hold = NewHold {
        target: target.clone(),
        workspace_id,
        reason: "Restored from the ledger; the reason was lost with the newer database.".into(),
        owner: "system".into(),
        review_on: at.date(),
    };
    place(conn, key, &hold, at)
}

pub fn release(conn: &mut AnyConnection, key: &str, at: Instant) -> AppResult<()> {
    diesel::update(
        legal_holds::table.filter(legal_holds::hold_key.eq(key)).filter(legal_holds::released_at.is_null()),
    )
    .set(legal_holds::released_at.eq(at))
    .execute(conn)?;
    Ok(())
}

#[derive(Debug, Clone, Queryable)]
pub struct Hold {
    pub id: i64,
    pub hold_key: String,
    pub target: TargetKind,
    pub target_key: String,
    pub reason: String,
    pub owner: String,
    pub review_on: Date,
    pub placed_at: Instant,
    pub released_at: Option<Instant>,
}
