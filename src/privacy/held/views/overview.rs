//! What is held by its number, the choices, and the histories.

use askama::Template;

use crate::account::wall;
use crate::civil::{Moment, Wall};
use crate::clock::Instant;
use crate::inventory::{self, Controller, Table};
use crate::privacy::held::interests::{self, Objection};
use crate::privacy::held::model::{EventKind, Purpose};
use crate::privacy::held::page::Overview;
use crate::privacy::held::queries::{Choices, CookieChoice};
use crate::requests::queries::Request;
use crate::requests::receipts;
use crate::secrets::Secrets;
use crate::web::access::SignedIn;
use crate::web::page::{Chrome, Nav};

const RIGHTS: &[Right] = &[
    Right {
        href: "/account/privacy/request?kind=access",
        label: "Get a copy",
        note: "Everything held about you, with what the law wants you to know.",
    },
    Right {
        href: "/account/privacy/request?kind=rectification",
        label: "Have something corrected",
        note: "What you can’t change yourself.",
    },
    Right {
        href: "/account/privacy/request?kind=restriction",
        label: "Restrict the use",
        note: "Kept, but used for nothing optional.",
    },
    Right {
        href: "/account/privacy/request?kind=objection",
        label: "Object",
        note: "To what we do in our own interest.",
    },
    Right {
        href: "/account/privacy/delete",
        label: "Delete the account",
        note: "Shows first what goes and what stays.",
    },
    Right {
        href: "/account/privacy/request?kind=complaint",
        label: "Complain",
        note: "To us, or to the authority your receipt names.",
    },
];

pub type EventRow = (Instant, EventKind, String);

#[derive(Template)]
#[template(path = "account/privacy.html")]
pub struct OverviewPage {
    chrome: Chrome,
    ours: Vec<Line>,
    of_businesses: Vec<Line>,
    /// Titles of what could be there and is not.
    nothing: String,
    unlinked: Vec<Unlinked>,
    switches: Vec<Switch>,
    fixed: Vec<Fixed>,
    opted_out: bool,
    cookie_choices: Vec<History>,
    events: Vec<History>,
    controller: String,
    privacy_email: String,
    rights: &'static [Right],
    requests: Vec<RequestRow>,
}

struct Right {
    href: &'static str,
    label: &'static str,
    note: &'static str,
}

struct RequestRow {
    href: String,
    label: &'static str,
    note: String,
    state: &'static str,
    badge: &'static str,
}

struct Line {
    title: &'static str,
    purpose: &'static str,
    kept: String,
    count: String,
    table: &'static str,
}

struct Unlinked {
    title: &'static str,
    why: &'static str,
}

struct Switch {
    label: String,
    text: String,
    word: String,
    on: bool,
}

struct Fixed {
    label: &'static str,
    why: &'static str,
}

struct History {
    at: Moment,
    what: String,
}

impl OverviewPage {
    pub fn of(who: &SignedIn, overview: Overview) -> Self {
        let (inventory, wall) = (&who.services.inventory, wall::of(who));
        let installation = &who.services.config.installation;
        let facts = who.services.standing.facts();
        let purposes = Purpose::all(&facts);
        let (held, empty): (Vec<_>, Vec<_>) = overview.counts.iter().partition(|(_, count)| *count > 0);
        let (ours, of_businesses): (Vec<_>, Vec<_>) =
            held.into_iter().partition(|(table, _)| table.controller == Controller::Operator);
        let titles: Vec<&str> = empty.iter().map(|(table, _)| table.title).collect();
        let event = |(at, kind, detail): EventRow| History {
            at: wall.moment(at),
            what: event_in_words(kind, &detail, inventory, &purposes),
        };
        Self {
            chrome: who.chrome(Nav::None),
            ours: ours.into_iter().map(Line::of).collect(),
            of_businesses: of_businesses.into_iter().map(Line::of).collect(),
            nothing: titles.join(", "),
            unlinked: unlinked(inventory),
            switches: purposes.iter().map(|purpose| Switch::of(purpose, &overview.choices)).collect(),
            fixed: fixed(),
            opted_out: who.user().opted_out,
            cookie_choices: overview.cookie_choices.iter().map(|c| History::of(c, &wall)).collect(),
            events: overview.events.into_iter().map(event).collect(),
            controller: installation.controller.clone(),
            privacy_email: installation.privacy_email.clone(),
            rights: RIGHTS,
            requests: overview
                .requests
                .iter()
                .map(|r| RequestRow::of(r, &who.services.secrets, &wall))
                .collect(),
        }
    }
}

