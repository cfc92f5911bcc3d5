//! `privacy_requests` and `privacy_request_events`. A business's requests are read through
//! its scoped connection; the operator's own, and the filing itself, are bound to no workspace.

use diesel::prelude::*;
use sha2::{Digest, Sha256};

use super::model::{Denial, Door, Filed, Kind, NewRequest, Scope, State, Step, Verified};
use super::regimes::Regime;
use crate::clock::Instant;
use crate::db::{AnyBackend, AnyConnection, Scoped, Unscoped, ids};
use crate::error::AppResult;
use crate::schema::{privacy_request_events, privacy_requests};

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = privacy_requests)]
pub struct Request {
    pub id: i64,
    pub code_hash: String,
    pub scope: Scope,
    pub workspace_id: Option<i64>,
    pub subject_key: String,
    pub kind: Kind,
    pub door: Door,
    pub place: String,
    pub regime: Regime,
    pub reply_to: String,
    pub wording: String,
    pub shared_address: bool,
    pub verified: Verified,
    pub state: State,
    pub reason: String,
    pub received_at: Instant,
    pub acknowledge_by: Option<Instant>,
    pub acknowledged_at: Option<Instant>,
    pub due_at: Instant,
    pub extended_at: Option<Instant>,
    pub paused_at: Option<Instant>,
    pub run_at: Option<Instant>,
    pub closed_at: Option<Instant>,
    pub outcome: String,
    pub version: i32,
}

pub type Requests = privacy_requests::BoxedQuery<'static, AnyBackend>;

/// The requests that this business answers.
pub fn of_business(db: &Scoped) -> Requests {
    privacy_requests::table.filter(privacy_requests::workspace_id.eq(db.workspace_id())).into_boxed()
}

/// The requests that the operator answers.
pub fn of_operator() -> Requests {
    privacy_requests::table.filter(privacy_requests::scope.eq(Scope::Operator)).into_boxed()
}

/// Files a request with its due dates and its first event.
pub fn file(db: &mut Unscoped, new: &NewRequest, actor: &str) -> AppResult<Filed> {
    let code = ids::random_key()?;
    let regime = Regime::of_place(&new.place);
    let limits = regime.limits(new.kind);
    let id = diesel::insert_into(privacy_requests::table)
        .values((
            (
                privacy_requests::code_hash.eq(ids::digest(&code)),
                privacy_requests::scope.eq(new.scope),
                privacy_requests::workspace_id.eq(new.workspace_id),
                privacy_requests::subject_key.eq(&new.subject_key),
                privacy_requests::kind.eq(new.kind),
                privacy_requests::door.eq(new.door),
                privacy_requests::place.eq(&new.place),
                privacy_requests::regime.eq(regime),
                privacy_requests::reply_to.eq(&new.reply_to),
                privacy_requests::address_digest.eq(&new.address_digest),
                privacy_requests::wording.eq(&new.wording),
            ),
            (
                privacy_requests::shared_address.eq(new.shared_address),
                privacy_requests::verified.eq(new.verified),
                privacy_requests::state.eq(State::Open),
                privacy_requests::received_at.eq(new.received_at),
                privacy_requests::acknowledge_by
                    .eq(limits.acknowledge.map(|span| span.after(new.received_at))),
                privacy_requests::due_at.eq(limits.answer.after(new.received_at)),
            ),
        ))
        .returning(privacy_requests::id)
        .get_result(&mut **db)?;
    let now = db.now;
    note(db, id, now, actor, Step::Received, new.door.word())?;
    Ok(Filed { id, code })
}

pub fn by_code(db: &mut Unscoped, code: &str) -> AppResult<Request> {
    let found = privacy_requests::table.filter(privacy_requests::code_hash.eq(ids::digest(code)));
    Ok(found.select(Request::as_select()).first(&mut **db)?)
}

pub fn find(conn: &mut AnyConnection, id: i64) -> AppResult<Request> {
    Ok(privacy_requests::table.find(id).select(Request::as_select()).first(conn)?)
}

