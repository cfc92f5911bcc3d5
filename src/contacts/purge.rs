//! Once a day: deleted contacts whose time in the trash is over go for good, and
//! what can no longer be undone is forgotten.

use serde::{Deserialize, Serialize};

use super::batch::KEPT;
use super::batches;
use super::queries::{trash, undo};
use crate::clock::Instant;
use crate::db::{Reach, Unscoped};
use crate::erasure;
use crate::error::AppResult;
use crate::jobs::Job;
use crate::ledger::Act;
use crate::services::Services;

/// So many a step, so that other writers get their turn.
const STEP: i64 = 200;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EmptyTrash {}

impl Job for EmptyTrash {
    const KIND: &'static str = "contacts.empty_trash";

    async fn run(self, services: Services) -> AppResult<()> {
        let now = services.clock.now();
        let mut after = (0, 0);
        while let Some(step) = next(&services, now, after).await? {
            after = step.last;
            erasure::promise(&services, step.acts).await?;
        }
        services.db.write(move |conn| undo::sweep(&mut Unscoped::new(conn, now))).await?;
        Ok(())
    }
}

struct Step {
    acts: Vec<Act>,
    /// The last contact that was looked at: (workspace, contact).
    last: (i64, i64),
}

async fn next(services: &Services, now: Instant, after: (i64, i64)) -> AppResult<Option<Step>> {
    services.db.write(move |conn| step(&mut Unscoped::new(conn, now), after)).await
}

/// Contacts of one workspace, so that the step has one head of the activity record. What is
/// held stays, and is passed over.
fn step(db: &mut Unscoped, after: (i64, i64)) -> AppResult<Option<Step>> {
    let overdue = trash::overdue(db, db.now - KEPT, after, STEP)?;
    let Some(&(workspace, _)) = overdue.first() else { return Ok(None) };
    let ids: Vec<i64> = overdue.iter().filter(|(w, _)| *w == workspace).map(|(_, id)| *id).collect();
    let last = (workspace, ids.last().copied().unwrap_or_default());
    let mut scoped = db.scoped(Reach::system(workspace));
    let acts = batches::destroy(&mut scoped, &ids)?.acts;
    scoped.finish()?;
    Ok(Some(Step { acts, last }))
}
