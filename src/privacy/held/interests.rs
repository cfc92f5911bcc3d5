//! The legitimate interests of the inventory, and whether one can object to them. A test
//! holds this list against the inventory.

/// What an objection does (GDPR Art. 21(1)).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Objection {
    /// Stops it at once; says what is stopped.
    Stops(&'static str),
    /// Goes on for this reason.
    Compelling(&'static str),
}

const INTERESTS: &[(&str, Objection)] = &[
    (
        "product improvement",
        Objection::Stops(
            "We count which pages are used, to learn what to improve. Switched off, nothing you do while signed in is counted.",
        ),
    ),
    (
        "security of accounts",
        Objection::Compelling("Without it nobody would notice that somebody else signs in as you."),
    ),
    (
        "security and accountability",
        Objection::Compelling(
            "The people you work with must be able to tell who changed a record. It names you only by a pseudonym.",
        ),
    ),
    (
        "keeping the program working",
        Objection::Compelling("It holds nothing about you: only which page failed, and when."),
    ),
];

pub fn objection(interest: &str) -> Option<Objection> {
    INTERESTS.iter().find(|(name, _)| *name == interest).map(|(_, objection)| *objection)
}

/// Those that a person can switch off.
pub fn switchable() -> impl Iterator<Item = &'static str> {
    INTERESTS.iter().filter(|(_, o)| matches!(o, Objection::Stops(_))).map(|(name, _)| *name)
}

pub fn all() -> impl Iterator<Item = (&'static str, Objection)> {
    INTERESTS.iter().copied()
}
