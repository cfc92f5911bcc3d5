//! What the pages about opting out show.

use askama::Template;

use crate::access::Permission;
use crate::civil::{Moment, Wall};
use crate::ledger::Channel;
use crate::outbox::choices::Stand;
use crate::outbox::choices::queries::Said;
use crate::outbox::model::Purpose;
use crate::web::{Chrome, Nav, Public, Who};

#[derive(Template)]
#[template(path = "privacy/choices.html")]
pub struct ChoicesPage {
    chrome: Chrome,
    id: i64,
    name: String,
    lines: Vec<Line>,
    history: Vec<Word>,
    may_write: bool,
}

struct Line {
    label: String,
    state: &'static str,
    kind: &'static str,
    note: String,
    purpose: &'static str,
    channel: &'static str,
    is_refused: bool,
}

struct Word {
    what: String,
    said: &'static str,
    how: &'static str,
    at: Moment,
    wording: String,
}

pub const fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::Email => "by e-mail",
        Channel::Sms => "by text message",
    }
}

impl ChoicesPage {
    pub fn of(who: &Who, id: i64, (name, stands, history): (String, Vec<Stand>, Vec<Said>)) -> Self {
        let wall = who.wall();
        Self {
            chrome: who.chrome(Nav::Contacts),
            id,
            name,
            lines: stands.iter().map(|stand| Line::of(stand, &wall)).collect(),
            history: history.iter().map(|said| Word::of(said, &wall)).collect(),
            may_write: who.may(Permission::WriteContacts),
        }
    }
}

impl Line {
    fn of(stand: &Stand, wall: &Wall) -> Self {
        let (state, kind) = stand.in_a_word();
        let note = match &stand.last {
            Some(said) => format!("{}, {}", said.source.label(), wall.moment(said.at).shown),
            None if stand.suppressed => "the address opted out before this record was made".into(),
            None => String::new(),
        };
        Self {
            label: format!("{} {}", stand.purpose.label(), channel(stand.channel)),
            state,
            kind,
            note,
            purpose: stand.purpose.word(),
            channel: stand.channel.word(),
            is_refused: stand.is_refused(),
        }
    }
}

impl Word {
    fn of(said: &Said, wall: &Wall) -> Self {
        Self {
            what: format!("{} {}", said.purpose.label(), channel(said.channel)),
            said: if said.allowed { "Yes" } else { "No" },
            how: said.source.label(),
            at: wall.moment(said.at),
            wording: said.wording_hash.chars().take(12).collect(),
        }
    }
}

#[derive(Template)]
#[template(path = "privacy/unsubscribe.html")]
pub struct UnsubscribePage {
    chrome: Chrome,
    business: String,
    action: String,
    state: State,
    /// Whether advertising alone is, or was, the question.
    only_marketing: bool,
    /// The words of the button by which messages come again.
    again: String,
}

#[derive(PartialEq, Eq)]
enum State {
    Asks,
    Stopped,
    Allowed,
}

/// What somebody agrees to who wants messages again. Its digest is kept as the evidence.
pub fn wording(business: &str, purpose: Purpose) -> String {
    match purpose {
        Purpose::Marketing => format!("Yes, send me news and offers from {business} by e-mail again"),
        Purpose::Service => format!("Yes, send me e-mail from {business} about my appointments again"),
    }
}

impl UnsubscribePage {
    pub fn ask(who: &Public, token: &str, business: &str, usual: Purpose) -> Self {
        Self::of(who, token, business, usual, State::Asks)
    }

    pub fn stopped(who: &Public, token: &str, business: &str, stopped: Purpose) -> Self {
        Self::of(who, token, business, stopped, State::Stopped)
    }

    pub fn allowed(who: &Public, token: &str, business: &str, allowed: Purpose) -> Self {
        Self::of(who, token, business, allowed, State::Allowed)
    }

    fn of(who: &Public, token: &str, business: &str, purpose: Purpose, state: State) -> Self {
        let named = if business.is_empty() { "this business" } else { business };
        Self {
            chrome: who.chrome(),
            business: named.to_owned(),
            action: format!("/u/{token}"),
            state,
            only_marketing: purpose == Purpose::Marketing,
            again: wording(business, purpose),
        }
    }
}
