//! The registers as the documents say them: categories of data, legal bases, periods, rights. Pure.

use crate::inventory::{Basis, Retention, words};

/// A category of the inventory, as people call it; `None` for the program's own bookkeeping.
pub fn category(name: &str) -> Option<&'static str> {
    CATEGORIES.iter().find(|(known, _)| *known == name).map(|(_, words)| *words)
}

/// In the order in which lists name them.
pub const CATEGORIES: &[(&str, &str)] = &[
    ("user.name", "Name"),
    ("user.contact.email", "E-mail address"),
    ("user.contact.phone_number", "Phone number"),
    ("user.contact.address", "Postal address"),
    ("user.contact.organization", "Business name and industry"),
    ("user.demographic.gender", "Pronouns"),
    ("user.authorization", "Role and rights"),
    (
        "user.authorization.credentials",
        "Password (only as a hash), second factor, passkeys and one-time codes",
    ),
    ("user.preferences", "Settings such as time zone and language"),
    ("user.privacy_preferences", "Choices about cookies and the use of data"),
    ("user.device", "Kind of device, operating system and browser"),
    ("user.device.ip_address", "Network part of the internet address"),
    ("user.device.cookie_id", "Numbers that recognise a session or browser"),
    ("user.behavior", "What was done and when"),
    ("user.behavior.browsing_history", "Pages visited, actions, referring site and campaign words"),
    ("user.location.imprecise", "Country and region"),
    ("user.content", "Notes, tags and other text that was entered"),
    ("user.financial", "Prices of appointments"),
    ("user.content.public", "Logo"),
    ("user.unique_id", "Internal numbers"),
    ("user.unique_id.pseudonymous", "A pseudonym"),
];

/// One of the four grounds, or the business's instruction.
pub fn basis_word(basis: Basis) -> &'static str {
    match basis {
        Basis::Contract => "Contract",
        Basis::LegitimateInterest(_) => "Legitimate interests",
        Basis::Consent => "Consent",
        Basis::LegalObligation(_) => "Legal obligation",
        Basis::Instruction => "Instruction of the business",
    }
}

/// The ground with what it rests on.
pub fn basis(basis: Basis) -> String {
    match basis {
        Basis::LegitimateInterest(what) | Basis::LegalObligation(what) => {
            format!("{}: {what}", basis_word(basis))
        }
        Basis::Contract | Basis::Consent | Basis::Instruction => basis_word(basis).to_owned(),
    }
}

/// The days after which it ends by itself; `None` while the account or workspace exists.
pub fn days(retention: Retention) -> Option<u32> {
    match retention {
        Retention::After { days, .. } => Some(days),
        Retention::WithAccount
        | Retention::WithWorkspace
        | Retention::WithInstallation
        | Retention::WithParent
        | Retention::Configured(_) => None,
    }
}

/// How long it is kept: "Until 30 days after the visit".
pub fn kept(retention: Retention) -> String {
    capitalised(&words::retention(retention))
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

pub struct Right {
    pub name: &'static str,
    pub means: &'static str,
}

/// What a person may ask for.
pub const RIGHTS: &[Right] = &[
    Right { name: "Access", means: "learn what we hold about you and get a copy" },
    Right { name: "Correction", means: "have what is wrong put right" },
    Right { name: "Deletion", means: "have it removed, as far as no law asks us to keep it" },
    Right { name: "Restriction", means: "have it stored but not used while a question is open" },
    Right { name: "Portability", means: "get what you gave us in a common electronic format" },
    Right { name: "Objection", means: "object where we rely on legitimate interests" },
    Right { name: "Opt-out", means: "opt out of certain disclosures, and of transfers to vendors" },
    Right { name: "Withdrawal", means: "withdraw a consent at any time, as easily as it was given" },
    Right { name: "Complaint", means: "complain to us and to your data-protection authority" },
];

/// "Name, E-mail address" as a list in a sentence: "Name; e-mail address".
pub fn joined<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
    let lower = |word: &str| {
        let mut letters = word.chars();
        letters
            .next()
            .map(|first| first.to_lowercase().chain(letters).collect::<String>())
            .unwrap_or_default()
    };
    let mut list = String::new();
    for word in words {
        match list.is_empty() {
            true => list.push_str(word),
            false => list.push_str(&format!("; {}", lower(word))),
        }
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_read_as_one_sentence() {
        assert_eq!(joined(["Name", "E-mail address"]), "Name; e-mail address");
    }
}
