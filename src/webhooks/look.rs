//! The recurring look into the record of activity: what is new becomes messages, and those whose
//! turn it is are handed to the queue. Both in one step a business, so a crash loses and doubles nothing.

use serde::{Deserialize, Serialize};
use time::Duration;

use super::deliver::Deliver;
use super::model::{Webhook, body};
use super::queries;
use crate::clock::Instant;
use crate::db::{Reach, Scoped, Unscoped, ids};
use crate::error::AppResult;
use crate::jobs::{Enqueue, Job};
use crate::services::Services;

/// Entries read, and messages sent, at one look for one webhook.
const STEP: i64 = 200;
const CLAIM: Duration = Duration::minutes(15);

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Look {}

impl Job for Look {
    const KIND: &'static str = "webhooks.look";

    async fn run(self, services: Services) -> AppResult<()> {
        let now = services.clock.now();
        let businesses =
            services.db.read(move |conn| queries::businesses(&mut Unscoped::new(conn, now))).await?;
        for workspace in businesses {
            services
                .db
                .write(move |conn| business(&mut Scoped::new(conn, Reach::system(workspace), now)))
                .await?;
        }
        Ok(())
    }
}

fn business(db: &mut Scoped) -> AppResult<()> {
    let now = db.now;
    for webhook in queries::all(db)?.into_iter().filter(|webhook| webhook.stopped_at.is_none()) {
        plan(db, &webhook)?;
        if webhook.waits_until.is_none_or(|until| until <= now) {
            send_due(db, &webhook, now)?;
        }
    }
    Ok(())
}

fn plan(db: &mut Scoped, webhook: &Webhook) -> AppResult<()> {
    let entries = queries::entries_after(db, webhook.after_seq, STEP)?;
    let Some((last, ..)) = entries.last() else { return Ok(()) };
    queries::set_after(db, webhook.id, *last)?;
    for (_, at, action, kind, target) in entries.iter().filter(|(_, _, action, ..)| webhook.tells(action)) {
        let key = format!("msg_{}", ids::random_key()?);
        queries::insert_delivery(db, webhook.id, &key, action, &body(action, *at, kind, *target))?;
    }
    Ok(())
}

/// After a failure one message is tried first: the others need not meet the same closed door.
fn send_due(db: &mut Scoped, webhook: &Webhook, now: Instant) -> AppResult<()> {
    let was_down = webhook.waits_until.is_some_and(|until| until <= now);
    let workspace_id = db.workspace_id();
    for delivery_id in queries::claim_due(db, webhook.id, if was_down { 1 } else { STEP }, CLAIM)? {
        db.enqueue(&Deliver { workspace_id, delivery_id })?;
    }
    Ok(())
}
