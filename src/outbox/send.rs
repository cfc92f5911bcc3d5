//! Putting a message here, and sending it when its time has come: the gate decides then.

use serde::{Deserialize, Serialize};

use super::gate::{self, Ticket};
use super::letter;
use super::model::{Content, Message, Refusal, State, To};
use super::queries::{self, Row};
use crate::clock::Instant;
use crate::db::{Reach, Scoped};
use crate::egress::{self, Recipient};
use crate::error::{AppError, AppResult};
use crate::jobs::{Enqueue, Job};
use crate::mail::Calendar;
use crate::services::Services;

/// Keeps a message and has it sent by a job. 404 for a client that is not there.
pub fn post(db: &mut Scoped, message: &Message) -> AppResult<i64> {
    let id = post_later(db, message)?;
    let workspace_id = db.workspace_id();
    db.enqueue(&Send { workspace_id, outbox_id: id })?;
    Ok(id)
}

/// The same for who calls `deliver` from a job of their own.
pub fn post_later(db: &mut Scoped, message: &Message) -> AppResult<i64> {
    let subject_key = match &message.to {
        To::Contact(contact) => queries::subject_key(db, *contact)?,
        To::Guest(booking) => booking.clone(),
    };
    queries::insert(db, &subject_key, message)
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Send {
    pub workspace_id: i64,
    pub outbox_id: i64,
}

impl Job for Send {
    const KIND: &'static str = "outbox.send";

    async fn run(self, services: Services) -> AppResult<()> {
        match deliver(&services, self.workspace_id, self.outbox_id).await {
            // The business is gone, and its messages with it.
            Err(AppError::NotFound) => Ok(()),
            done => done.map(drop),
        }
    }
}

/// Sends a message that waits, unless the gate refuses it now. What was decided once stays.
pub async fn deliver(services: &Services, workspace_id: i64, id: i64) -> AppResult<Result<(), Refusal>> {
    deliver_with(services, workspace_id, id, None).await
}

/// The same with an appointment beside the text.
pub async fn deliver_with(
    services: &Services,
    workspace_id: i64,
    id: i64,
    calendar: Option<Calendar>,
) -> AppResult<Result<(), Refusal>> {
    let (own, now) = (services.clone(), services.clock.now());
    let asked = move |db: &mut Scoped| {
        let row = queries::find(db, id)?;
        let waits = row.state == State::Waiting;
        let ticket = match waits {
            true => Some(gate::admit(db, &own, (row.class, row.channel), &row.subject_key)?),
            false => None,
        };
        Ok((row, ticket))
    };
    let (row, ticket) = step(services, workspace_id, now, asked).await?;
    let outcome = match ticket {
        None => return Ok(Ok(())),
        Some(Err(refusal)) => Err(refusal),
        Some(Ok(ticket)) => Ok(carry(services, workspace_id, &ticket, row, calendar).await?),
    };
    let decided = outcome.clone();
    step(services, workspace_id, now, move |db| {
        queries::decide(db, id, decided.as_deref().map_err(|refusal| *refusal))
    })
    .await?;
    Ok(outcome.map(drop))
}

/// Who carried it: the company whose mail server it is, or nobody outside.
async fn carry(
    services: &Services,
    workspace_id: i64,
    ticket: &Ticket,
    row: Row,
    calendar: Option<Calendar>,
) -> AppResult<String> {
    let content = Content {
        subject: row.subject,
        body: row.body,
        link: Some((row.link_label, row.link_href)).filter(|(label, _)| !label.is_empty()),
    };
    let mut mail = letter::compose(services, ticket, &content)?;
    mail.envelope.calendar = calendar;
    egress::mail(services, Recipient::ClientOf(workspace_id), &mail).await?;
    Ok(egress::mail_carrier(services).unwrap_or_default())
}

async fn step<T, F>(services: &Services, workspace_id: i64, now: Instant, step: F) -> AppResult<T>
where
    T: std::marker::Send + 'static,
    F: FnOnce(&mut Scoped) -> AppResult<T> + std::marker::Send + 'static,
{
    services.db.write(move |conn| step(&mut Scoped::new(conn, Reach::system(workspace_id), now))).await
}
