//! What a copy is for, how far it is, and how long its file is kept. Pure.

use serde::{Deserialize, Serialize};
use time::Duration;

use crate::clock::Instant;
use crate::ledger::Target;
use crate::text_enum;

/// A file that nobody fetches goes this long after it is ready.
pub const KEPT: Duration = Duration::days(7);
/// One that was fetched goes this long after the first complete download.
pub const KEPT_AFTER_DOWNLOAD: Duration = Duration::hours(24);

text_enum! {
    /// About whom a copy speaks.
    pub enum About {
        User = "user",
        Contact = "contact",
        Workspace = "workspace",
    }
}

text_enum! {
    pub enum Purpose {
        /// Everything, with what GDPR Art. 15 has people told.
        Access = "access",
        /// What the person gave or what was noted in use (Art. 20).
        Portability = "portability",
        /// A whole business, to keep or to take elsewhere.
        Workspace = "workspace",
    }
}

text_enum! {
    pub enum State {
        Queued = "queued",
        Building = "building",
        Ready = "ready",
        Failed = "failed",
        Expired = "expired",
    }
}

impl State {
    pub const fn is_under_way(self) -> bool {
        match self {
            Self::Queued | Self::Building => true,
            Self::Ready | Self::Failed | Self::Expired => false,
        }
    }
}

impl Purpose {
    pub const fn label(self) -> &'static str {
        match self {
            Self::Access => "Everything, with explanations",
            Self::Portability => "To take elsewhere",
            Self::Workspace => "The whole business",
        }
    }
}

impl About {
    pub const fn of(target: &Target) -> Self {
        match target {
            Target::User { .. } => Self::User,
            Target::Contact { .. } => Self::Contact,
            Target::Workspace { .. } => Self::Workspace,
        }
    }
}

/// The key by which a copy's row names whom it is about.
pub fn key_of(target: &Target) -> &str {
    match target {
        Target::User { key } | Target::Contact { key, .. } | Target::Workspace { key } => key,
    }
}

/// Until when a file is kept that was ready and first fetched at these moments.
pub fn expiry(ready_at: Instant, downloaded_at: Option<Instant>) -> Instant {
    let unread = ready_at.saturating_add(KEPT);
    downloaded_at.map_or(unread, |at| unread.min(at.saturating_add(KEPT_AFTER_DOWNLOAD)))
}

/// A text about the person in which somebody else of the business seems to be named, by
/// numbers only: the page looks the names up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    pub table: String,
    pub row: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<i64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<i64>,
}

impl Mention {
    /// How a form and the row name it.
    pub fn key(&self) -> String {
        format!("{}:{}", self.table, self.row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn a_file_goes_a_day_after_it_was_fetched_and_in_a_week_at_the_latest() {
        let ready = datetime!(2026-11-25 10:00);
        assert_eq!(expiry(ready, None), datetime!(2026-12-02 10:00));
        assert_eq!(expiry(ready, Some(datetime!(2026-11-26 9:00))), datetime!(2026-11-27 9:00));
        assert_eq!(expiry(ready, Some(datetime!(2026-12-02 9:00))), datetime!(2026-12-02 10:00));
    }
}
