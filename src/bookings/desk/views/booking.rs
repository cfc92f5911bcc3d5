//! One booking, its cancellation, and for whom it is.

use askama::Template;

use super::index::status;
use crate::access::Permission;
use crate::bookings::book::token;
use crate::bookings::desk::show::Shown;
use crate::bookings::desk::words::when;
use crate::bookings::model::{Actor, Event, Status, services_in_words};
use crate::bookings::series::{ScopeChoice, can_repeat};
use crate::civil::{Moment, Wall, Zone, format_datetime};
use crate::contacts::queries::Duplicate;
use crate::text::{fold, money};
use crate::web::{Chrome, FormState, Nav, Who};

#[derive(Template)]
#[template(path = "bookings/show.html")]
pub struct ShowPage {
    chrome: Chrome,
    href: String,
    title: String,
    when: String,
    status: &'static str,
    badge: &'static str,
    facts: Vec<Fact>,
    contact: Option<Link>,
    /// What a stranger typed.
    typed: Option<Typed>,
    /// The contact is there, but not for this reader.
    is_hidden: bool,
    answers: Vec<Fact>,
    consents: Vec<Fact>,
    steps: Vec<Step>,
    /// How it repeats, and the other bookings of its series.
    rule: String,
    siblings: Vec<Link>,
    may_repeat: bool,
    may_change: bool,
    may_move: bool,
    client_href: String,
    events: Vec<EventLine>,
    lapsed: bool,
}

struct Fact {
    label: String,
    value: String,
}

struct Link {
    href: String,
    text: String,
}

struct Typed {
    name: String,
    email: String,
    phone: String,
    is_linked: bool,
}

/// A button that moves the booking on.
struct Step {
    status: &'static str,
    label: &'static str,
    is_main: bool,
}

struct EventLine {
    by: String,
    what: &'static str,
    at: Moment,
    detail: String,
}

impl ShowPage {
    pub fn of(who: &Who, shown: Shown) -> Self {
        let (wall, now) = (who.wall(), who.now());
        let booking = &shown.booking;
        let (status, badge) = status(booking, now);
        let writes = who.may(Permission::WriteBookings);
        let contact = shown.contact.as_ref();
        Self {
            chrome: who.chrome(Nav::Calendar),
            href: format!("/bookings/{}", booking.id),
            title: services_in_words(shown.items.iter().map(|item| item.name.as_str())),
            when: when(&wall, booking.starts_at, booking.ends_at),
            status,
            badge,
            facts: facts(&shown, &wall),
            contact: contact.map(|(id, name)| Link { href: format!("/contacts/{id}"), text: name.clone() }),
            is_hidden: booking.contact_id.is_some() && contact.is_none(),
            typed: typed(who, &shown),
            answers: shown
                .answers
                .iter()
                .map(|a| Fact { label: a.question.clone(), value: a.answer.clone() })
                .collect(),
            consents: shown
                .consents
                .iter()
                .map(|(consent, at)| Fact {
                    label: format_datetime(*at, &wall.zone, wall.locale),
                    value: consent.wording.clone(),
                })
                .collect(),
            steps: if writes { steps(booking.status) } else { Vec::new() },
            rule: rule(&shown),
            siblings: siblings(&shown, &wall),
            may_repeat: writes && shown.series.is_none() && can_repeat(booking),
            may_change: writes,
            may_move: writes && booking.status.is_open(),
            client_href: who.services.link(&token::path(&who.services.secrets, &booking.uid)),
            events: shown.events.iter().map(|event| event_line(event, &shown, &wall)).collect(),
            lapsed: booking.has_lapsed(now),
        }
    }
}

/// "Every 2 weeks, 10 times".
fn rule(shown: &Shown) -> String {
    let rule = shown.series.as_ref().and_then(|(series, _)| series.rule);
    rule.map(|rule| fold::capitalised(&rule.words())).unwrap_or_default()
}

fn siblings(shown: &Shown, wall: &Wall) -> Vec<Link> {
    let Some((_, bookings)) = &shown.series else { return Vec::new() };
    let others = bookings.iter().filter(|other| other.id != shown.booking.id);
    others
        .map(|other| Link {
            href: format!("/bookings/{}", other.id),
            text: when(wall, other.starts_at, other.ends_at),
        })
        .collect()
}

/// Channels that the reader's role may not see stay hidden here too.
fn typed(who: &Who, shown: &Shown) -> Option<Typed> {
    let proposal = shown.proposal.as_ref()?;
    let seen = |hidden: bool, value: &str| if hidden { String::new() } else { value.to_owned() };
    Some(Typed {
        name: proposal.name.clone(),
        email: seen(who.member.hide_email, &proposal.email),
        phone: seen(who.member.hide_phone, &proposal.phone),
        is_linked: shown.booking.contact_id.is_some(),
    })
}

