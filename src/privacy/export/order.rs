//! How a copy is ordered, and how whoever asked for it learns that it is there.

use crate::bundles::model::{Purpose, State};
use crate::bundles::queries::{self, Bundle, NewBundle};
use crate::clock::Instant;
use crate::db::{AnyConnection, Unscoped};
use crate::erasure::{Line, Outcome};
use crate::error::AppResult;
use crate::jobs::Enqueue;
use crate::ledger::Target;
use crate::requests;
use crate::requests::model::{Kind, State as RequestState, Step};

use super::cursor::Cursor;
use super::job::BuildCopy;
use super::plan::{Plan, Whose};
use crate::civil::format_utc;
use crate::inventory::Column;

#[derive(Debug, Clone)]
pub struct Order {
    pub subject: Target,
    /// The request that the copy answers.
    pub request_id: Option<i64>,
    pub purpose: Purpose,
}

/// Has a copy built; the number of its row. One that is under way already is not begun twice.
pub fn order(db: &mut Unscoped, order: &Order) -> AppResult<i64> {
    order_by(db, order, "system")
}

/// The same, by somebody, who is named by their pseudonym.
pub fn order_by(db: &mut Unscoped, order: &Order, actor: &str) -> AppResult<i64> {
    let new = NewBundle {
        target: &order.subject,
        purpose: order.purpose,
        request_id: order.request_id,
        ordered_by: actor,
    };
    if let Some(id) = queries::under_way(db, &new)? {
        return Ok(id);
    }
    let now = db.now;
    queries::retire_older(db, &new, now)?;
    let id = queries::insert(db, &new)?;
    db.enqueue(&BuildCopy { bundle: id })?;
    Ok(id)
}

/// The copy that answers a request, if it may be fetched now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ready {
    pub bundle: i64,
    pub bytes: i64,
    pub downloaded_at: Option<Instant>,
    pub expires_at: Instant,
}

pub fn ready_for(db: &mut Unscoped, request_id: i64) -> AppResult<Option<Ready>> {
    let found = queries::of_request(db, request_id)?;
    Ok(found.filter(|bundle| may_be_fetched(bundle, db.now)).and_then(|bundle| {
        Some(Ready {
            bundle: bundle.id,
            bytes: bundle.bytes,
            downloaded_at: bundle.downloaded_at,
            expires_at: bundle.expires_at?,
        })
    }))
}

/// Ready, looked at where that is needed, and not over.
pub fn may_be_fetched(bundle: &Bundle, now: Instant) -> bool {
    bundle.released_at.is_some() && is_there(bundle, now)
}

/// The file is there, though perhaps not looked at yet.
pub fn is_there(bundle: &Bundle, now: Instant) -> bool {
    bundle.state == State::Ready && bundle.expires_at.is_some_and(|until| until > now)
}

/// Notes on the request that its copy may be fetched, and closes it where that was all. A
/// deletion that was asked for along with the copy goes on from here.
pub fn answer_request(
    conn: &mut AnyConnection,
    bundle: &Bundle,
    inventory: &[Column],
    now: Instant,
) -> AppResult<()> {
    let Some(request) = bundle.request_id else { return Ok(()) };
    let Some(kind) = super::queries::open_request(conn, request)? else { return Ok(()) };
    requests::queries::note(
        conn,
        request,
        now,
        "system",
        Step::Exported,
        &format!("{} records", bundle.rows_done),
    )?;
    if matches!(kind, Kind::Access | Kind::Portability) {
        let outcome = outcome(conn, bundle, inventory)?.to_text()?;
        requests::queries::close(conn, request, now, RequestState::Fulfilled, None, &outcome)?;
        requests::queries::note(conn, request, now, "system", Step::Fulfilled, "")?;
    }
    Ok(())
}

/// What was handed out, in counts.
fn outcome(conn: &mut AnyConnection, bundle: &Bundle, inventory: &[Column]) -> AppResult<Outcome> {
    let Some(whose) = Whose::of(conn, bundle)? else { return Ok(Outcome::default()) };
    let plan = Plan::of(conn, inventory, whose, bundle.purpose)?;
    let written = Cursor::of_text(&bundle.build_cursor).tables;
    let until = bundle.expires_at.map(format_utc).unwrap_or_default();
    let line = |(table, rows): (&String, &i64)| {
        let section = plan.sections.iter().find(|section| section.table.name == table);
        Line {
            table: table.clone(),
            title: section.map_or("", |section| section.table.title).to_owned(),
            rows: *rows,
            fate: "copied for you".into(),
            until: format!("the file until {until}"),
        }
    };
    Ok(Outcome { lines: written.iter().filter(|(_, rows)| **rows > 0).map(line).collect() })
}
