//! What somebody wants booked or moved, before it is asked whether that can be.

use super::token;
use crate::bookings::model::{Actor, Answer, Consent, Proposal, Source, Status};
use crate::bookings::slots::Rules;
use crate::clock::Instant;
use crate::db::ids;
use crate::error::AppResult;
use crate::secrets::Secrets;

/// For whom the time is.
#[derive(Clone)]
pub enum Client {
    Contact(i64),
    /// Somebody who typed a name; staff link them to a contact, or do not.
    Stranger(Proposal),
    Nobody,
}

/// A booking that somebody wants made.
#[derive(Clone)]
pub struct Draft {
    pub services: Vec<i64>,
    /// `None`: whoever is free and has the fewest bookings that day.
    pub member: Option<i64>,
    pub start: Instant,
    pub client: Client,
    pub source: Source,
    /// `None`: requested or confirmed, as the services say.
    pub status: Option<Status>,
    /// For a hold; requests have the business's own time.
    pub held_until: Option<Instant>,
    pub rules: Rules,
    /// Why it is booked past what is in the way.
    pub override_reason: Option<String>,
    pub client_zone: String,
    pub note: String,
    pub answers: Vec<Answer>,
    pub consents: Vec<Consent>,
    /// When that was agreed to; `None`: now.
    pub agreed_at: Option<Instant>,
    /// The digest of the form's key: the same form sent twice makes one booking.
    pub form_key: Option<String>,
    /// Whoever asked for several at once tells of them in one message.
    pub is_quiet: bool,
    /// Random; with the digest of the token that the client's link carries.
    pub uid: String,
    pub token_hash: String,
}

impl Draft {
    /// A confirmed booking by the business's own rules, for nobody yet.
    pub fn new(secrets: &Secrets, services: Vec<i64>, start: Instant) -> AppResult<Self> {
        let uid = ids::random_key()?;
        Ok(Self {
            token_hash: token::digest(&token::of(secrets, &uid)),
            uid,
            services,
            member: None,
            start,
            client: Client::Nobody,
            source: Source::Staff,
            status: None,
            held_until: None,
            rules: Rules::House,
            override_reason: None,
            client_zone: String::new(),
            note: String::new(),
            answers: Vec::new(),
            consents: Vec::new(),
            agreed_at: None,
            form_key: None,
            is_quiet: false,
        })
    }
}

/// A booking that was made, or had been made by the same form.
#[derive(Debug, Clone)]
pub struct Booked {
    pub id: i64,
    pub uid: String,
    pub made: Made,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Made {
    Now,
    Before,
}

/// Another time for a booking.
#[derive(Debug, Clone)]
pub struct Move {
    pub start: Instant,
    /// `None`: whoever has it now, and if they can't, anybody when a client asks.
    pub member: Option<i64>,
    pub rules: Rules,
    pub actor: Actor,
    pub override_reason: Option<String>,
    /// Whoever moves several at once tells of them in one message.
    pub is_quiet: bool,
}
