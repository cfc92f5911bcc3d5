//! The `jobs` and `job_schedules` tables.

use diesel::prelude::*;

use super::Job;
use crate::clock::Instant;
use crate::db::{AnyConnection, Unscoped};
use crate::error::AppResult;
use crate::schema::{job_schedules, jobs};
use crate::text_enum;

text_enum! {
    pub enum State {
        Queued = "queued",
        Running = "running",
        Done = "done",
        Dead = "dead",
    }
}

#[derive(Debug, Queryable)]
pub(super) struct Claimed {
    pub id: i64,
    pub kind: String,
    pub payload: String,
    pub attempts: i32,
}

pub(super) fn insert(
    conn: &mut AnyConnection,
    workspace_id: Option<i64>,
    kind: &str,
    payload: &str,
    unique_key: Option<&str>,
    run_at: Instant,
) -> AppResult<()> {
    diesel::insert_into(jobs::table)
        .values((
            jobs::workspace_id.eq(workspace_id),
            jobs::kind.eq(kind),
            jobs::payload.eq(payload),
            jobs::unique_key.eq(unique_key),
            jobs::run_at.eq(run_at),
            jobs::created_at.eq(run_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// Takes the next due job: a conditional update, so two workers never take the same
/// one. A job whose worker died is due again when its lock ends.
pub(super) fn claim(conn: &mut AnyConnection, now: Instant, until: Instant) -> AppResult<Option<Claimed>> {
    for id in due(conn, now)? {
        let queued = jobs::state.eq(State::Queued).and(jobs::run_at.le(now));
        let abandoned = jobs::state.eq(State::Running).and(jobs::locked_until.assume_not_null().lt(now));
        let claimed = diesel::update(jobs::table.filter(jobs::id.eq(id)).filter(queued.or(abandoned)))
            .set((
                jobs::state.eq(State::Running),
                jobs::locked_until.eq(until),
                jobs::attempts.eq(jobs::attempts + 1),
            ))
            .returning((jobs::id, jobs::kind, jobs::payload, jobs::attempts))
            .get_result(conn)
            .optional()?;
        if claimed.is_some() {
            return Ok(claimed);
        }
    }
    Ok(None)
}

/// The jobs to try next, the longest due first.
fn due(conn: &mut AnyConnection, now: Instant) -> AppResult<Vec<i64>> {
    let queued = jobs::state.eq(State::Queued).and(jobs::run_at.le(now));
    let abandoned = jobs::state.eq(State::Running).and(jobs::locked_until.assume_not_null().lt(now));
    let ids = jobs::table
        .filter(queued.or(abandoned))
        .order((jobs::run_at, jobs::id))
        .limit(8)
        .select(jobs::id)
        .load(conn)?;
    Ok(ids)
}

pub(super) fn any_due(conn: &mut AnyConnection, now: Instant) -> AppResult<bool> {
    Ok(!due(conn, now)?.is_empty())
}

/// Whether a job of this kind is due, whoever enqueued it.
pub fn any_due_of<J: Job>(conn: &mut AnyConnection, now: Instant) -> AppResult<bool> {
    let due = jobs::table
        .filter(jobs::kind.eq(J::KIND))
        .filter(jobs::state.eq(State::Queued))
        .filter(jobs::run_at.le(now));
    Ok(diesel::select(diesel::dsl::exists(due)).get_result(conn)?)
}

pub(super) fn done(conn: &mut AnyConnection, id: i64, now: Instant) -> AppResult<()> {
    diesel::update(jobs::table.find(id))
        .set((jobs::state.eq(State::Done), jobs::finished_at.eq(now), jobs::last_error.eq(None::<String>)))
        .execute(conn)?;
    Ok(())
}

pub(super) fn failed(
    conn: &mut AnyConnection,
    id: i64,
    error: &str,
    again_at: Option<Instant>,
) -> AppResult<()> {
    let state = if again_at.is_some() { State::Queued } else { State::Dead };
    diesel::update(jobs::table.find(id))
        .set((jobs::state.eq(state), jobs::last_error.eq(error)))
        .execute(conn)?;
    if let Some(at) = again_at {
        diesel::update(jobs::table.find(id)).set(jobs::run_at.eq(at)).execute(conn)?;
    }
    Ok(())
}

pub(super) fn take_turn(
    conn: &mut AnyConnection,
    name: &str,
    now: Instant,
    next: Instant,
) -> AppResult<bool> {
    let known: i64 = job_schedules::table.filter(job_schedules::name.eq(name)).count().get_result(conn)?;
    if known == 0 {
        diesel::insert_into(job_schedules::table)
            .values((
                job_schedules::name.eq(name),
                job_schedules::last_run_at.eq(now),
                job_schedules::next_run_at.eq(next),
            ))
            .execute(conn)?;
        return Ok(true);
    }
    let due =
        job_schedules::table.filter(job_schedules::name.eq(name)).filter(job_schedules::next_run_at.le(now));
    let taken = diesel::update(due)
        .set((job_schedules::last_run_at.eq(now), job_schedules::next_run_at.eq(next)))
        .execute(conn)?;
    Ok(taken > 0)
}

pub struct StateCount {
    pub state: State,
    pub count: i64,
}

pub fn counts(db: &mut Unscoped) -> AppResult<Vec<StateCount>> {
    let rows: Vec<(State, i64)> =
        jobs::table.group_by(jobs::state).select((jobs::state, diesel::dsl::count_star())).load(&mut **db)?;
    Ok(rows.into_iter().map(|(state, count)| StateCount { state, count }).collect())
}

#[derive(Debug, Queryable)]
pub struct DeadJob {
    pub id: i64,
    pub kind: String,
    pub attempts: i32,
    pub last_error: Option<String>,
    pub created_at: Instant,
}

/// Jobs that were given up, for the operator.
pub fn dead(db: &mut Unscoped) -> AppResult<Vec<DeadJob>> {
    let rows = jobs::table
        .filter(jobs::state.eq(State::Dead))
        .order(jobs::id.desc())
        .limit(100)
        .select((jobs::id, jobs::kind, jobs::attempts, jobs::last_error, jobs::created_at))
        .load(&mut **db)?;
    Ok(rows)
}

pub fn retry(db: &mut Unscoped, id: i64) -> AppResult<bool> {
    let now = db.now;
    let changed = diesel::update(jobs::table.find(id).filter(jobs::state.eq(State::Dead)))
        .set((jobs::state.eq(State::Queued), jobs::attempts.eq(0), jobs::run_at.eq(now)))
        .execute(&mut **db)?;
    Ok(changed > 0)
}

/// What went wrong in the queue, or is about to.
pub struct Backlog {
    pub dead: i64,
    /// Since when the longest-waiting due job has been due.
    pub waiting_since: Option<Instant>,
}

pub fn backlog(db: &mut Unscoped) -> AppResult<Backlog> {
    let now = db.now;
    let dead = jobs::table.filter(jobs::state.eq(State::Dead)).count().get_result(&mut **db)?;
    let waiting_since = jobs::table
        .filter(jobs::state.eq(State::Queued))
        .filter(jobs::run_at.le(now))
        .order(jobs::run_at)
        .select(jobs::run_at)
        .first(&mut **db)
        .optional()?;
    Ok(Backlog { dead, waiting_since })
}

#[derive(Debug, Queryable)]
pub struct ScheduleRow {
    pub name: String,
    pub last_run_at: Option<Instant>,
    pub next_run_at: Instant,
}

pub fn schedules(db: &mut Unscoped) -> AppResult<Vec<ScheduleRow>> {
    let rows = job_schedules::table
        .order(job_schedules::name)
        .select((job_schedules::name, job_schedules::last_run_at, job_schedules::next_run_at))
        .load(&mut **db)?;
    Ok(rows)
}
