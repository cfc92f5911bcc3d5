//! Looks every few minutes whether a register changed what a document says.

use serde::{Deserialize, Serialize};

use super::publish::publish_changes;
use crate::error::{AppError, AppResult};
use crate::jobs::Job;
use crate::services::Services;

pub const EVERY: time::Duration = time::Duration::minutes(5);

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PublishPolicies {}

impl Job for PublishPolicies {
    const KIND: &'static str = "policies.publish";

    async fn run(self, services: Services) -> AppResult<()> {
        let work = tokio::task::spawn_blocking(move || publish_changes(&services));
        work.await.map_err(AppError::internal)?
    }
}
