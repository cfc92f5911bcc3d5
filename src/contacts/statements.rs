//! What clients say against a value that is kept about them: shown beside it on their page.
//! Writing and deciding about it is the privacy room's work. Owns `corrections`.

pub mod queries;

use crate::text_enum;

text_enum! {
    /// What became of a proposed correction.
    pub enum State {
        Open = "open",
        Accepted = "accepted",
        Refused = "refused",
    }
}

/// What a client can propose to correct: the words of the contact's form.
pub const FIELDS: &[(&str, &str)] = &[
    ("name", "Name"),
    ("pronouns", "Pronouns"),
    ("company", "Company"),
    ("email", "E-mail"),
    ("phone", "Phone"),
    ("street", "Street"),
    ("postal_code", "Postal code"),
    ("city", "City"),
    ("region", "State or region"),
    ("country", "Country"),
];

/// One proposed correction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    pub id: i64,
    pub contact_id: i64,
    pub request_id: Option<i64>,
    pub field: String,
    /// What was kept when the client proposed another value.
    pub stated: String,
    pub proposed: String,
    /// In the client's words, why the kept value is wrong.
    pub statement: String,
    pub state: State,
    pub reason: String,
    pub at: crate::clock::Instant,
    pub decided_at: Option<crate::clock::Instant>,
}
