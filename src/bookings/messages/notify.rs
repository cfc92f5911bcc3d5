//! The job behind one message. It asks the rows of the moment whether the message still goes,
//! writes it down, and hands it to the outbox, whose gate has the last word. Begun again after a
//! crash it goes on where it was.

use serde::{Deserialize, Serialize};

use super::compose::{self, Composed};
use super::model::{Kind, State};
use super::queries::{self, Colleague};
use crate::bookings::client::show;
use crate::bookings::model::Status;
use crate::db::{Reach, Scoped};
use crate::egress::{self, Recipient};
use crate::error::{AppError, AppResult};
use crate::jobs::Job;
use crate::ledger::Channel;
use crate::mail::Letter;
use crate::outbox::{self, Class, Instructed, Message, To};
use crate::services::Services;

#[derive(Debug, Serialize, Deserialize)]
pub struct Notify {
    pub workspace_id: i64,
    pub message_id: i64,
}

/// What is left to do once the rows are written.
enum Next {
    Nothing,
    Deliver { outbox_id: i64, composed: Composed },
    Mail { to: Colleague, composed: Composed },
}

impl Job for Notify {
    const KIND: &'static str = "bookings.notify";

    async fn run(self, services: Services) -> AppResult<()> {
        let (own, id) = (services.clone(), self.message_id);
        match step(&services, self.workspace_id, move |db| prepare(db, &own, id)).await {
            // The booking is gone, and what was to be said of it.
            Err(AppError::NotFound) | Ok(Next::Nothing) => Ok(()),
            Err(error) => Err(error),
            Ok(Next::Deliver { outbox_id, composed }) => {
                // What the gate decided stands on the outbox's row.
                outbox::deliver_with(&services, self.workspace_id, outbox_id, composed.calendar)
                    .await
                    .map(drop)
            }
            Ok(Next::Mail { to, composed }) => {
                mail(&services, &to, &composed).await?;
                step(&services, self.workspace_id, move |db| queries::posted(db, id, None)).await
            }
        }
    }
}

async fn step<T, F>(services: &Services, workspace: i64, step: F) -> AppResult<T>
where
    T: Send + 'static,
    F: FnOnce(&mut Scoped) -> AppResult<T> + Send + 'static,
{
    let now = services.clock.now();
    services.db.write(move |conn| step(&mut Scoped::new(conn, Reach::system(workspace), now))).await
}

fn prepare(db: &mut Scoped, services: &Services, id: i64) -> AppResult<Next> {
    let row = queries::find(db, id)?;
    let own = show::read(db, row.booking_id)?;
    let composed = |db: &mut Scoped| compose::composed(db, services, row.kind, &own);
    match (row.state, row.outbox_id) {
        (State::LeftOut, _) | (State::Posted, None) => return Ok(Next::Nothing),
        // Written down before a crash; the outbox knows whether it went.
        (State::Posted, Some(outbox_id)) => {
            return Ok(Next::Deliver { outbox_id, composed: composed(db)? });
        }
        (State::Planned, _) => {}
    }
    let now = db.now;
    if let Err(why) = row.kind.still_fits(&row.key, &own.booking, now) {
        queries::left_out(db, id, why)?;
        return Ok(Next::Nothing);
    }
    if !row.kind.is_for_client() {
        return match queries::colleague(db, own.booking.member_id)? {
            Some(to) => Ok(Next::Mail { to, composed: composed(db)? }),
            None => left_out(db, id, "Nobody at work is to be told."),
        };
    }
    let to = match (own.booking.contact_id, &own.proposal) {
        (Some(contact), _) => To::Contact(contact),
        (None, Some(typed)) if !typed.email.is_empty() => To::Guest(own.booking.uid.clone()),
        _ => return left_out(db, id, "There is no address to write to."),
    };
    let composed = composed(db)?;
    let message = Message {
        class: Class::Service,
        channel: Channel::Email,
        to,
        instructed_by: instructed(row.kind, own.booking.status),
        about: row.kind.about(),
        content: composed.content.clone(),
    };
    let outbox_id = outbox::post_later(db, &message)?;
    queries::posted(db, id, Some(outbox_id))?;
    Ok(Next::Deliver { outbox_id, composed })
}

fn left_out(db: &mut Scoped, id: i64, why: &str) -> AppResult<Next> {
    queries::left_out(db, id, why)?;
    Ok(Next::Nothing)
}

/// The business's rule for reminders; everything else answers what was done with the booking.
fn instructed(kind: Kind, status: Status) -> Instructed {
    match (kind, status) {
        (Kind::Reminder | Kind::FollowUp, _) => Instructed::Rule(format!("booking.{}", kind.word())),
        (_, Status::Requested) => Instructed::Client,
        _ => Instructed::Rule("booking".into()),
    }
}

async fn mail(services: &Services, to: &Colleague, composed: &Composed) -> AppResult<()> {
    const WHY: &str = "You get this mail because you do this service in a business that uses ClientSync.";
    let content = &composed.content;
    let mut letter = Letter::new(&to.name, &to.email, &content.subject, WHY);
    for paragraph in content.body.split("\n\n") {
        letter = letter.says(paragraph);
    }
    if let Some((label, href)) = &content.link {
        letter = letter.links(label, href);
    }
    egress::mail(services, Recipient::User(to.user_id), &letter.compose()?).await
}
