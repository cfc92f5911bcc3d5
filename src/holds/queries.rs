//! The `legal_holds` table.

use diesel::prelude::*;
use time::Date;

use super::model::{NewHold, TargetKind, named};
use crate::clock::Instant;
use crate::db::{AnyBackend, AnyConnection};
use crate::error::AppResult;
use crate::inventory::{Link, Subject, Table};
use crate::ledger::Target;
use crate::schema::{contacts, legal_holds, users, workspaces};

/// Whether something keeps this target from being deleted: a hold on it, on the business it
/// belongs to, or on a client who would go with the business.
pub fn is_held(conn: &mut AnyConnection, target: &Target) -> AppResult<bool> {
    let mut keys = vec![named(target).1];
    if let Target::Contact { workspace, .. } = target {
        keys.push(workspace);
    }
    let in_force = legal_holds::table.filter(legal_holds::released_at.is_null());
    let own = in_force.filter(legal_holds::target_key.eq_any(keys));
    if own.count().get_result::<i64>(conn)? > 0 {
        return Ok(true);
    }
    let Target::Workspace { key } = target else { return Ok(false) };
    let held = in_force.filter(legal_holds::target.eq(TargetKind::Contact)).select(legal_holds::target_key);
    let clients = contacts::table
        .inner_join(workspaces::table.on(workspaces::id.eq(contacts::workspace_id)))
        .filter(workspaces::ledger_key.eq(key))
        .filter(contacts::subject_key.eq_any(held));
    Ok(clients.count().get_result::<i64>(conn)? > 0)
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

/// The holds that a business placed, or, without one, the operator's.
fn of(workspace_id: Option<i64>) -> legal_holds::BoxedQuery<'static, AnyBackend> {
    let all = legal_holds::table.into_boxed();
    match workspace_id {
        Some(id) => all.filter(legal_holds::workspace_id.eq(id)),
        None => all.filter(legal_holds::workspace_id.is_null()),
    }
}

/// Those in force first, of these the one to be looked at next; then the latest released.
pub fn list(conn: &mut AnyConnection, workspace_id: Option<i64>, most: i64) -> AppResult<Vec<Hold>> {
    let in_force = of(workspace_id)
        .filter(legal_holds::released_at.is_null())
        .order((legal_holds::review_on, legal_holds::id))
        .limit(most);
    let mut holds: Vec<Hold> = in_force.select(Hold::as_select()).load(conn)?;
    let released = of(workspace_id)
        .filter(legal_holds::released_at.is_not_null())
        .order(legal_holds::released_at.desc())
        .limit(most);
    holds.extend(released.select(Hold::as_select()).load(conn)?);
    Ok(holds)
}

pub fn find(conn: &mut AnyConnection, workspace_id: Option<i64>, id: i64) -> AppResult<Hold> {
    Ok(of(workspace_id).filter(legal_holds::id.eq(id)).select(Hold::as_select()).first(conn)?)
}

/// Looked at: it goes on until another day.
pub fn review(conn: &mut AnyConnection, id: i64, next: Date) -> AppResult<()> {
    diesel::update(legal_holds::table.find(id).filter(legal_holds::released_at.is_null()))
        .set((legal_holds::review_on.eq(next), legal_holds::reminded_at.eq(None::<Instant>)))
        .execute(conn)?;
    Ok(())
}

/// Whether their owner was not yet told that these are due.
pub fn overdue(conn: &mut AnyConnection, today: Date) -> AppResult<Vec<Hold>> {
    let due = legal_holds::table
        .filter(legal_holds::released_at.is_null())
        .filter(legal_holds::review_on.lt(today))
        .filter(legal_holds::reminded_at.is_null());
    Ok(due.order(legal_holds::id).select(Hold::as_select()).load(conn)?)
}

pub fn mark_reminded(conn: &mut AnyConnection, id: i64, at: Instant) -> AppResult<()> {
    diesel::update(legal_holds::table.find(id)).set(legal_holds::reminded_at.eq(at)).execute(conn)?;
    Ok(())
}

/// How many holds of businesses nobody looked at in time.
pub fn overdue_of_businesses(conn: &mut AnyConnection, today: Date) -> AppResult<i64> {
    let due = legal_holds::table
        .filter(legal_holds::workspace_id.is_not_null())
        .filter(legal_holds::released_at.is_null())
        .filter(legal_holds::review_on.lt(today));
    Ok(due.count().get_result(conn)?)
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = legal_holds)]
pub struct Hold {
    pub id: i64,
    pub workspace_id: Option<i64>,
    pub hold_key: String,
    pub target: TargetKind,
    pub target_key: String,
    pub reason: String,
    pub owner: String,
    pub review_on: Date,
    pub placed_at: Instant,
    pub released_at: Option<Instant>,
}
