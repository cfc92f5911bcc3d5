//! The gate: whether a message to a client may go now. A ticket is made here and nowhere
//! else, and nothing is composed without one.

use super::choices;
use super::model::{Class, Purpose, Refusal, Standing};
use super::queries::{self, Person};
use super::suppression::{self, Controller};
use super::token::{self, Opened};
use crate::db::Scoped;
use crate::error::AppResult;
use crate::ledger::Channel;
use crate::services::Services;

/// Leave to send one message, with all that it must carry.
#[derive(Debug, Clone)]
pub struct Ticket {
    pub(super) class: Class,
    pub(super) to_name: String,
    pub(super) address: String,
    pub(super) business: queries::Business,
    /// Paths on this installation.
    pub(super) privacy_path: String,
    pub(super) unsubscribe_path: String,
}

/// Decides by the rows of this moment about a client named by their key.
pub fn admit(
    db: &mut Scoped,
    services: &Services,
    (class, channel): (Class, Channel),
    subject_key: &str,
) -> AppResult<Result<Ticket, Refusal>> {
    let Some(person) = queries::person(db, subject_key)? else { return Ok(Err(Refusal::Erased)) };
    let business = queries::business(db)?;
    let address = match channel {
        Channel::Email => person.email.clone(),
        // No number of a business can be proven yet, so no text message leaves.
        Channel::Sms => None,
    };
    let key = address.as_ref().map(|(_, key)| key.as_str());
    let digest = key.map(|key| digest(services, db, &business, channel, key));
    let standing = Standing {
        has_address: address.is_some(),
        business_has_address: !business.address.is_empty(),
        business_closes: business.closes_at.is_some(),
        channel_is_proven: channel == Channel::Email,
        ..standing(db, services, (&person, channel), (key, digest.as_deref()))?
    };
    if let Some(refusal) = standing.refusal(class) {
        return Ok(Err(refusal));
    }
    let (Some((address, _)), Some(digest)) = (address, digest) else { return Ok(Err(Refusal::NoAddress)) };
    let opens = Opened {
        workspace_key: business.ledger_key.clone(),
        subject_key: subject_key.to_owned(),
        channel,
        class,
        digest,
    };
    Ok(Ok(Ticket {
        class,
        to_name: person.name,
        address,
        privacy_path: format!("/w/{}/privacy", business.slug),
        unsubscribe_path: format!("/u/{}", token::seal(&services.secrets, &opens)?),
        business,
    }))
}

fn digest(
    services: &Services,
    db: &Scoped,
    business: &queries::Business,
    channel: Channel,
    address: &str,
) -> String {
    let controller = Controller::Workspace { id: db.workspace_id(), key: business.ledger_key.clone() };
    suppression::digest(&services.secrets, &controller, channel, address)
}

/// What is known of the client and of their address, which may be another client's too.
fn standing(
    db: &mut Scoped,
    services: &Services,
    (person, channel): (&Person, Channel),
    (key, digest): (Option<&str>, Option<&str>),
) -> AppResult<Standing> {
    let workspace = Some(db.workspace_id());
    let shared = match key {
        Some(key) => queries::restricted_under(db, key)?,
        None => Vec::new(),
    };
    let all: Vec<&str> = shared.iter().map(String::as_str).chain([person.restricted_why.as_str()]).collect();
    let suppressed =
        |db: &mut Scoped, digest: &str| suppression::queries::is_suppressed(db, workspace, channel, digest);
    let (everything, marketing) = match digest {
        Some(digest) => {
            let narrow = suppression::marketing_digest(&services.secrets, digest);
            (suppressed(db, digest)?, suppressed(db, &narrow)?)
        }
        None => (false, false),
    };
    let choice = |db: &mut Scoped, purpose| match person.contact {
        Some(contact) => choices::queries::latest(db, contact, purpose, channel),
        None => Ok(None),
    };
    Ok(Standing {
        in_trash: person.in_trash,
        child_report: all.contains(&"child_report"),
        restricted: all.iter().any(|why| !why.is_empty()),
        suppressed: everything,
        suppressed_marketing: marketing,
        refuses_service: choice(db, Purpose::Service)? == Some(false),
        allows_marketing: choice(db, Purpose::Marketing)? == Some(true),
        ..Standing::default()
    })
}
