//! What a request form asks for: what is wanted, where the person lives, and the address.

use crate::clock::Instant;
use crate::contacts::statements::FIELDS;
use crate::privacy::policy::places;
use crate::requests::model::{Door, Kind, NewInquiry};
use crate::requests::receipts::address_digest;
use crate::secrets::Secrets;
use crate::text::email::Email;
use crate::web::{Check, FormState, Input};

const LONGEST_WORDS: usize = 4000;
const LONGEST_VALUE: usize = 254;

#[derive(Debug, Clone)]
pub struct Wish {
    pub kind: Kind,
    pub place: String,
    pub wording: String,
    pub email: Email,
    /// What is wrong in a client's record, and what it should be.
    pub correction: Option<(String, String)>,
}

impl Wish {
    pub fn read(input: &Input) -> Result<Self, FormState> {
        let mut check = Check::new(input);
        let email = check.parse("email", Email::parse);
        let correction = correction(&mut check);
        let (kind, place, wording) = wanted(&mut check, correction.is_some());
        check.finish(|| Some(Self { kind: kind?, place: place?, wording, email: email?, correction }))
    }

    /// From somebody who is signed in: the address is the account's.
    pub fn read_of_account(input: &Input, email: &str) -> Result<Self, FormState> {
        let mut check = Check::new(input);
        let (kind, place, wording) = wanted(&mut check, false);
        let email = Email::parse(email).ok();
        check.finish(|| Some(Self { kind: kind?, place: place?, wording, email: email?, correction: None }))
    }

    pub fn inquiry(
        self,
        secrets: &Secrets,
        door: Door,
        workspace_id: Option<i64>,
        at: Instant,
    ) -> NewInquiry {
        let key = self.email.key();
        let (field, proposed) = self.correction.unwrap_or_default();
        NewInquiry {
            door,
            workspace_id,
            kind: self.kind,
            place: self.place,
            address: self.email.as_str().to_owned(),
            address_digest: address_digest(secrets, &key),
            address_key: key,
            wording: self.wording,
            field,
            proposed,
            actor: "person".into(),
            received_at: at,
        }
    }
}

/// One value that is wrong, where the form offers to name it.
fn correction(check: &mut Check) -> Option<(String, String)> {
    let field = check.parse_optional("field", |typed| {
        FIELDS
            .iter()
            .find(|(word, _)| *word == typed)
            .map(|(word, _)| (*word).to_owned())
            .ok_or("Choose one from the list.")
    })?;
    let value = check.line("value", LONGEST_VALUE);
    if value.is_empty() {
        check.fail("value", "Say what it should be.");
    }
    Some((field, value))
}

fn wanted(check: &mut Check, names_a_value: bool) -> (Option<Kind>, Option<String>, String) {
    let kind = check.parse("kind", kind);
    let place = check.parse("place", places::known);
    let wording = check.text("wording", LONGEST_WORDS);
    if wording.is_empty()
        && !names_a_value
        && let Some(missing) = kind.and_then(words_needed)
    {
        check.fail("wording", missing);
    }
    (kind, place, wording)
}

fn kind(typed: &str) -> Result<Kind, &'static str> {
    let offered = Kind::from_word(typed).filter(|kind| *kind != Kind::Appeal);
    offered.ok_or("Choose what you ask for.")
}

/// What can't be answered without the person's own words.
const fn words_needed(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Rectification => Some("Say what is wrong, and what is right."),
        Kind::Complaint | Kind::Appeal => Some("Say what it is about."),
        Kind::Access
        | Kind::Portability
        | Kind::Erasure
        | Kind::AccessThenErasure
        | Kind::Restriction
        | Kind::Objection
        | Kind::OptOutSaleShare
        | Kind::OptOutVendor
        | Kind::WithdrawConsent
        | Kind::ChildData => None,
    }
}

/// The form of an appeal, a complaint or an answer under a receipt.
pub fn own_words(input: &Input, missing: &str) -> Result<String, FormState> {
    let mut check = Check::new(input);
    let words = check.text("wording", LONGEST_WORDS);
    if words.is_empty() {
        check.fail("wording", missing);
    }
    check.finish(|| Some(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Wish, FormState> {
        let pairs = pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        Wish::read(&Input::from_pairs(pairs))
    }

    #[test]
    fn every_mistake_is_named_at_once() {
        let form = read(&[("kind", "appeal"), ("email", "nobody"), ("place", "Atlantis")]).unwrap_err();
        let wrong: Vec<&str> = form.errors().iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(wrong, ["email", "kind", "place"]);
    }

    #[test]
    fn a_correction_needs_words_and_a_deletion_none() {
        let with = |kind| [("kind", kind), ("email", "mia@example.com"), ("place", "Germany")];
        assert!(read(&with("erasure")).is_ok());
        assert!(read(&with("rectification")).unwrap_err().error("wording").is_some());
    }
}
