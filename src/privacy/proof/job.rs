//! The nightly job behind `/proof`. Each check is a read step of its own, so that a long one
//! holds nobody up, and its result is kept even if a later check fails.

use serde::{Deserialize, Serialize};

use super::checks::{Check, Verdict};
use super::queries;
use crate::db::Unscoped;
use crate::error::AppResult;
use crate::jobs::{self, Enqueue, Job};
use crate::privacy::retention::CarryOut;
use crate::services::Services;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Prove {}

impl Job for Prove {
    const KIND: &'static str = "privacy.prove";

    async fn run(self, services: Services) -> AppResult<()> {
        if wait_for_the_deletion(&services).await? {
            return Ok(());
        }
        for check in Check::ALL {
            let verdict = ask(&services, check).await;
            if !verdict.passed {
                tracing::error!(check = check.name(), detail = verdict.detail, "a promise is not kept");
            }
            let now = services.clock.now();
            services
                .db
                .write(move |conn| queries::keep(&mut Unscoped::new(conn, now), check, &verdict))
                .await?;
        }
        Ok(())
    }
}

/// What tonight's rules are about to remove is not late: as long as one of them is due, the
/// checks go to the end of the queue. A rule that failed is not due, and holds up nothing.
async fn wait_for_the_deletion(services: &Services) -> AppResult<bool> {
    let now = services.clock.now();
    let later = move |conn: &mut _| {
        let waits = jobs::any_due_of::<CarryOut>(conn, now)?;
        if waits {
            Unscoped::new(conn, now).enqueue(&Prove {})?;
        }
        Ok(waits)
    };
    services.db.write(later).await
}

/// A check that can't be made has not passed.
async fn ask(services: &Services, check: Check) -> Verdict {
    let (own, now) = (services.clone(), services.clock.now());
    let asked = services.db.read(move |conn| check.run(&own, &mut Unscoped::new(conn, now))).await;
    asked.unwrap_or_else(|error| {
        tracing::error!(%error, check = check.name(), "a check could not be made");
        Verdict { passed: false, detail: "the check could not be made; the log says why".into() }
    })
}
