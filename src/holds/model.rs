//! What a hold is. Pure.

use time::Date;

use crate::ledger::Target;
use crate::text_enum;

text_enum! {
    /// What can be held.
    pub enum TargetKind {
        User = "user",
        Contact = "contact",
        Workspace = "workspace",
    }
}

/// The word and the key under which a target is found.
pub fn named(target: &Target) -> (TargetKind, &str) {
    match target {
        Target::User { key } => (TargetKind::User, key),
        Target::Contact { key, .. } => (TargetKind::Contact, key),
        Target::Workspace { key } => (TargetKind::Workspace, key),
    }
}

#[derive(Debug, Clone)]
pub struct NewHold {
    pub target: Target,
    /// The business whose hold it is; none for the operator's.
    pub workspace_id: Option<i64>,
    pub reason: String,
    /// Who answers for it, by pseudonym.
    pub owner: String,
    pub review_on: Date,
}
