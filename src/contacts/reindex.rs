//! Brings the search text of many contacts up to date without keeping anybody waiting.

use serde::{Deserialize, Serialize};

use super::queries::search_text;
use crate::db::{Reach, Scoped};
use crate::error::{AppError, AppResult};
use crate::jobs::{Enqueue, Job};
use crate::services::Services;

/// What one job, and so one write step, takes on.
const BATCH: usize = 200;

#[derive(Serialize, Deserialize)]
pub struct Reindex {
    workspace: i64,
    contacts: Vec<i64>,
}

/// After this step, the search finds these contacts by what they are now.
pub fn later(db: &mut Scoped, contacts: Vec<i64>) -> AppResult<()> {
    let workspace = db.workspace_id();
    for batch in contacts.chunks(BATCH) {
        db.enqueue(&Reindex { workspace, contacts: batch.to_vec() })?;
    }
    Ok(())
}

impl Job for Reindex {
    const KIND: &'static str = "contacts.reindex";

    async fn run(self, services: Services) -> AppResult<()> {
        let now = services.clock.now();
        let step = move |conn: &mut crate::db::AnyConnection| {
            let mut db = Scoped::new(conn, Reach::system(self.workspace), now);
            for id in self.contacts {
                match search_text::refresh(&mut db, id) {
                    // Erased meanwhile: nothing to find any more.
                    Err(AppError::NotFound) => {}
                    refreshed => refreshed?,
                }
            }
            Ok(())
        };
        services.db.write(step).await
    }
}
