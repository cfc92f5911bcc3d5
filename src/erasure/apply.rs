//! From the ledger into the database: one entry a transaction, in order, each exactly once.

use super::outcome::Outcome;
use super::plan::Plan;
use super::{queries, workspace};
use crate::clock::Instant;
use crate::db::{AnyConnection, Reach, Unscoped, checkpoint};
use crate::error::{AppError, AppResult};
use crate::holds;
use crate::inventory::read::Person;
use crate::ledger::{Act, Entry, Head, Scope, Target};
use crate::outbox::suppression;
use crate::requests;
use crate::requests::model::Step;
use crate::services::Services;

/// Entries read at once.
const PAGE: usize = 100;

/// The database has seen more of the ledger than the ledger has, or another one.
#[derive(Debug, thiserror::Error)]
pub enum OtherLedger {
    #[error(
        "the erasure ledger has {found} entries, but this database has already applied {applied}. The ledger was lost \
         or replaced by an older copy: people who were erased could come back. Put the newest copy of the ledger in \
         its place (CLIENTSYNC_LEDGER) and start again."
    )]
    Shorter { found: i64, applied: i64 },
    #[error(
        "entry {0} of the erasure ledger is not the one that this database has applied: it is the ledger of another \
         installation. Put this installation's own ledger in its place (CLIENTSYNC_LEDGER) and start again."
    )]
    Foreign(i64),
    #[error("the erasure ledger can't be compared with the database: {0}")]
    Unreadable(String),
}

/// Refuses a ledger that would let erased people come back.
pub fn refuse_other_ledger(services: &Services) -> Result<(), OtherLedger> {
    let unreadable = |e: AppError| OtherLedger::Unreadable(e.to_string());
    let applied = services.db.read_now(queries::state).map_err(unreadable)?;
    let head = services.ledger.head().map_err(unreadable)?;
    if head.seq < applied.seq {
        return Err(OtherLedger::Shorter { found: head.seq, applied: applied.seq });
    }
    let same = services.ledger.hash_of(applied.seq).map_err(unreadable)?;
    if same.is_none_or(|hash| hash != applied.hash) {
        return Err(OtherLedger::Foreign(applied.seq));
    }
    Ok(())
}

/// How far this database has followed the ledger.
pub fn applied(services: &Services) -> AppResult<Head> {
    services.db.read_now(queries::state)
}

/// Makes these acts last: they are on the ledger before the database changes.
pub async fn promise(services: &Services, acts: Vec<Act>) -> AppResult<()> {
    if acts.is_empty() {
        return Ok(());
    }
    let (own, now) = (services.clone(), services.clock.now());
    let done = tokio::task::spawn_blocking(move || {
        own.ledger.append(now, &acts)?;
        catch_up(&own)
    });
    done.await.map_err(AppError::internal)?
}

/// Applies every entry that the database has not seen yet.
pub fn catch_up(services: &Services) -> AppResult<()> {
    let mut erased = false;
    loop {
        let applied = services.db.read_now(queries::state)?;
        let entries = services.ledger.after(applied.seq, PAGE)?;
        if entries.is_empty() {
            break;
        }
        for entry in &entries {
            erased |= matches!(entry.act, Act::Erase { .. });
            apply(services, entry)?;
        }
    }
    if erased {
        services.db.read_now(checkpoint)?;
    }
    Ok(())
}

fn apply(services: &Services, entry: &Entry) -> AppResult<()> {
    let removed = match &entry.act {
        Act::Erase { target: target @ Target::Workspace { key }, .. } => empty_workspace(services, target, key)?,
        _ => Outcome::default(),
    };
    let at = services.clock.now();
    services.db.write_now(|conn| {
        if queries::take_turn(conn, &entry.head())? {
            carry_out(services, conn, &entry.act, &removed, at)?;
        }
        Ok(())
    })
}

/// In steps of their own: a large business is no single transaction.
fn empty_workspace(services: &Services, target: &Target, key: &str) -> AppResult<Outcome> {
    let mut removal = services.db.read_now(|conn| workspace::Removal::of(conn, &services.inventory))?;
    let mut step = |conn: &mut AnyConnection| match queries::workspace_of(conn, key)? {
        Some(id) if !holds::queries::is_held(conn, target)? => removal.step(conn, id),
        _ => Ok(false),
    };
    while services.db.write_now(&mut step)? {}
    Ok(removal.outcome())
}

fn carry_out(
    services: &Services,
    conn: &mut AnyConnection,
    act: &Act,
    removed: &Outcome,
    at: Instant,
) -> AppResult<()> {
    match act {
        Act::Erase { target, request } => erase(services, conn, target, request.as_deref(), removed, at),
        Act::Hold { target, hold } => holds::queries::restore(conn, hold, target, at),
        Act::Release { hold } => holds::queries::release(conn, hold, at),
        Act::Suppress { scope, channel, address, reason } => match workspace_of(conn, scope)? {
            Some(workspace) => suppression::queries::suppress(conn, workspace, *channel, address, reason, at),
            None => Ok(()),
        },
        Act::Lift { scope, channel, address } => match workspace_of(conn, scope)? {
            Some(workspace) => suppression::queries::lift(conn, workspace, *channel, address),
            None => Ok(()),
        },
        Act::Withdraw { user, purpose } => queries::withdraw(conn, user, purpose, at),
    }
}

/// `None` if the business is not there any more; `Some(None)` for the operator.
fn workspace_of(conn: &mut AnyConnection, scope: &Scope) -> AppResult<Option<Option<i64>>> {
    match scope {
        Scope::Operator => Ok(Some(None)),
        Scope::Workspace { workspace } => Ok(queries::workspace_of(conn, workspace)?.map(Some)),
    }
}

/// What is held stays; whoever releases it asks for the erasure anew.
fn erase(
    services: &Services,
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
            Some((workspace, person)) => erase_contact(services, conn, workspace, person, at)?,
            None => return Ok(()),
        },
        Target::User { key } => match queries::user_of(conn, key)? {
            Some(person) => erase_user(services, conn, person, at)?,
            None => return Ok(()),
        },
        Target::Workspace { key } => {
            let Some(id) = queries::workspace_of(conn, key)? else { return Ok(()) };
            workspace::finish(conn, id)?;
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
    services: &Services,
    conn: &mut AnyConnection,
    workspace: i64,
    person: Person,
    at: Instant,
) -> AppResult<Outcome> {
    let Person::Contact { id, .. } = person else { return Err(AppError::NotFound) };
    let outcome = Plan::of(conn, &services.inventory, person)?.carry_out(conn)?;
    let mut db = Unscoped::new(conn, at);
    let mut scoped = db.scoped(Reach::system(workspace));
    scoped.record("contact.erased", "contact", id, format!("{} rows", outcome.removed()));
    scoped.finish()?;
    Ok(outcome)
}

fn erase_user(
    services: &Services,
    conn: &mut AnyConnection,
    person: Person,
    at: Instant,
) -> AppResult<Outcome> {
    let Person::User { id, .. } = person else { return Err(AppError::NotFound) };
    let outcome = Plan::of(conn, &services.inventory, person)?.carry_out(conn)?;
    queries::leave_former_member(conn, id, at)?;
    Ok(outcome)
}
