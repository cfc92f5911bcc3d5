//! The inventory in words, for pages that people read.

use super::{Basis, Column, Controller, Erasure, Origin, Retention, Subject};

/// "for as long as the account exists": follows "Kept".
pub fn retention(retention: Retention) -> String {
    match retention {
        Retention::WithAccount => "for as long as the account exists".into(),
        Retention::WithWorkspace => "for as long as the business keeps its workspace".into(),
        Retention::WithInstallation => "for as long as the installation runs".into(),
        Retention::WithParent => "for as long as the record it belongs to".into(),
        Retention::After { days, event } => format!("until {} after {event}", duration(days)),
        Retention::Configured(what) => what.into(),
    }
}

/// Days as people say them: "30 days", "1 year", "13 months".
pub fn duration(days: u32) -> String {
    let counted = |count: u32, unit: &str| match count {
        1 => format!("1 {unit}"),
        _ => format!("{count} {unit}s"),
    };
    match days {
        days if days > 0 && days.is_multiple_of(365) => counted(days / 365, "year"),
        _ => counted(days, "day"),
    }
}

/// What allows the processing.
pub fn basis(basis: Basis) -> String {
    match basis {
        Basis::Contract => "needed for the service you use (contract)".into(),
        Basis::LegitimateInterest(interest) => format!("our legitimate interest in {interest}"),
        Basis::Consent => "your consent".into(),
        Basis::LegalObligation(law) => format!("a legal obligation ({law})"),
        Basis::Instruction => "the instruction of the business that decides about it".into(),
    }
}

/// Where it comes from.
pub fn origin(origin: Origin) -> &'static str {
    match origin {
        Origin::Provided => "Entered",
        Origin::Observed => "Noted in use",
        Origin::Derived => "Made by the program",
    }
}

/// What becomes of it when the person is erased.
pub fn erasure(erasure: Erasure) -> String {
    match erasure {
        Erasure::DeleteRow => "deleted".into(),
        Erasure::Null => "emptied".into(),
        Erasure::Redact => "emptied".into(),
        Erasure::Replace => "overwritten with a random number".into(),
        Erasure::Keep(reason) => format!("kept: {reason}"),
    }
}

pub fn controller(controller: Controller) -> &'static str {
    match controller {
        Controller::Operator => "We decide about it",
        Controller::Workspace => "The business decides about it; we process it on its instruction",
    }
}

pub fn subject(subject: Subject) -> &'static str {
    match subject {
        Subject::User => "People with an account",
        Subject::Contact => "Clients of a business",
        Subject::Visitor => "Visitors of the pages",
        Subject::Person => "People with an account and clients of a business",
        Subject::Nobody => "Nobody",
    }
}

impl Column {
    /// The retention of its table in words.
    pub fn kept(&self) -> String {
        retention(self.retention)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_read_as_sentences() {
        let after = |days| Retention::After { days, event: "the visit" };
        assert_eq!(retention(after(1)), "until 1 day after the visit");
        assert_eq!(retention(after(30)), "until 30 days after the visit");
        assert_eq!(retention(after(730)), "until 2 years after the visit");
        assert_eq!(basis(Basis::LegitimateInterest("security")), "our legitimate interest in security");
        assert_eq!(erasure(Erasure::Keep("evidence")), "kept: evidence");
    }
}
