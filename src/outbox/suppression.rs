//! Addresses that get nothing more. Every change is written to the ledger first.

pub mod queries;

use crate::db::Scoped;
use crate::error::AppResult;
use crate::ledger::{Act, Channel, Scope};
use crate::secrets::Secrets;
use crate::services::Services;

/// Whose word the suppression is: the operator's own mail, or one business's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Controller {
    Operator,
    /// By its id here, and by its key in the ledger.
    Workspace {
        id: i64,
        key: String,
    },
}

impl Controller {
    pub fn of_workspace(db: &mut Scoped) -> AppResult<Self> {
        Ok(Self::Workspace { id: db.workspace_id(), key: queries::workspace_key(db)? })
    }

    pub fn workspace_id(&self) -> Option<i64> {
        match self {
            Self::Operator => None,
            Self::Workspace { id, .. } => Some(*id),
        }
    }

    pub fn scope(&self) -> Scope {
        match self {
            Self::Operator => Scope::Operator,
            Self::Workspace { key, .. } => Scope::Workspace { workspace: key.clone() },
        }
    }
}

/// What is kept of an address: comparable, and useless to whoever has only the database.
/// `address` is normalised: `Email::key`, or an E.164 number.
pub fn digest(secrets: &Secrets, controller: &Controller, channel: Channel, address: &str) -> String {
    let whose = match controller {
        Controller::Operator => "operator",
        Controller::Workspace { key, .. } => key,
    };
    secrets.digest("suppression", &format!("{whose}\n{}\n{address}", channel.word()))
}

/// The same address for advertising alone: whoever wants no offers may still want to hear of
/// their appointment. Made from the other, so that a link needs to carry one of them only.
pub fn marketing_digest(secrets: &Secrets, digest: &str) -> String {
    secrets.digest("suppression of marketing", digest)
}

/// How much an opt-out stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    Everything,
    Marketing,
}

impl Extent {
    /// Under which digest an opt-out of this extent is kept.
    pub fn of(self, secrets: &Secrets, digest: &str) -> String {
        match self {
            Self::Everything => digest.to_owned(),
            Self::Marketing => marketing_digest(secrets, digest),
        }
    }
}

/// The entry that stops a channel; hand it to `erasure::promise`, which writes the
/// ledger and then the row.
pub fn stop(
    services: &Services,
    controller: &Controller,
    channel: Channel,
    address: &str,
    reason: &str,
) -> Act {
    let address = digest(&services.secrets, controller, channel, address);
    Act::Suppress { scope: controller.scope(), channel, address, reason: reason.into() }
}

/// The entry that opens it again, because the person asked for it.
pub fn start(services: &Services, controller: &Controller, channel: Channel, address: &str) -> Act {
    let address = digest(&services.secrets, controller, channel, address);
    Act::Lift { scope: controller.scope(), channel, address }
}
