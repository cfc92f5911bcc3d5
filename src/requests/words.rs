//! Requests in words, for the pages and mails on both sides of the desk. Pure.

use super::model::{Denial, Door, Kind, State, Step};
use super::regimes::Regime;

/// What can be asked for at a door, in the order of the forms.
pub const OFFERED: [Kind; 12] = [
    Kind::Access,
    Kind::Portability,
    Kind::Rectification,
    Kind::Erasure,
    Kind::AccessThenErasure,
    Kind::Restriction,
    Kind::Objection,
    Kind::WithdrawConsent,
    Kind::OptOutSaleShare,
    Kind::OptOutVendor,
    Kind::Complaint,
    Kind::ChildData,
];

impl Kind {
    /// As the person would say it.
    pub const fn asks(self) -> &'static str {
        match self {
            Self::Access => "See what is held about me, with a copy",
            Self::Portability => "Take my data along in a form that machines read",
            Self::Rectification => "Have something corrected",
            Self::Erasure => "Have my data deleted",
            Self::AccessThenErasure => "Get a copy first, then have everything deleted",
            Self::Restriction => "Keep my data, but stop using it",
            Self::Objection => "Object to how my data is used",
            Self::OptOutSaleShare => "Do not sell or share my data",
            Self::OptOutVendor => "Do not pass my data to other companies",
            Self::WithdrawConsent => "No more news or offers; I take my consent back",
            Self::Complaint => "Complain about how my data is handled",
            Self::Appeal => "Have a refusal looked at again",
            Self::ChildData => "Report that data about a child is held",
        }
    }

    /// As whoever answers calls it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Access => "Access",
            Self::Portability => "Portability",
            Self::Rectification => "Correction",
            Self::Erasure => "Deletion",
            Self::AccessThenErasure => "Copy, then deletion",
            Self::Restriction => "Restriction",
            Self::Objection => "Objection",
            Self::OptOutSaleShare => "Opt-out of sale or sharing",
            Self::OptOutVendor => "Opt-out of other companies",
            Self::WithdrawConsent => "Consent taken back",
            Self::Complaint => "Complaint",
            Self::Appeal => "Appeal",
            Self::ChildData => "Data of a child",
        }
    }

    /// For "We received your request …".
    pub const fn named(self) -> &'static str {
        match self {
            Self::Access => "to see the data held about you",
            Self::Portability => "to take your data along",
            Self::Rectification => "to have something corrected",
            Self::Erasure => "to have your data deleted",
            Self::AccessThenErasure => "for a copy of your data and its deletion afterwards",
            Self::Restriction => "to keep your data without using it",
            Self::Objection => "to stop a use of your data",
            Self::OptOutSaleShare => "not to have your data sold or shared",
            Self::OptOutVendor => "not to have your data passed to other companies",
            Self::WithdrawConsent => "to get no more news or offers",
            Self::Complaint => "to look into your complaint",
            Self::Appeal => "to look at a refusal again",
            Self::ChildData => "about a child’s data",
        }
    }

    pub fn choices() -> Vec<(String, String)> {
        OFFERED.iter().map(|kind| (kind.word().to_owned(), kind.asks().to_owned())).collect()
    }
}

impl Denial {
    pub const fn label(self) -> &'static str {
        match self {
            Self::SuspectedFraud => "Suspected fraud",
            Self::InsufVerification => "Identity not shown",
            Self::NoMatch => "Nothing held under this address",
            Self::ClaimNotCovered => "The law does not cover the claim",
            Self::OutsideJurisdiction => "No law that applies gives this right",
            Self::TooManyRequests => "Excessive or repeated requests",
            Self::CannotProvide => "The service can’t be provided without it",
            Self::Other => "Another reason",
        }
    }

    /// What the refusal says.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::SuspectedFraud => {
                "There is reason to believe that the request does not come from the person whose data it is about."
            }
            Self::InsufVerification => {
                "It could not be made sure that the request comes from the person whose data it is about."
            }
            Self::NoMatch => "No data is held under the address that the request came from.",
            Self::ClaimNotCovered => "The law that applies does not give the right that the request claims.",
            Self::OutsideJurisdiction => "None of the laws that apply gives this right.",
            Self::TooManyRequests => {
                "The request repeats earlier ones so often, or asks for so much, that the law allows to refuse it."
            }
            Self::CannotProvide => {
                "The service can’t be provided without the processing that the request wants to end."
            }
            Self::Other => "The reason is given below.",
        }
    }

    /// What a person may choose from; the rest is the program's own.
    pub fn choices() -> Vec<(String, String)> {
        Self::ALL.iter().map(|denial| (denial.word().to_owned(), denial.label().to_owned())).collect()
    }
}

impl State {
    pub const fn label(self) -> &'static str {
        match self {
            Self::Open => "Received",
            Self::InProgress => "In progress",
            Self::Fulfilled => "Done",
            Self::Denied => "Refused",
            Self::Revoked => "Taken back",
            Self::Expired => "Not confirmed in time",
        }
    }

    /// The colour of its badge.
    pub const fn badge(self) -> &'static str {
        match self {
            Self::Open | Self::InProgress => "accent",
            Self::Fulfilled => "success",
            Self::Denied => "danger",
            Self::Revoked | Self::Expired => "neutral",
        }
    }
}

impl Step {
    pub const fn label(self) -> &'static str {
        match self {
            Self::Received => "Received",
            Self::Verified => "Address confirmed",
            Self::Acknowledged => "Receipt confirmed to the person",
            Self::ClarificationAsked => "Asked what is meant",
            Self::Clarified => "Question answered",
            Self::Extended => "Time for the answer extended",
            Self::Scheduled => "Planned",
            Self::Reminded => "Reminder sent",
            Self::Exported => "Copy made",
            Self::Restricted => "Use restricted",
            Self::Corrected => "Corrected",
            Self::OptedOut => "Opt-out carried out",
            Self::Erased => "Erased",
            Self::Frozen => "Record frozen",
            Self::Held => "Held back",
            Self::Fulfilled => "Done",
            Self::Denied => "Refused",
            Self::Appealed => "Appeal filed",
            Self::Revoked => "Taken back",
            Self::Expired => "Not confirmed in time",
        }
    }

    /// Whether it concerns the person; reminders are between us and whoever answers.
    pub const fn is_shown(self) -> bool {
        !matches!(self, Self::Reminded)
    }
}

impl Door {
    pub const fn label(self) -> &'static str {
        match self {
            Self::Account => "From the account",
            Self::Business => "At the business’s page",
            Self::Public => "At the public form",
            Self::Operator => "By letter or e-mail",
            Self::Unsubscribe => "By an unsubscribe link",
            Self::Signal => "By the browser’s opt-out signal",
        }
    }
}

impl Regime {
    pub const fn label(self) -> &'static str {
        match self {
            Self::Gdpr => "GDPR",
            Self::UkGdpr => "UK GDPR",
            Self::Ccpa => "CCPA (California)",
            Self::UsState => "the privacy act of the state",
            Self::Other => "our own rule, where no law is known to us",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_but_the_appeal_is_offered_at_the_doors() {
        let missing: Vec<_> = Kind::ALL.iter().filter(|kind| !OFFERED.contains(kind)).collect();
        assert_eq!(missing, [&Kind::Appeal]);
    }
}
