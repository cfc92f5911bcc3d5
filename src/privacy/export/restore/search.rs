//! Makes the clients of a copy that was put back findable, some at a time.

use serde::{Deserialize, Serialize};

use super::queries;
use crate::contacts::queries::search_text;
use crate::db::{Reach, Scoped};
use crate::error::AppResult;
use crate::jobs::{Enqueue, Job};
use crate::notes;
use crate::services::Services;

/// What one job, and so one write step, takes on.
const BATCH: i64 = 200;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct IndexRestored {
    pub workspace: i64,
    pub after: i64,
}

impl Job for IndexRestored {
    const KIND: &'static str = "privacy.index_restored";

    async fn run(self, services: Services) -> AppResult<()> {
        let now = services.clock.now();
        services
            .db
            .write(move |conn| {
                let mut db = Scoped::new(conn, Reach::system(self.workspace), now);
                let ids = queries::clients(&mut db, self.after, BATCH)?;
                for id in &ids {
                    queries::make_findable(&mut db, *id)?;
                    search_text::refresh(&mut db, *id)?;
                    notes::index(&mut db, *id)?;
                }
                match ids.last() {
                    Some(last) => db.enqueue(&Self { workspace: self.workspace, after: *last }),
                    None => Ok(()),
                }
            })
            .await
    }
}
