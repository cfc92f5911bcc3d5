//! The daily job that deletes invitations whose time is over.

use serde::{Deserialize, Serialize};

use super::queries;
use crate::db::Unscoped;
use crate::error::AppResult;
use crate::jobs::Job;
use crate::services::Services;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Sweep {}

impl Job for Sweep {
    const KIND: &'static str = "staff.sweep";

    async fn run(self, services: Services) -> AppResult<()> {
        let now = services.clock.now();
        let gone = services
            .db
            .write(move |conn| queries::invitations::delete_old(&mut Unscoped::new(conn, now)))
            .await?;
        tracing::info!(gone, "old invitations deleted");
        Ok(())
    }
}
