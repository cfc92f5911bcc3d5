//! The steps of a request between its arrival and its end. Each changes an open request
//! only, and answers whether it did; the event beside it is the caller's to note.

use diesel::prelude::*;

use super::Request;
use crate::clock::Instant;
use crate::db::{AnyBackend, AnyConnection};
use crate::error::AppResult;
use crate::requests::model::{Kind, Scope, State, Step};
use crate::schema::{privacy_request_events as e, privacy_requests as r};

fn open(id: i64) -> r::BoxedQuery<'static, AnyBackend> {
    r::table.filter(r::id.eq(id)).filter(r::closed_at.is_null()).into_boxed()
}

macro_rules! change {
    ($conn:expr, $id:expr, $also:expr, $($set:expr),+) => {{
        let open = r::table.filter(r::id.eq($id)).filter(r::closed_at.is_null()).filter($also);
        let changed =
            diesel::update(open).set(($($set,)+ r::version.eq(r::version + 1))).execute($conn)?;
        changed == 1
    }};
}

/// Somebody works on it.
pub fn begin(conn: &mut AnyConnection, id: i64) -> AppResult<bool> {
    Ok(change!(conn, id, r::state.eq(State::Open), r::state.eq(State::InProgress)))
}

pub fn acknowledge(conn: &mut AnyConnection, id: i64, at: Instant) -> AppResult<bool> {
    Ok(change!(conn, id, r::acknowledged_at.is_null(), r::acknowledged_at.eq(at)))
}

/// The clock stands until the person answers.
pub fn pause(conn: &mut AnyConnection, id: i64, at: Instant) -> AppResult<bool> {
    Ok(change!(conn, id, r::paused_at.is_null(), r::paused_at.eq(at)))
}

/// The clock goes on; what it stood is added to the time for the answer.
pub fn resume(conn: &mut AnyConnection, id: i64, due_at: Instant) -> AppResult<bool> {
    Ok(change!(conn, id, r::paused_at.is_not_null(), r::paused_at.eq(None::<Instant>), r::due_at.eq(due_at)))
}

/// Once, and only while there is time.
pub fn extend(conn: &mut AnyConnection, id: i64, at: Instant, due_at: Instant) -> AppResult<bool> {
    let in_time = r::extended_at.is_null().and(r::due_at.ge(at));
    Ok(change!(conn, id, in_time, r::extended_at.eq(at), r::due_at.eq(due_at)))
}

/// It is carried out by itself at that moment.
pub fn schedule(conn: &mut AnyConnection, id: i64, run_at: Instant) -> AppResult<bool> {
    Ok(change!(conn, id, r::id.eq(id), r::run_at.eq(run_at), r::state.eq(State::InProgress)))
}

/// It waits for a person again.
pub fn unschedule(conn: &mut AnyConnection, id: i64) -> AppResult<bool> {
    Ok(change!(conn, id, r::run_at.is_not_null(), r::run_at.eq(None::<Instant>)))
}

/// Decides who is meant.
pub fn settle_subject(conn: &mut AnyConnection, id: i64, subject_key: &str) -> AppResult<bool> {
    Ok(change!(conn, id, r::id.eq(id), r::subject_key.eq(subject_key), r::shared_address.eq(false)))
}

/// The address is needed no longer.
pub fn forget_address(conn: &mut AnyConnection, id: i64) -> AppResult<()> {
    diesel::update(r::table.find(id)).set(r::reply_to.eq("")).execute(conn)?;
    Ok(())
}

/// Ended, and the person was not told yet.
pub fn unanswered(conn: &mut AnyConnection, limit: i64) -> AppResult<Vec<Request>> {
    let ended = r::table.filter(r::closed_at.is_not_null()).filter(r::reply_to.ne(""));
    Ok(ended.order(r::id).limit(limit).select(Request::as_select()).load(conn)?)
}

/// To be carried out now.
pub fn due_to_run(conn: &mut AnyConnection, now: Instant) -> AppResult<Vec<Request>> {
    let due = r::table.filter(r::run_at.le(now)).filter(r::closed_at.is_null());
    Ok(due.order(r::id).select(Request::as_select()).load(conn)?)
}

/// Planned for after the copy, and not due yet.
pub fn waiting_for_copy(conn: &mut AnyConnection, now: Instant) -> AppResult<Vec<Request>> {
    let waiting = r::table
        .filter(r::kind.eq(Kind::AccessThenErasure))
        .filter(r::run_at.gt(now))
        .filter(r::closed_at.is_null());
    Ok(waiting.order(r::id).select(Request::as_select()).load(conn)?)
}

/// A deletion of this account that is planned.
pub fn planned_deletion(conn: &mut AnyConnection, subject_key: &str) -> AppResult<Option<Request>> {
    let planned = r::table
        .filter(r::subject_key.eq(subject_key.to_owned()))
        .filter(r::scope.eq(Scope::Operator))
        .filter(r::kind.eq_any([Kind::Erasure, Kind::AccessThenErasure]))
        .filter(r::run_at.is_not_null())
        .filter(r::closed_at.is_null());
    Ok(planned.select(Request::as_select()).first(conn).optional()?)
}

/// The account's own requests, the latest first.
pub fn of_subject(conn: &mut AnyConnection, subject_key: &str, limit: i64) -> AppResult<Vec<Request>> {
    let own = r::table.filter(r::subject_key.eq(subject_key.to_owned())).filter(r::scope.eq(Scope::Operator));
    Ok(own.order(r::id.desc()).limit(limit).select(Request::as_select()).load(conn)?)
}

/// Whether the request has such a step, with this detail.
pub fn has_step(conn: &mut AnyConnection, id: i64, step: Step, detail: &str) -> AppResult<bool> {
    let found = e::table.filter(e::request_id.eq(id)).filter(e::step.eq(step)).filter(e::detail.eq(detail));
    Ok(found.count().get_result::<i64>(conn)? > 0)
}

/// Whether the request has come past such a step.
pub fn has_come_past(conn: &mut AnyConnection, id: i64, step: Step) -> AppResult<bool> {
    let found = e::table.filter(e::request_id.eq(id)).filter(e::step.eq(step));
    Ok(found.count().get_result::<i64>(conn)? > 0)
}

/// Whether the request is still open.
pub fn is_open(conn: &mut AnyConnection, id: i64) -> AppResult<bool> {
    Ok(open(id).count().get_result::<i64>(conn)? > 0)
}
