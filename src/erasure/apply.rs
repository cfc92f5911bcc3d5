//! What each act of the ledger does to the database, inside the transaction of its turn.

use super::outcome::Outcome;
use super::plan::Plan;
use super::{queries, workspace};
use crate::bundles;
use crate::clock::Instant;
use crate::db::{AnyConnection, Reach, Unscoped};
use crate::error::{AppError, AppResult};
use crate::holds;
use crate::inventory::Column;
use crate::inventory::read::Person;
use crate::ledger::{Act, Entry, Scope, Target};
use crate::outbox::suppression;
use crate::requests;
use crate::requests::model::Step;

/// `removed` is what the steps before took of a whole business; `now` is when it is carried out; what a person said counts from when they said it.
pub(super) fn carry_out(
    inventory: &[Column],
    conn: &mut AnyConnection,
    entry: &Entry,
    removed: &Outcome,
    now: Instant,
) -> AppResult<()> {
    match &entry.act {
        Act::Erase { target, request } => erase(inventory, conn, target, request.as_deref(), removed, now),
        Act::Hold { target, hold } => holds::queries::restore(conn, hold, target, now),
        Act::Release { hold } => holds::queries::release(conn, hold, now),
        Act::Suppress { scope, channel, address, reason } => match workspace_of(conn, scope)? {
            Some(workspace) => {
                suppression::queries::suppress(conn, workspace, *channel, address, reason, entry.moment()?)
            }
            None => Ok(()),
        },
        Act::Lift { scope, channel, address } => match workspace_of(conn, scope)? {
            Some(workspace) => suppression::queries::lift(conn, workspace, *channel, address),
            None => Ok(()),
        },
        Act::Withdraw { user, purpose } => queries::withdraw(conn, user, purpose, entry.moment()?),
    }
}

/// `None` if the business is not there any more; `Some(None)` for the operator.
fn workspace_of(conn: &mut AnyConnection, scope: &Scope) -> AppResult<Option<Option<i64>>> {
    match scope {
        Scope::Operator => Ok(Some(None)),
        Scope::Workspace { workspace } => Ok(queries::workspace_of(conn, workspace)?.map(Some)),
    }
}

/// What is held stays; whoever releases it asks for the erasure anew. Whoever is not there
/// any more is erased.
fn erase(
    inventory: &[Column],
    conn: &mut AnyConnection,
    target: &Target,
    request: Option<&str>,
    removed: &Outcome,
    at: Instant,
) -> AppResult<()> {
    if holds::queries::is_held(conn, target)? {
        return match request {
            Some(request) => requests::queries::note_by_digest(conn, request, at, Step::Held),
            None => Ok(()),
        };
    }
    let outcome = match target {
        Target::Contact { key, .. } => match queries::contact_of(conn, key)? {
            Some((workspace, person)) => erase_contact(inventory, conn, workspace, person, at)?,
            None => Outcome::default(),
        },
        Target::User { key } => match queries::user_of(conn, key)? {
            Some(person) => erase_user(inventory, conn, person, at)?,
            None => Outcome::default(),
        },
        Target::Workspace { key } => {
            if let Some(id) = queries::workspace_of(conn, key)? {
                workspace::finish(conn, id)?;
            }
            removed.clone()
        }
    };
    match request {
        Some(request) => {
            requests::queries::fulfil_by_digest(conn, request, at, Step::Erased, &outcome.to_text()?)
        }
        None => Ok(()),
    }
}

fn erase_contact(
    inventory: &[Column],
    conn: &mut AnyConnection,
    workspace: i64,
    person: Person,
    at: Instant,
) -> AppResult<Outcome> {
    let Person::Contact { id, .. } = person else { return Err(AppError::NotFound) };
    bundles::queries::forget_copies_of(conn, workspace)?;
    let outcome = Plan::of(conn, inventory, person)?.carry_out(conn)?;
    let mut db = Unscoped::new(conn, at);
    let mut scoped = db.scoped(Reach::system(workspace));
    scoped.record("contact.erased", "contact", id, format!("{} rows", outcome.removed()));
    scoped.finish()?;
    Ok(outcome)
}

fn erase_user(
    inventory: &[Column],
    conn: &mut AnyConnection,
    person: Person,
    at: Instant,
) -> AppResult<Outcome> {
    let Person::User { id, .. } = person else { return Err(AppError::NotFound) };
    for workspace in queries::workspaces_of_user(conn, id)? {
        bundles::queries::forget_copies_of(conn, workspace)?;
    }
    let outcome = Plan::of(conn, inventory, person)?.carry_out(conn)?;
    queries::leave_former_member(conn, id, at)?;
    Ok(outcome)
}
