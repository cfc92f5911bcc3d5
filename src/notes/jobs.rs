//! Removes for good the notes whose time in the trash is over.

use serde::{Deserialize, Serialize};

use super::model::KEPT_AFTER_DELETION;
use super::queries;
use crate::db::{self, Unscoped};
use crate::error::AppResult;
use crate::jobs::{Job, Registry};
use crate::services::Services;

#[derive(Debug, Clone, Serialize, Deserialize)]
struct PurgeNotes;

impl Job for PurgeNotes {
    const KIND: &'static str = "notes.purge";

    async fn run(self, services: Services) -> AppResult<()> {
        let now = services.clock.now();
        let before = now - KEPT_AFTER_DELETION;
        let gone =
            services.db.write(move |conn| queries::purge(&mut Unscoped::new(conn, now), before)).await?;
        if gone == 0 {
            return Ok(());
        }
        tracing::info!(count = gone, "removed deleted notes for good");
        services.db.read(db::checkpoint).await
    }
}

pub fn jobs(registry: Registry) -> Registry {
    registry.every(time::Duration::days(1), PurgeNotes)
}
