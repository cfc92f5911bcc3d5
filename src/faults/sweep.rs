//! The daily job that forgets failures whose time has come.

use serde::{Deserialize, Serialize};

use super::queries;
use crate::db::Unscoped;
use crate::error::AppResult;
use crate::jobs::Job;
use crate::services::Services;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SweepFaults {}

impl Job for SweepFaults {
    const KIND: &'static str = "faults.sweep";

    async fn run(self, services: Services) -> AppResult<()> {
        let now = services.clock.now();
        let gone = services.db.write(move |conn| queries::expire(&mut Unscoped::new(conn, now))).await?;
        tracing::info!(gone, "old failures deleted");
        Ok(())
    }
}
