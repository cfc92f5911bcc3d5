//! Taking an import back, for thirty days: what it added goes to the trash, what it updated is as it
//! was, field by field. What somebody has changed since stays. A job in short steps, each written
//! down in the rows, so that a crash takes nothing back twice.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::job::{STEP, STEPS, step, unless_gone};
use super::model::{Fate, State};
use super::queries::{self, Import, Row};
use super::upload;
use crate::access::contacts::Delete;
use crate::contacts::actions::{self, Edit};
use crate::contacts::batch::KEPT;
use crate::contacts::queries::{self as contacts, bulk, fields};
use crate::contacts::snapshot::Snapshot;
use crate::db::Scoped;
use crate::error::{AppError, AppResult};
use crate::jobs::{Enqueue, Job};
use crate::services::Services;
use crate::web::Can;
use crate::web::page::see_other;

const OVER: AppError = AppError::Conflict("This import can’t be taken back any more.");

pub async fn undo(who: Can<Delete>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    upload::refuse_half_sight(&who)?;
    let id = id.into_inner();
    who.write(move |db| begin(db, id)).await?;
    Ok(see_other(format!("/contacts/import/{id}")))
}

fn begin(db: &mut Scoped, id: i64) -> AppResult<()> {
    let import = queries::find(db, id)?;
    let in_time = import.finished_at.is_some_and(|at| at + KEPT > db.now);
    if !in_time || !queries::advance(db, id, &[State::Done, State::Cancelled], State::Undoing)? {
        return Err(OVER);
    }
    queries::set_done(db, id, 0)?;
    let workspace_id = db.workspace_id();
    db.enqueue(&Undo { workspace_id, import_id: id, after: 0 })
}

/// Takes the rows after one number back.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Undo {
    pub workspace_id: i64,
    pub import_id: i64,
    pub after: i64,
}

impl Job for Undo {
    const KIND: &'static str = "imports.undo";

    async fn run(self, services: Services) -> AppResult<()> {
        unless_gone(self.take_back(&services).await)
    }
}

impl Undo {
    async fn take_back(self, services: &Services) -> AppResult<()> {
        let (workspace, id) = (self.workspace_id, self.import_id);
        let mut after = self.after;
        for _ in 0..STEPS {
            let take = move |db: &mut Scoped, import: Import| {
                if import.state != State::Undoing {
                    return Ok(None);
                }
                let rows = queries::rows(db, id, None, after, STEP)?;
                trash_added(db, id, &rows)?;
                for row in rows.iter().filter(|row| row.fate == Fate::Updated) {
                    put_back(db, id, row)?;
                }
                let last = rows.last().map(|row| row.number);
                queries::set_done(db, id, last.unwrap_or(import.rows_total))?;
                if last.is_none() && queries::advance(db, id, &[State::Undoing], State::Undone)? {
                    record(db, id)?;
                }
                Ok(last)
            };
            match step(services, workspace, id, take).await? {
                Some(last) => after = last,
                None => return Ok(()),
            }
        }
        let next = Self { after, ..self };
        step(services, workspace, id, move |db, _| db.enqueue(&next)).await
    }
}

fn record(db: &mut Scoped, id: i64) -> AppResult<()> {
    let counts = queries::counts(db, id)?;
    let back = counts.iter().find(|(fate, _)| *fate == Fate::TakenBack).map_or(0, |(_, count)| *count);
    db.record("import.undone", "import", id, format!("{back} contacts"));
    Ok(())
}

/// Those whom nobody has touched since.
fn trash_added(db: &mut Scoped, import: i64, rows: &[Row]) -> AppResult<()> {
    let added: Vec<&Row> = rows.iter().filter(|row| row.fate == Fate::Added).collect();
    let ids: Vec<i64> = added.iter().filter_map(|row| row.contact_id).collect();
    let untouched = contacts::untouched(db, &ids)?;
    let now = db.now;
    bulk::set_deleted(db, &untouched, Some(now))?;
    for row in added {
        let (fate, why) = match row.contact_id.is_some_and(|id| untouched.contains(&id)) {
            true => (Fate::TakenBack, row.why.as_str()),
            false => (Fate::Added, "Changed since, so it stays."),
        };
        queries::set_fate(db, import, row.number, fate, why, row.contact_id)?;
    }
    Ok(())
}

/// The same write as an edit; a client in the trash, or whose use is restricted, is left alone.
fn put_back(db: &mut Scoped, import: i64, row: &Row) -> AppResult<()> {
    let Some(id) = row.contact_id else { return Ok(()) };
    let now = match contacts::details(db, id) {
        Err(AppError::NotFound) => return Ok(()),
        now => now?,
    };
    let (before, after) = queries::snapshots(db, import, row.number)?;
    let current = Snapshot::of(&now, Vec::new())?;
    let (wanted, kept) = current.without(&before, &after);
    let own = fields::active(db)?;
    match actions::update(db, id, now.contact.version, &wanted.to_new(&current, &own)?)? {
        Edit::Done => {}
        Edit::Stale => return Err(AppError::internal("a contact changed within one step")),
    }
    let why = if kept { "What was changed since stays." } else { "" };
    queries::set_fate(db, import, row.number, Fate::TakenBack, why, row.contact_id)
}
