//! One try to deliver a message, and what follows from its answer.

use std::time::Instant as Watch;

use serde::{Deserialize, Serialize};

use super::model::{Delivery, PATIENCE, State, Webhook, pause, secret, signature};
use super::notice::Stopped;
use super::queries::{self, Tried};
use crate::db::{Reach, Scoped};
use crate::egress::{self, Failure, Request};
use crate::error::{AppError, AppResult};
use crate::jobs::{Enqueue, Job};
use crate::services::Services;
use crate::staff;

#[derive(Debug, Serialize, Deserialize)]
pub struct Deliver {
    pub workspace_id: i64,
    pub delivery_id: i64,
}

/// What came back: a status, or why nothing did.
struct Answered {
    answer: Result<u16, String>,
    millis: i32,
}

impl Job for Deliver {
    const KIND: &'static str = "webhooks.deliver";

    async fn run(self, services: Services) -> AppResult<()> {
        let (workspace, id) = (self.workspace_id, self.delivery_id);
        let now = services.clock.now();
        let found = services
            .db
            .read(move |conn| wanted(&mut Scoped::new(conn, Reach::system(workspace), now), id))
            .await;
        let (webhook, delivery) = match found {
            Err(AppError::NotFound) | Ok(None) => return Ok(()),
            found => match found? {
                Some(found) => found,
                None => return Ok(()),
            },
        };
        let answered = call(&services, &webhook, &delivery).await?;
        let now = services.clock.now();
        services
            .db
            .write(move |conn| {
                let mut db = Scoped::new(conn, Reach::system(workspace), now);
                settle(&mut db, &webhook, &delivery, &answered)
            })
            .await
    }
}

/// Nothing is sent of what was delivered meanwhile, or to a webhook that stopped or pauses.
fn wanted(db: &mut Scoped, id: i64) -> AppResult<Option<(Webhook, Delivery)>> {
    let delivery = queries::find_delivery(db, id)?;
    let webhook = queries::find(db, delivery.webhook_id)?;
    let now = db.now;
    let rests = webhook.stopped_at.is_some() || webhook.waits_until.is_some_and(|until| until > now);
    Ok((delivery.state == State::Waiting && !rests).then_some((webhook, delivery)))
}

async fn call(services: &Services, webhook: &Webhook, delivery: &Delivery) -> AppResult<Answered> {
    let timestamp = services.clock.now().assume_utc().unix_timestamp();
    let secret = secret(&services.secrets, &webhook.secret_key);
    let request = Request::post(&webhook.url)
        .header("content-type", "application/json")
        .header("webhook-id", &delivery.message_key)
        .header("webhook-timestamp", timestamp.to_string())
        .header("webhook-signature", signature(&secret, &delivery.message_key, timestamp, &delivery.body))
        .body(delivery.body.clone().into_bytes())
        .map_err(AppError::internal)?;
    let watch = Watch::now();
    let answer = match egress::instructed(services, request).await {
        Ok(reply) => Ok(reply.status().as_u16()),
        Err(Failure::Ours(error)) => return Err(error),
        Err(failure) => Err(failure.to_string()),
    };
    Ok(Answered { answer, millis: i32::try_from(watch.elapsed().as_millis()).unwrap_or(i32::MAX) })
}

fn settle(db: &mut Scoped, webhook: &Webhook, delivery: &Delivery, answered: &Answered) -> AppResult<()> {
    let (now, attempts) = (db.now, delivery.attempts + 1);
    let (status, why) = match &answered.answer {
        Ok(status) => (Some(i32::from(*status)), String::new()),
        Err(why) => (None, why.clone()),
    };
    let is_taken = matches!(answered.answer, Ok(200..=299));
    let again = pause(attempts).filter(|_| !is_taken);
    let state = match (is_taken, again) {
        (true, _) => State::Delivered,
        (false, Some(_)) => State::Waiting,
        (false, None) => State::Failed,
    };
    let next_at = again.map_or(now, |pause| now + pause);
    let millis = Some(answered.millis);
    queries::set_tried(
        db,
        delivery.id,
        &Tried { state, attempts, next_at, answer: status, why: &why, millis },
    )?;
    match state {
        State::Delivered => queries::set_standing(db, webhook.id, 0, None, None),
        State::Waiting => queries::set_standing(db, webhook.id, webhook.failures, Some(next_at), None),
        State::Failed => failed(db, webhook),
    }
}

/// The last try failed too. An endpoint that takes nothing for long is left alone, and the owners hear of it.
fn failed(db: &mut Scoped, webhook: &Webhook) -> AppResult<()> {
    let (now, failures) = (db.now, webhook.failures + 1);
    let stopped_at = (failures >= PATIENCE).then_some(now);
    queries::set_standing(db, webhook.id, failures, None, stopped_at)?;
    if stopped_at.is_some() {
        let (workspace_id, webhook_id) = (db.workspace_id(), webhook.id);
        for user_id in staff::queries::owners(db)? {
            db.enqueue(&Stopped { workspace_id, webhook_id, user_id })?;
        }
    }
    Ok(())
}
