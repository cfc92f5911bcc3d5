//! Deletions whose day has come.

use serde::{Deserialize, Serialize};
use time::Duration;

use super::answers::Answers;
use super::clerk::Desk;
use super::held;
use super::mail::{Told, tell_desk};
use crate::db::Unscoped;
use crate::erasure;
use crate::error::AppResult;
use crate::jobs::{Enqueue, Job};
use crate::ledger::Act;
use crate::privacy::doors::queries as doors;
use crate::privacy::export;
use crate::requests::model::{Kind, State, Step};
use crate::requests::queries::{Request, close, find, note, progress};
use crate::services::Services;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Runs {}

impl Job for Runs {
    const KIND: &'static str = "privacy.run_planned";

    async fn run(self, services: Services) -> AppResult<()> {
        let now = services.clock.now();
        services.db.write(move |conn| hasten(&mut Unscoped::new(conn, now))).await?;
        for request in services.db.read(move |conn| progress::due_to_run(conn, now)).await? {
            run(&services, request.id).await?;
        }
        Ok(())
    }
}

/// Whoever has fetched the copy need not wait for the deletion.
fn hasten(db: &mut Unscoped) -> AppResult<()> {
    let now = db.now;
    for request in progress::waiting_for_copy(db, now)? {
        let copy = export::ready_for(db, request.id)?;
        if copy.is_some_and(|copy| copy.downloaded_at.is_some()) {
            progress::schedule(db, request.id, now)?;
        }
    }
    Ok(())
}

async fn run(services: &Services, id: i64) -> AppResult<()> {
    let now = services.clock.now();
    let act = services.db.write(move |conn| prepare(&mut Unscoped::new(conn, now), id)).await?;
    let Some(act) = act else { return Ok(()) };
    erasure::promise(services, vec![act]).await?;
    services.db.write(move |conn| settle(&mut Unscoped::new(conn, now), id)).await
}

/// The entry for the ledger; `None` if something stands in the way, which is then said.
fn prepare(db: &mut Unscoped, id: i64) -> AppResult<Option<Act>> {
    let request = find(db, id)?;
    if request.run_at.is_none_or(|at| at > db.now) || request.state.is_closed() {
        return Ok(None);
    }
    if waits_for_the_copy(db, &request)? {
        let tomorrow = db.now + Duration::days(1);
        progress::schedule(db, id, tomorrow)?;
        return Ok(None);
    }
    if leaves_a_business_alone(db, &request)? {
        stop(db, id, "last owner")?;
        return Ok(None);
    }
    match held::subject(db, &Desk::of(&request), &request)? {
        Some((_, target)) => Ok(Some(Act::Erase { target, request: Some(request.code_hash) })),
        // Gone by another way meanwhile.
        None => end(db, id).map(|()| None),
    }
}

fn waits_for_the_copy(db: &mut Unscoped, request: &Request) -> AppResult<bool> {
    Ok(request.kind == Kind::AccessThenErasure && !progress::has_come_past(db, request.id, Step::Exported)?)
}

fn leaves_a_business_alone(db: &mut Unscoped, request: &Request) -> AppResult<bool> {
    if request.workspace_id.is_some() {
        return Ok(false);
    }
    match doors::account_of_key(db, &request.subject_key)? {
        Some((user_id, ..)) => Ok(!doors::solely_owned(db, user_id)?.is_empty()),
        None => Ok(false),
    }
}

/// What is still open after the ledger was followed is held.
fn settle(db: &mut Unscoped, id: i64) -> AppResult<()> {
    if find(db, id)?.state.is_closed() {
        return db.enqueue(&Answers {});
    }
    progress::unschedule(db, id)?;
    tell_desk(db, id, Told::Stuck)
}

fn stop(db: &mut Unscoped, id: i64, why: &str) -> AppResult<()> {
    let now = db.now;
    progress::unschedule(db, id)?;
    note(db, id, now, "system", Step::Held, why)?;
    tell_desk(db, id, Told::Stuck)
}

fn end(db: &mut Unscoped, id: i64) -> AppResult<()> {
    let now = db.now;
    if close(db, id, now, State::Fulfilled, None, "")? {
        note(db, id, now, "system", Step::Fulfilled, "")?;
        db.enqueue(&Answers {})?;
    }
    Ok(())
}
