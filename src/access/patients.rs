//! Patient information (HIPAA): a business that keeps it needs a business associate agreement
//! (BAA) with whoever runs the installation. Without one nothing about clients is stored; with
//! one stricter rules hold until its last day. Pure.

use serde::{Deserialize, Serialize};
use time::Date;

/// What a business said, and how long its agreement holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Patients {
    /// It keeps patient information, or works in health care and has not said that it does not.
    pub concerned: bool,
    pub baa_until: Option<Date>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// No patient information.
    Free,
    /// Reads are written down, sessions are short, and data goes only to companies that signed too.
    Strict,
    /// Nothing about clients is stored until the business has said what holds.
    Blocked,
}

impl Patients {
    /// From the words that are stored.
    pub fn of(industry: &str, patient_data: &str, baa_until: Option<Date>) -> Self {
        let concerned = match patient_data {
            "yes" => true,
            "no" => false,
            _ => industry == "health",
        };
        Self { concerned, baa_until }
    }

    pub fn rule(self, today: Date) -> Rule {
        match (self.concerned, self.baa_until) {
            (false, _) => Rule::Free,
            (true, Some(last)) if today <= last => Rule::Strict,
            (true, _) => Rule::Blocked,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn health_care_is_asked_and_an_agreement_ends() {
        let today = date!(2026 - 11 - 25);
        let rule = |industry, said, until| Patients::of(industry, said, until).rule(today);
        assert_eq!(rule("salon", "", None), Rule::Free);
        assert_eq!(rule("health", "", None), Rule::Blocked);
        assert_eq!(rule("health", "no", None), Rule::Free);
        assert_eq!(rule("salon", "yes", None), Rule::Blocked);
        assert_eq!(rule("salon", "yes", Some(today)), Rule::Strict);
        assert_eq!(rule("health", "", Some(date!(2026 - 11 - 24))), Rule::Blocked);
    }
}
