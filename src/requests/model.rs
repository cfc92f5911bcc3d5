//! What a request is and which way it can go. Pure.

use time::Duration;

use crate::clock::Instant;
use crate::text_enum;

text_enum! {
    /// Who answers.
    pub enum Scope {
        Operator = "operator",
        Workspace = "workspace",
    }
}

text_enum! {
    /// What is asked for.
    pub enum Kind {
        Access = "access",
        Portability = "portability",
        Rectification = "rectification",
        Erasure = "erasure",
        /// A copy first, then the deletion.
        AccessThenErasure = "access_then_erasure",
        Restriction = "restriction",
        Objection = "objection",
        OptOutSaleShare = "opt_out_sale_share",
        OptOutVendor = "opt_out_vendor",
        WithdrawConsent = "withdraw_consent",
        Complaint = "complaint",
        Appeal = "appeal",
        ChildData = "child_data",
    }
}

text_enum! {
    /// Where it was asked.
    pub enum Door {
        Account = "account",
        Business = "business",
        Public = "public",
        Operator = "operator",
        Unsubscribe = "unsubscribe",
        Signal = "signal",
    }
}

text_enum! {
    /// As in the Data Rights Protocol 1.0.
    pub enum State {
        Open = "open",
        InProgress = "in_progress",
        Fulfilled = "fulfilled",
        Denied = "denied",
        Revoked = "revoked",
        Expired = "expired",
    }
}

text_enum! {
    /// Why a request was denied, as in the Data Rights Protocol 1.0.
    pub enum Denial {
        SuspectedFraud = "suspected_fraud",
        InsufVerification = "insuf_verification",
        NoMatch = "no_match",
        ClaimNotCovered = "claim_not_covered",
        OutsideJurisdiction = "outside_jurisdiction",
        TooManyRequests = "too_many_requests",
        CannotProvide = "cannot_provide",
        Other = "other",
    }
}

text_enum! {
    /// How sure it is who asks.
    pub enum Verified {
        None = "none",
        /// A code reached the address on file.
        Address = "address",
        /// Signed in, and the password given again.
        Account = "account",
    }
}

text_enum! {
    /// One step of the way; each is a row.
    pub enum Step {
        Received = "received",
        Verified = "verified",
        Acknowledged = "acknowledged",
        ClarificationAsked = "clarification_asked",
        Clarified = "clarified",
        Extended = "extended",
        Scheduled = "scheduled",
        Reminded = "reminded",
        Exported = "exported",
        Restricted = "restricted",
        Corrected = "corrected",
        OptedOut = "opted_out",
        Erased = "erased",
        Frozen = "frozen",
        Held = "held",
        Fulfilled = "fulfilled",
        Denied = "denied",
        Appealed = "appealed",
        Revoked = "revoked",
        Expired = "expired",
    }
}

impl State {
    pub const fn is_closed(self) -> bool {
        match self {
            Self::Open | Self::InProgress => false,
            Self::Fulfilled | Self::Denied | Self::Revoked | Self::Expired => true,
        }
    }
}

impl Kind {
    /// Opt-outs and reports about a child are heeded without asking who asks (11 CCR §7026(d)).
    pub const fn needs_identity(self) -> bool {
        match self {
            Self::OptOutSaleShare | Self::OptOutVendor | Self::WithdrawConsent | Self::ChildData => false,
            Self::Access
            | Self::Portability
            | Self::Rectification
            | Self::Erasure
            | Self::AccessThenErasure
            | Self::Restriction
            | Self::Objection
            | Self::Complaint
            | Self::Appeal => true,
        }
    }
}

#[derive(Debug, Clone)]
pub struct NewRequest {
    pub scope: Scope,
    pub workspace_id: Option<i64>,
    /// The subject key of the user or contact; empty if nobody matched.
    pub subject_key: String,
    pub kind: Kind,
    pub door: Door,
    /// A country, or a state of the US, as `regimes` names it.
    pub place: String,
    /// Where the answer goes; emptied when the request is closed for good.
    pub reply_to: String,
    pub address_digest: String,
    pub wording: String,
    /// Several clients share the address, so a person decides who is meant.
    pub shared_address: bool,
    pub verified: Verified,
    pub received_at: Instant,
}

/// A request just filed; `code` is the receipt's, known to nobody else.
#[derive(Debug, Clone)]
pub struct Filed {
    pub id: i64,
    pub code: String,
}

/// What was asked at a door and has to be confirmed by a code first.
#[derive(Debug, Clone)]
pub struct NewInquiry {
    pub door: Door,
    /// The business whose door it was.
    pub workspace_id: Option<i64>,
    pub kind: Kind,
    pub place: String,
    pub address: String,
    pub address_key: String,
    pub address_digest: String,
    pub wording: String,
    /// What is wrong in a client's record, and what it should be; empty where nothing is named.
    pub field: String,
    pub proposed: String,
    /// Who wrote it down, where that was not the person.
    pub actor: String,
    pub received_at: Instant,
}

impl NewInquiry {
    /// Somebody at the page has the mail beside it; a letter is read when it is read.
    pub const fn lifetime(&self) -> Duration {
        match self.door {
            Door::Operator => Duration::days(30),
            Door::Account | Door::Business | Door::Public | Door::Unsubscribe | Door::Signal => {
                Duration::days(1)
            }
        }
    }
}

/// What a business lets run by itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Settings {
    /// Access and portability.
    pub auto_copies: bool,
    pub auto_corrections: bool,
    /// Objections, and what an opt-out demands beyond the suppression, which never waits.
    pub auto_opt_outs: bool,
    /// Whoever proves their address may read that this business keeps it.
    pub named: bool,
}

impl Settings {
    /// Whether nobody has to look at a request of this kind first.
    pub const fn runs(self, kind: Kind) -> bool {
        match kind {
            Kind::Access | Kind::Portability => self.auto_copies,
            Kind::Rectification => self.auto_corrections,
            Kind::Objection => self.auto_opt_outs,
            Kind::OptOutSaleShare | Kind::WithdrawConsent => true,
            Kind::OptOutVendor
            | Kind::Erasure
            | Kind::AccessThenErasure
            | Kind::Restriction
            | Kind::Complaint
            | Kind::Appeal
            | Kind::ChildData => false,
        }
    }
}