impl RequestRow {
    fn of(request: &Request, secrets: &Secrets, wall: &Wall) -> Self {
        let received = wall.moment(request.received_at).shown;
        Self {
            href: format!("/r/{}", receipts::code_for_mail(secrets, request.id)),
            label: request.kind.label(),
            note: match request.run_at {
                Some(at) => format!("Planned for {}", wall.moment(at).exact),
                None => format!("Received {received}"),
            },
            state: request.state.label(),
            badge: request.state.badge(),
        }
    }
}

impl Line {
    fn of((table, count): &(Table, i64)) -> Self {
        Self {
            title: table.title,
            purpose: table.purpose,
            kept: inventory::words::retention(table.retention),
            count: entries(*count),
            table: table.name,
        }
    }
}

pub fn entries(count: i64) -> String {
    match count {
        1 => "1 entry".into(),
        _ => format!("{count} entries"),
    }
}

fn unlinked(inventory: &[inventory::Column]) -> Vec<Unlinked> {
    let tables = inventory::tables(inventory);
    let of = |table: &Table| Some(Unlinked { title: table.title, why: table.why_unlinked()? });
    tables.iter().filter_map(of).collect()
}

impl Switch {
    fn of(purpose: &Purpose, choices: &Choices) -> Self {
        let word = purpose.word();
        Self {
            on: choices.get(&word).copied().unwrap_or_else(|| purpose.allowed_at_first()),
            label: purpose.label(),
            text: text(purpose),
            word,
        }
    }
}

fn text(purpose: &Purpose) -> String {
    match purpose {
        Purpose::Marketing => "Off until you switch it on. Mail about your account and about changes of our policies comes in any case.".into(),
        Purpose::Interest(name) => match interests::objection(name) {
            Some(Objection::Stops(what)) => what.into(),
            _ => String::new(),
        },
        Purpose::Processor { name, .. } => {
            format!("Switched off, nothing about you goes to {name} any more.")
        }
    }
}

fn fixed() -> Vec<Fixed> {
    let of = |(label, objection)| match objection {
        Objection::Compelling(why) => Some(Fixed { label, why }),
        Objection::Stops(_) => None,
    };
    interests::all().filter_map(of).collect()
}

impl History {
    fn of(choice: &CookieChoice, wall: &Wall) -> Self {
        let how = match choice.method.as_str() {
            "accept" => "You allowed everything",
            "reject" => "You refused everything optional",
            "withdraw" => "You withdrew your consent",
            "gpc" => "Your browser asked not to be tracked",
            _ => "You chose",
        };
        let allowed: Vec<&str> = [
            (choice.preferences, "preferences"),
            (choice.analytics, "analytics"),
            (choice.marketing, "marketing"),
        ]
        .iter()
        .filter_map(|(on, name)| on.then_some(*name))
        .collect();
        let allowed = match allowed.is_empty() {
            true => "nothing optional".to_owned(),
            false => allowed.join(", "),
        };
        let withdrawn = if choice.withdrawn_at.is_some() { "; withdrawn since" } else { "" };
        Self { at: wall.moment(choice.at), what: format!("{how}: {allowed}{withdrawn}") }
    }
}

fn event_in_words(
    kind: EventKind,
    detail: &str,
    inventory: &[inventory::Column],
    purposes: &[Purpose],
) -> String {
    let purpose = || {
        let found = purposes.iter().find(|purpose| purpose.word() == detail);
        found.map_or_else(|| "something that is no longer offered".into(), Purpose::label)
    };
    let title = inventory.iter().find(|column| column.table == detail).map(|column| column.title);
    match (kind, title) {
        (EventKind::Looked, Some(title)) => format!("You looked at {title}"),
        (EventKind::Looked, None) => "You looked at all that is held about you".into(),
        (EventKind::Allowed, _) => format!("You switched on: {}", purpose()),
        (EventKind::Refused, _) => format!("You switched off: {}", purpose()),
        (EventKind::CopyOrdered, _) => "You asked for a copy of your data".into(),
        (EventKind::CopyDownloaded, _) => "You downloaded a copy of your data".into(),
        (EventKind::SignalLifted, _) => "You opted in again after your browser’s opt-out signal".into(),
    }
}