/// Adds an event to the request's own chain. `detail` holds words and counts, no personal data.
pub fn note(
    conn: &mut AnyConnection,
    request_id: i64,
    at: Instant,
    actor: &str,
    step: Step,
    detail: &str,
) -> AppResult<()> {
    let of_request = privacy_request_events::table.filter(privacy_request_events::request_id.eq(request_id));
    let last: Option<String> = of_request
        .order(privacy_request_events::id.desc())
        .select(privacy_request_events::hash)
        .first(conn)
        .optional()?;
    let prev = last.unwrap_or_default();
    let hash = link(&prev, request_id, at, actor, step, detail);
    diesel::insert_into(privacy_request_events::table)
        .values((
            privacy_request_events::request_id.eq(request_id),
            privacy_request_events::at.eq(at),
            privacy_request_events::actor.eq(actor),
            privacy_request_events::step.eq(step),
            privacy_request_events::detail.eq(detail),
            privacy_request_events::prev_hash.eq(&prev),
            privacy_request_events::hash.eq(&hash),
        ))
        .execute(conn)?;
    Ok(())
}

fn link(prev: &str, request_id: i64, at: Instant, actor: &str, step: Step, detail: &str) -> String {
    let micros = at.assume_utc().unix_timestamp_nanos() / 1000;
    let mut hasher = Sha256::new();
    for part in [prev, &request_id.to_string(), &micros.to_string(), actor, step.word(), detail] {
        // The length keeps two neighbouring parts from being read as one.
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hex::encode(hasher.finalize())
}

#[derive(Debug, Clone, Queryable)]
pub struct Event {
    pub at: Instant,
    pub actor: String,
    pub step: Step,
    pub detail: String,
}

pub fn events(conn: &mut AnyConnection, request_id: i64) -> AppResult<Vec<Event>> {
    use privacy_request_events as e;
    let rows = e::table
        .filter(e::request_id.eq(request_id))
        .order(e::id)
        .select((e::at, e::actor, e::step, e::detail))
        .load(conn)?;
    Ok(rows)
}

/// Ends a request; `false` if it was ended already. `outcome` says what was done, in counts.
pub fn close(
    conn: &mut AnyConnection,
    id: i64,
    at: Instant,
    state: State,
    reason: Option<Denial>,
    outcome: &str,
) -> AppResult<bool> {
    let open = privacy_requests::table.find(id).filter(privacy_requests::closed_at.is_null());
    let changed = diesel::update(open)
        .set((
            privacy_requests::state.eq(state),
            privacy_requests::reason.eq(reason.map_or("", Denial::word)),
            privacy_requests::outcome.eq(outcome),
            privacy_requests::closed_at.eq(at),
            privacy_requests::paused_at.eq(None::<Instant>),
            privacy_requests::run_at.eq(None::<Instant>),
            privacy_requests::version.eq(privacy_requests::version + 1),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// The same for a request that the ledger names by its receipt's digest; one that is not
/// there any more is nobody's loss.
pub fn fulfil_by_digest(
    conn: &mut AnyConnection,
    digest: &str,
    at: Instant,
    step: Step,
    outcome: &str,
) -> AppResult<()> {
    let Some(id) = id_of_digest(conn, digest)? else { return Ok(()) };
    if close(conn, id, at, State::Fulfilled, None, outcome)? {
        note(conn, id, at, "system", step, "")?;
        note(conn, id, at, "system", Step::Fulfilled, "")?;
    }
    Ok(())
}

pub fn note_by_digest(conn: &mut AnyConnection, digest: &str, at: Instant, step: Step) -> AppResult<()> {
    match id_of_digest(conn, digest)? {
        Some(id) => note(conn, id, at, "system", step, ""),
        None => Ok(()),
    }
}

/// Something that a hold has kept from being carried out.
#[derive(Debug, Clone, Queryable)]
pub struct Deferred {
    /// The receipt's, as the ledger names the request.
    pub digest: String,
    pub subject_key: String,
}

/// Open requests that met a hold.
pub fn deferred(conn: &mut AnyConnection) -> AppResult<Vec<Deferred>> {
    let met_a_hold = privacy_request_events::table
        .filter(privacy_request_events::step.eq(Step::Held))
        .select(privacy_request_events::request_id);
    let waiting = privacy_requests::table
        .filter(privacy_requests::closed_at.is_null())
        .filter(privacy_requests::id.eq_any(met_a_hold))
        .order(privacy_requests::id);
    Ok(waiting.select((privacy_requests::code_hash, privacy_requests::subject_key)).load(conn)?)
}

fn id_of_digest(conn: &mut AnyConnection, digest: &str) -> AppResult<Option<i64>> {
    let found = privacy_requests::table.filter(privacy_requests::code_hash.eq(digest));
    Ok(found.select(privacy_requests::id).first(conn).optional()?)
}
