//! The one way out to other hosts: an outgoing call or mail names its host, and a host
//! that no processor in force covers is refused, logged and counted. Writes down whose
//! data went to whom. Nothing else of the program calls or mails.

mod address;
mod http;
mod mail;
mod queries;

use time::Date;

use crate::db::Unscoped;
use crate::error::{AppError, AppResult};
use crate::services::Services;
use crate::standing::{Facts, Processor};

pub use http::{Failure, Reply, Request, Response, fetch, instructed};
pub use mail::{Recipient, foreign_mail_host, mail, mail_carrier, reach_mail, test, waits};
pub use queries::{purpose_of, user_allows, workspace_objects};

/// Whose data goes along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    Nobody,
    /// `what` in the words of the page that shows people who received their data.
    User {
        id: i64,
        what: &'static str,
    },
    Workspace(i64),
}

/// Why something did not go out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("no company in the register of processors covers {0}")]
    Unknown(String),
    #[error("{name} is not in force before {day}")]
    NotYet { name: String, day: Date },
    #[error("the review of {0} is overdue")]
    ReviewOverdue(String),
    #[error("the person or the business switched {0} off, or it has signed nothing for patient information")]
    SwitchedOff(String),
    #[error("{0} must be called by https")]
    Insecure(String),
}

impl From<Refusal> for AppError {
    fn from(refusal: Refusal) -> Self {
        Self::internal(refusal)
    }
}

/// Whether this installation may send data to `host` today.
pub fn is_allowed(services: &Services, host: &str) -> bool {
    in_force(&services.standing.facts(), host, services.clock.now().date()).is_ok()
}

/// Whether the data of `about` may go to this processor: an optional one can be switched
/// off by a person, and objected to by a business; patient information goes only to one
/// that signed for it.
pub fn allowed_for(db: &mut Unscoped, about: About, processor: &Processor) -> AppResult<bool> {
    if let About::Workspace(id) = about
        && !processor.baa
        && queries::keeps_patients(db, id)?
    {
        return Ok(false);
    }
    match about {
        _ if !processor.optional => Ok(true),
        About::Nobody => Ok(true),
        About::User { id, .. } => user_allows(db, id, processor.id),
        About::Workspace(id) => Ok(!workspace_objects(db, id, processor.id)?),
    }
}

/// The processor that receives what goes to `host`, once it is sure that it may; what
/// goes about a person is written down first, so that no disclosure is ever missing.
async fn admit(services: &Services, host: &str, about: About) -> AppResult<Result<(), Refusal>> {
    let now = services.clock.now();
    let facts = services.standing.facts();
    let processor = match in_force(&facts, host, now.date()) {
        Ok(processor) => processor.clone(),
        Err(refusal) => return Ok(Err(refused(services, host, refusal))),
    };
    if about == About::Nobody {
        return Ok(Ok(()));
    }
    let name = processor.name.clone();
    let admitted = services
        .db
        .write(move |conn| {
            let db = &mut Unscoped::new(conn, now);
            let allowed = allowed_for(db, about, &processor)?;
            if let (true, About::User { id, what }) = (allowed, about) {
                queries::disclose(db, id, processor.id, what)?;
            }
            Ok(allowed)
        })
        .await?;
    Ok(if admitted { Ok(()) } else { Err(refused(services, host, Refusal::SwitchedOff(name))) })
}

fn in_force<'f>(facts: &'f Facts, host: &str, today: Date) -> Result<&'f Processor, Refusal> {
    let mut refusal = Refusal::Unknown(host.to_owned());
    for processor in facts.processors.iter().filter(|p| p.has_host(host)) {
        match processor.effective_on {
            _ if processor.may_be_reached(today) => return Ok(processor),
            Some(day) if day > today => refusal = Refusal::NotYet { name: processor.name.clone(), day },
            _ => refusal = Refusal::ReviewOverdue(processor.name.clone()),
        }
    }
    Err(refusal)
}

fn refused(services: &Services, host: &str, refusal: Refusal) -> Refusal {
    services.refusals.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    tracing::warn!(host, why = %refusal, "nothing was sent");
    refusal
}
