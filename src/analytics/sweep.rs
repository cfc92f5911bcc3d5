//! The daily job that deletes visits and counts whose time has come.

use serde::{Deserialize, Serialize};

use super::queries::keep;
use crate::db::Unscoped;
use crate::error::AppResult;
use crate::jobs::Job;
use crate::services::Services;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Sweep {}

impl Job for Sweep {
    const KIND: &'static str = "analytics.sweep";

    async fn run(self, services: Services) -> AppResult<()> {
        let now = services.clock.now();
        let gone = services.db.write(move |conn| keep::expire(&mut Unscoped::new(conn, now))).await?;
        tracing::info!(gone, "old counts and visits deleted");
        Ok(())
    }
}
