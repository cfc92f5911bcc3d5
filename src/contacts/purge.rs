//! Once a day: deleted contacts whose time in the trash is over go for good, and
//! what can no longer be undone is forgotten.

use serde::{Deserialize, Serialize};

use super::batch::KEPT;
use super::batches;
use super::queries::{trash, undo};
use crate::db::{Reach, Unscoped, checkpoint};
use crate::error::AppResult;
use crate::jobs::Job;
use crate::services::Services;

/// So many a step, so that other writers get their turn.
const STEP: i64 = 200;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EmptyTrash {}

impl Job for EmptyTrash {
    const KIND: &'static str = "contacts.empty_trash";

    async fn run(self, services: Services) -> AppResult<()> {
        let now = services.clock.now();
        let mut gone = 0;
        loop {
            let count = services.db.write(move |conn| step(&mut Unscoped::new(conn, now))).await?;
            gone += count;
            if count == 0 {
                break;
            }
        }
        services.db.write(move |conn| undo::sweep(&mut Unscoped::new(conn, now))).await?;
        if gone > 0 {
            services.db.read(checkpoint).await?;
        }
        Ok(())
    }
}

/// Contacts of one workspace, so that the step has one head of the activity record.
fn step(db: &mut Unscoped) -> AppResult<usize> {
    let overdue = trash::overdue(db, db.now - KEPT, STEP)?;
    let Some(&(workspace, _)) = overdue.first() else { return Ok(0) };
    let ids: Vec<i64> = overdue.iter().filter(|(w, _)| *w == workspace).map(|(_, id)| *id).collect();
    let mut scoped = db.scoped(Reach::system(workspace));
    let count = batches::destroy(&mut scoped, &ids)?;
    scoped.finish()?;
    Ok(count)
}