fn facts(shown: &Shown, wall: &Wall) -> Vec<Fact> {
    let booking = &shown.booking;
    let comma = wall.locale.decimal_comma();
    let price = booking.price.map(|amount| money::shown(amount, &booking.currency, comma));
    let kept = booking.held_until.map(|until| format_datetime(until, &wall.zone, wall.locale));
    let theirs = Zone::parse(&booking.client_zone).ok().filter(|zone| zone.name() != wall.zone.name());
    let theirs = theirs.map(|zone| {
        let at = format_datetime(booking.starts_at, &zone, wall.locale);
        format!("{at} ({zone})")
    });
    let pairs = [
        ("With", Some(shown.people.name(Some(booking.member_id)).to_owned())),
        ("For the client", theirs),
        ("Price", price),
        ("Came by", Some(booking.source.label().to_owned())),
        ("Time kept until", kept),
        ("Note", Some(booking.note.clone())),
    ];
    let fact = |(label, value): (&str, Option<String>)| {
        let value = value.filter(|value| !value.is_empty())?;
        Some(Fact { label: label.to_owned(), value })
    };
    pairs.into_iter().filter_map(fact).collect()
}

fn steps(status: Status) -> Vec<Step> {
    let label = |to: Status| match (status, to) {
        (Status::Completed | Status::NoShow | Status::Arrived, Status::Confirmed) => "Back to confirmed",
        (_, Status::Confirmed) => "Confirm",
        (_, Status::Arrived) => "Arrived",
        (_, Status::Completed) => "Completed",
        (_, Status::NoShow) => "No-show",
        (_, Status::Held | Status::Requested | Status::Cancelled) => "",
    };
    let step = |(n, to): (usize, &Status)| Step { status: to.word(), label: label(*to), is_main: n == 0 };
    status.next().iter().enumerate().map(step).collect()
}

fn event_line(event: &Event, shown: &Shown, wall: &Wall) -> EventLine {
    let by = match event.actor {
        Actor::Client => "The client".to_owned(),
        Actor::Staff => shown.people.name(event.member_id).to_owned(),
        Actor::Program => "ClientSync".to_owned(),
    };
    let before = event.old_start.map(|at| format!("from {}", format_datetime(at, &wall.zone, wall.locale)));
    let detail: Vec<String> =
        before.into_iter().chain((!event.reason.is_empty()).then(|| event.reason.clone())).collect();
    EventLine { by, what: event.kind.words(), at: wall.moment(event.at), detail: detail.join(" · ") }
}

/// What will be gone, and why it is.
#[derive(Template)]
#[template(path = "bookings/cancel.html")]
pub struct CancelPage {
    chrome: Chrome,
    title: String,
    items: Vec<String>,
    action: String,
    cancel_href: String,
    scopes: Vec<ScopeChoice>,
    form: FormState,
}

impl CancelPage {
    pub fn of(who: &Who, shown: &Shown, form: FormState) -> Self {
        let (wall, booking) = (who.wall(), &shown.booking);
        let services = services_in_words(shown.items.iter().map(|item| item.name.as_str()));
        let client = shown.contact.as_ref().map(|(_, name)| name.clone());
        let client = client.or_else(|| shown.proposal.as_ref().map(|proposal| proposal.name.clone()));
        let mut items = vec![when(&wall, booking.starts_at, booking.ends_at)];
        items.push(format!("{services} with {}", shown.people.name(Some(booking.member_id))));
        items.extend(client.map(|name| format!("for {name}")));
        Self {
            chrome: who.chrome(Nav::Calendar),
            title: "Cancel this booking?".to_owned(),
            items,
            action: format!("/bookings/{}/cancel", booking.id),
            cancel_href: format!("/bookings/{}", booking.id),
            scopes: ScopeChoice::of(shown.series.is_some(), form.value("scope")),
            form,
        }
    }
}

#[derive(Template)]
#[template(path = "bookings/client.html")]
pub struct ClientPage {
    chrome: Chrome,
    href: String,
    action: String,
    typed: Option<Typed>,
    found: Vec<Candidate>,
    q: String,
    error: &'static str,
}

struct Candidate {
    id: i64,
    name: String,
    note: String,
    chosen: bool,
}

impl ClientPage {
    pub fn of(who: &Who, shown: &Shown, found: Vec<Duplicate>, q: String, error: &'static str) -> Self {
        let id = shown.booking.id;
        let candidate = |found: Duplicate| {
            let parts = [found.company.as_str(), if found.same == "found" { "" } else { found.same }];
            // Who can't be shown can't be linked either.
            let id = found.id?;
            Some(Candidate {
                note: parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "),
                chosen: shown.booking.contact_id == Some(id),
                id,
                name: found.name,
            })
        };
        Self {
            chrome: who.chrome(Nav::Calendar),
            href: format!("/bookings/{id}"),
            action: format!("/bookings/{id}/client"),
            typed: typed(who, shown),
            found: found.into_iter().filter_map(candidate).collect(),
            q,
            error,
        }
    }
}
