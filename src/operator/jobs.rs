//! Finished jobs are kept for a week, so that trouble can be looked into, and then removed.

use serde::{Deserialize, Serialize};

use crate::db::Unscoped;
use crate::error::AppResult;
use crate::jobs::{self, Job};
use crate::services::Services;

pub const EVERY: time::Duration = time::Duration::hours(6);
const KEPT: time::Duration = time::Duration::days(7);

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SweepJobs {}

impl Job for SweepJobs {
    const KIND: &'static str = "jobs.sweep";

    async fn run(self, services: Services) -> AppResult<()> {
        let now = services.clock.now();
        let sweep = move |conn: &mut _| jobs::sweep(&mut Unscoped::new(conn, now), now - KEPT);
        services.db.write(sweep).await?;
        Ok(())
    }
}
