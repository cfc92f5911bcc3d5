//! What clients decide about messages: an opt-out can be noted by anybody at work, and taken
//! back by nobody but the client. It is on the ledger first, under the digest of each address,
//! so that it holds whatever becomes of the record.

pub mod queries;

use super::model::{Purpose, Source};
use super::queries as rows;
use super::suppression::{self, Controller, Extent};
use crate::db::Scoped;
use crate::error::AppResult;
use crate::ledger::{Act, Channel};
use crate::services::Services;

/// A client's decision about one purpose and channel.
#[derive(Debug, Clone)]
pub struct Decision {
    pub purpose: Purpose,
    pub channel: Channel,
    pub source: Source,
    /// The digest of the words that the client was shown; empty where there were none.
    pub wording_hash: String,
}

impl Purpose {
    /// Who wants nothing of the service wants no offers either.
    pub const fn extent(self) -> Extent {
        match self {
            Self::Marketing => Extent::Marketing,
            Self::Service => Extent::Everything,
        }
    }
}

/// Notes a refusal, and returns what the ledger must hear of it: hand that to
/// `erasure::promise` once this step has committed.
pub fn refuse(
    db: &mut Scoped,
    services: &Services,
    contact: i64,
    decision: &Decision,
) -> AppResult<Vec<Act>> {
    note(db, contact, decision, false)?;
    let controller = Controller::of_workspace(db)?;
    let extent = decision.purpose.extent();
    let known = match decision.channel {
        Channel::Email => rows::emails(db, contact)?,
        Channel::Sms => rows::numbers(db, contact)?,
    };
    let acts = known.iter().map(|address| {
        let digest = suppression::digest(&services.secrets, &controller, decision.channel, address);
        Act::Suppress {
            scope: controller.scope(),
            channel: decision.channel,
            address: extent.of(&services.secrets, &digest),
            reason: decision.source.word().into(),
        }
    });
    Ok(acts.collect())
}

/// The client's word on their record. A yes lifts nothing by itself: whoever notes it promises
/// an `Act::Lift` for the address that was proven, and for no other of theirs.
pub fn note(db: &mut Scoped, contact: i64, decision: &Decision, allowed: bool) -> AppResult<()> {
    queries::insert(db, contact, decision, allowed)?;
    let action = if allowed { "contact.opted_in" } else { "contact.opted_out" };
    db.record(action, "contact", contact, decision.purpose.word());
    Ok(())
}

/// How one purpose and channel stand for a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stand {
    pub purpose: Purpose,
    pub channel: Channel,
    /// The client's last word, if they ever said one.
    pub last: Option<queries::Said>,
    /// An address of theirs opted out, perhaps before this record was made.
    pub suppressed: bool,
}

impl Stand {
    /// In a word, and the kind of its badge.
    pub fn in_a_word(&self) -> (&'static str, &'static str) {
        let allowed = self.last.as_ref().is_some_and(|said| said.allowed);
        match (self.is_refused(), allowed, self.purpose) {
            (true, ..) => ("Opted out", "danger"),
            (false, true, _) => ("Agreed", "success"),
            (false, false, Purpose::Marketing) => ("Not asked yet", "neutral"),
            (false, false, Purpose::Service) => ("As needed", "neutral"),
        }
    }

    pub fn is_refused(&self) -> bool {
        self.suppressed || self.last.as_ref().is_some_and(|said| !said.allowed)
    }
}

/// Every purpose of every channel by which this client can be reached.
pub fn of_contact(db: &mut Scoped, services: &Services, contact: i64) -> AppResult<Vec<Stand>> {
    let controller = Controller::of_workspace(db)?;
    let workspace = Some(db.workspace_id());
    let mut stands = Vec::new();
    for &channel in Channel::ALL {
        let known = match channel {
            Channel::Email => rows::emails(db, contact)?,
            Channel::Sms => rows::numbers(db, contact)?,
        };
        let digests: Vec<String> = known
            .iter()
            .map(|address| suppression::digest(&services.secrets, &controller, channel, address))
            .collect();
        for &purpose in Purpose::ALL {
            let last = queries::last(db, contact, purpose, channel)?;
            let mut suppressed = false;
            for digest in &digests {
                let narrow = purpose.extent().of(&services.secrets, digest);
                let is_suppressed = |db: &mut Scoped, digest: &str| {
                    suppression::queries::is_suppressed(db, workspace, channel, digest)
                };
                suppressed |= is_suppressed(db, digest)? || is_suppressed(db, &narrow)?;
            }
            if last.is_some() || !known.is_empty() {
                stands.push(Stand { purpose, channel, last, suppressed });
            }
        }
    }
    Ok(stands)
}
