//! The `legal_holds` table.

use diesel::prelude::*;
use time::Date;

use super::model::{NewHold, TargetKind, named};
use crate::clock::Instant;
use crate::db::AnyConnection;
use crate::error::AppResult;
use crate::inventory::{Link, Subject, Table};
use crate::ledger::Target;
use crate::schema::{legal_holds, users, workspaces};

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

/// A condition on the rows of a table: not about anybody, and of no business, that is held.
pub fn unheld(table: &Table) -> String {
    const HELD: &str = "SELECT h.target_key FROM legal_holds h WHERE h.released_at IS NULL";
    let people = |wanted: &str| match table.subject {
        Subject::User => format!("SELECT u.{wanted} FROM users u WHERE u.subject_key IN ({HELD})"),
        _ => format!("SELECT c.{wanted} FROM contacts c WHERE c.subject_key IN ({HELD})"),
    };
    let free = |column: &str, held: &str| format!("(\"{column}\" IS NULL OR \"{column}\" NOT IN ({held}))");
    let through = |from: &str, to: &str, held: &str| {
        format!("SELECT t.id FROM \"{from}\" t WHERE t.\"{to}\" IN ({held})")
    };
    let own = match table.link {
        Link::None => None,
        Link::Direct(column) => Some(free(column, &people("id"))),
        Link::Pseudonym(column) => Some(free(column, &people("pseudonym"))),
        Link::Address(column) => Some(free(column, &people("email_key"))),
        Link::Key(column) => Some(free(column, HELD)),
        Link::Through { column, table, to } => Some(free(column, &through(table, to, &people("id")))),
        Link::ThroughKey { column, table, to } => Some(free(column, &through(table, to, HELD))),
    };
    let businesses = format!("SELECT w.id FROM workspaces w WHERE w.ledger_key IN ({HELD})");
    let business = table.is_of_business().then(|| free("workspace_id", &businesses));
    let conditions: Vec<String> = own.into_iter().chain(business).collect();
    if conditions.is_empty() { "1 = 1".into() } else { conditions.join(" AND ") }
}

/// The accounts that are held, by what the record of activity calls them.
pub fn held_pseudonyms(conn: &mut AnyConnection) -> AppResult<Vec<String>> {
    let held = legal_holds::table
        .filter(legal_holds::released_at.is_null())
        .filter(legal_holds::target.eq(TargetKind::User))
        .select(legal_holds::target_key);
    Ok(users::table.filter(users::subject_key.eq_any(held)).select(users::pseudonym).load(conn)?)
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
