//! The daily job that removes accounts whose address nobody confirmed.

use serde::{Deserialize, Serialize};

use super::queries;
use crate::db::Unscoped;
use crate::error::AppResult;
use crate::jobs::Job;
use crate::services::Services;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Sweep {}

impl Job for Sweep {
    const KIND: &'static str = "signup.sweep";

    async fn run(self, services: Services) -> AppResult<()> {
        let now = services.clock.now();
        let removed =
            services.db.write(move |conn| queries::remove_unconfirmed(&mut Unscoped::new(conn, now))).await?;
        tracing::info!(removed, "unconfirmed accounts removed");
        Ok(())
    }
}
