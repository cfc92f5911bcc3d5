//! Children's data: somebody reports that a client is a child. The record is frozen at once
//! and nothing is sent; the business decides within the days that the installation sets, or
//! the record is erased when they are over. Every step is an event of the report.

mod decide;
mod mail;
mod overdue;
mod queries;

use time::Duration;

use super::restriction::{self, Why};
use crate::db::{Scoped, Unscoped};
use crate::erasure::Line;
use crate::error::AppResult;
use crate::jobs::{Enqueue, Registry};
use crate::outbox;
use crate::requests::model::{Door, Kind, NewRequest, Scope, Step, Verified};
use crate::requests::queries as requests;
use crate::services::Services;
use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::default()
        .get("/privacy/restricted/{id}/decide", decide::ask)
        .post("/privacy/restricted/{id}/decide", decide::decide)
}

pub fn jobs(registry: Registry) -> Registry {
    registry.on::<mail::Reported>().every(Duration::days(1), overdue::EraseOverdue {})
}

/// Freezes a client's record because somebody reports a child's data. `request_id` is the
/// report's own; without one, one is filed, so that what follows is on record.
pub fn report(db: &mut Scoped, services: &Services, contact: i64, request_id: Option<i64>) -> AppResult<()> {
    let request_id = match request_id {
        Some(id) => id,
        None => file(db, contact)?,
    };
    let days = services.config.installation.child_report_days;
    let decide_by = db.now + Duration::days(days.into());
    restriction::restrict_for(db, contact, Why::ChildReport, Some(request_id), Some(decide_by))?;
    let (now, actor) = (db.now, db.reach().pseudonym.clone());
    requests::note(db, request_id, now, &actor, Step::Frozen, "")?;
    let workspace_id = db.workspace_id();
    db.enqueue(&mail::Reported { workspace_id, contact_id: contact })
}

/// The same as a report that came to somebody at work.
fn file(db: &mut Scoped, contact: i64) -> AppResult<i64> {
    let subject_key = outbox::queries::subject_key(db, contact)?;
    let (workspace_id, now, actor) = (db.workspace_id(), db.now, db.reach().pseudonym.clone());
    let request = NewRequest {
        scope: Scope::Workspace,
        workspace_id: Some(workspace_id),
        subject_key,
        kind: Kind::ChildData,
        door: Door::Business,
        place: String::new(),
        reply_to: String::new(),
        address_digest: String::new(),
        wording: String::new(),
        shared_address: false,
        verified: Verified::None,
        received_at: now,
    };
    Ok(requests::file(&mut Unscoped::new(db, now), &request, &actor)?.id)
}

/// What a report that was not borne out leaves on its receipt.
fn released() -> Line {
    Line {
        table: "contacts".into(),
        title: "Your record".into(),
        rows: 1,
        fate: "released".into(),
        until: String::new(),
    }
}
