//! Requests as a desk lists and counts them. Each starts from the requests of one desk
//! (`of_business`, `of_operator`).

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::{Request, Requests};
use crate::clock::Instant;
use crate::db::AnyConnection;
use crate::error::AppResult;
use crate::requests::model::{Kind, Scope};
use crate::schema::{privacy_requests as r, workspaces};

/// Which of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Show {
    Open,
    Late,
    Closed,
}

/// One page: what is open by its day, what is closed from the latest.
pub fn page(
    conn: &mut AnyConnection,
    own: Requests,
    (show, kind, now): (Show, Option<Kind>, Instant),
    after: Option<&Request>,
    limit: i64,
) -> AppResult<Vec<Request>> {
    let mut own = own;
    if let Some(kind) = kind {
        own = own.filter(r::kind.eq(kind));
    }
    own = match show {
        Show::Open | Show::Late => own.filter(r::closed_at.is_null()).order((r::due_at, r::id)),
        Show::Closed => own.filter(r::closed_at.is_not_null()).order(r::id.desc()),
    };
    if show == Show::Late {
        own = own.filter(r::due_at.lt(now)).filter(r::paused_at.is_null());
    }
    if let Some(last) = after {
        own = match show {
            Show::Open | Show::Late => {
                own.filter(r::due_at.gt(last.due_at).or(r::due_at.eq(last.due_at).and(r::id.gt(last.id))))
            }
            Show::Closed => own.filter(r::id.lt(last.id)),
        };
    }
    Ok(own.limit(limit).select(Request::as_select()).load(conn)?)
}

pub fn find(conn: &mut AnyConnection, own: Requests, id: i64) -> AppResult<Request> {
    Ok(own.filter(r::id.eq(id)).select(Request::as_select()).first(conn)?)
}

/// When each open request is due, and whether its clock stands.
pub fn due_dates(conn: &mut AnyConnection, own: Requests) -> AppResult<Vec<(Instant, bool)>> {
    let open = own.filter(r::closed_at.is_null());
    Ok(open.select((r::due_at, r::paused_at.is_not_null())).load(conn)?)
}

/// Everything that is open, of everybody.
pub fn all_open(conn: &mut AnyConnection) -> AppResult<Vec<Request>> {
    let open = r::table.filter(r::closed_at.is_null());
    Ok(open.order(r::id).select(Request::as_select()).load(conn)?)
}

/// How many are late: the operator's own, and those of businesses.
pub fn late(conn: &mut AnyConnection, now: Instant) -> AppResult<(i64, i64)> {
    let of = |scope: Scope| {
        r::table
            .filter(r::scope.eq(scope))
            .filter(r::closed_at.is_null())
            .filter(r::paused_at.is_null())
            .filter(r::due_at.lt(now))
            .count()
    };
    Ok((of(Scope::Operator).get_result(conn)?, of(Scope::Workspace).get_result(conn)?))
}

/// How a business keeps up; nothing else of its requests is the operator's to see.
#[derive(Debug, Clone, Default)]
pub struct Standing {
    pub business: String,
    pub open: i64,
    pub late: i64,
    /// The earliest day that was missed.
    pub late_since: Option<Instant>,
}

pub fn standings(conn: &mut AnyConnection, now: Instant) -> AppResult<Vec<Standing>> {
    let rows: Vec<(i64, String, Instant, Option<Instant>)> = r::table
        .inner_join(workspaces::table.on(workspaces::id.nullable().eq(r::workspace_id)))
        .filter(r::scope.eq(Scope::Workspace))
        .filter(r::closed_at.is_null())
        .order((workspaces::name, r::due_at))
        .select((workspaces::id, workspaces::name, r::due_at, r::paused_at))
        .load(conn)?;
    let mut standings: BTreeMap<i64, Standing> = BTreeMap::new();
    for (id, business, due_at, paused_at) in rows {
        let standing = standings.entry(id).or_default();
        standing.business = business;
        standing.open += 1;
        if due_at < now && paused_at.is_none() {
            standing.late += 1;
            standing.late_since.get_or_insert(due_at);
        }
    }
    let mut standings: Vec<Standing> = standings.into_values().collect();
    standings.sort_by(|one, other| other.late.cmp(&one.late).then_with(|| one.business.cmp(&other.business)));
    Ok(standings)
}
