//! The pages of the waitlist.

use askama::Template;
use time::Date;

use super::desk::{Line, Listed};
use super::model::{Offered, Part, Span, Waiter};
use super::place::Place;
use crate::access::Permission;
use crate::bookings::desk::asked::{Asked, Offer};
use crate::bookings::desk::views::{Choice, choices};
use crate::bookings::desk::words::{clock, day};
use crate::bookings::guest::{Host, chrome};
use crate::bookings::model::services_in_words;
use crate::bookings::public::Head;
use crate::civil::{Locale, Wall, Zone, format_date, format_datetime};
use crate::staff::model::People;
use crate::web::{Chrome, FormState, Nav, Public, Who};

#[derive(Template)]
#[template(path = "bookings/waitlist/index.html")]
pub struct IndexPage {
    chrome: Chrome,
    may_write: bool,
    rows: Vec<Row>,
}

struct Row {
    title: String,
    /// Empty for somebody who is no contact.
    href: String,
    note: String,
    contact: String,
    offer: Option<OfferLine>,
    /// The label and the kind of the badge.
    badge: (&'static str, &'static str),
    book_href: String,
    remove_action: String,
}

struct OfferLine {
    href: String,
    words: String,
}

impl IndexPage {
    pub fn of(who: &Who, listed: &Listed) -> Self {
        let row = |line: &Line| row(who, line, listed);
        Self {
            chrome: who.chrome(Nav::Calendar),
            may_write: who.may(Permission::WriteBookings),
            rows: listed.waits.iter().map(row).collect(),
        }
    }
}

fn row(who: &Who, line: &Line, listed: &Listed) -> Row {
    let (wall, wait, now) = (who.wall(), &line.wait, who.now());
    let last = listed.offers.iter().rev().find(|offer| offer.wait_id == wait.id);
    let (href, contact) = match &wait.waiter {
        Waiter::Contact(id) => (format!("/contacts/{id}"), String::new()),
        Waiter::Stranger(typed) => (String::new(), joined([typed.email.as_str(), typed.phone.as_str()])),
    };
    let services = services_in_words(line.services.iter().map(String::as_str));
    let with = with(&listed.people, wait.wish.member);
    let since = format!("since {}", day(&wall, wait.created_at));
    let is_offered = last.is_some_and(|offer| offer.is_open(now));
    Row {
        title: if line.client.is_empty() {
            "A contact who can’t be shown".into()
        } else {
            line.client.clone()
        },
        href: if line.client.is_empty() { String::new() } else { href },
        note: joined([
            services.as_str(),
            with.as_str(),
            span(&wait.wish.span, wall.locale).as_str(),
            since.as_str(),
        ]),
        contact,
        offer: last.map(|offer| offer_line(&wall, offer, who)),
        badge: match () {
            () if is_offered => ("Offered", "accent"),
            () if wait.ends_at <= now => ("Over", "neutral"),
            () if !line.can_be_written_to => ("No e-mail: call them", "warning"),
            () => ("Waiting", "neutral"),
        },
        book_href: book_href(line, &wall),
        remove_action: format!("/bookings/waitlist/{}/remove", wait.id),
    }
}

/// "Mon, Nov 2, 2026, 10:00 AM: kept until 11:30 AM", "…: not taken".
fn offer_line(wall: &Wall, offer: &Offered, who: &Who) -> OfferLine {
    let booking = &offer.booking;
    let start = format!("{}, {}", day(wall, booking.starts_at), clock(wall, booking.starts_at));
    let outcome = match booking.held_until.filter(|_| offer.is_open(who.now())) {
        Some(until) => format!("kept until {}", format_datetime(until, &wall.zone, wall.locale)),
        None => "not taken".to_owned(),
    };
    OfferLine { href: format!("/bookings/{}", booking.id), words: format!("{start}: {outcome}") }
}

/// A booking by hand for who waits, from the first day that suits them.
fn book_href(line: &Line, wall: &Wall) -> String {
    let wait = &line.wait;
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for id in &wait.wish.services {
        query.append_pair("service", &id.to_string());
    }
    query.append_pair("date", &wait.wish.span.first.max(wall.today()).to_string());
    if let Some(member) = wait.wish.member {
        query.append_pair("staff", &member.to_string());
    }
    if let Waiter::Contact(id) = wait.waiter {
        query.append_pair("contact", &id.to_string());
    }
    format!("/bookings/new?{}", query.finish())
}

fn with(people: &People, member: Option<i64>) -> String {
    match member {
        Some(id) => format!("with {}", people.name(Some(id))),
        None => "with anybody".to_owned(),
    }
}

/// "Nov 2, 2026 to Nov 16, 2026, mornings".
fn span(span: &Span, locale: Locale) -> String {
    let days = days(span.first, span.last, locale);
    let part = match span.part {
        Part::Any => return days,
        Part::Morning => "mornings",
        Part::Afternoon => "afternoons",
        Part::Evening => "evenings",
    };
    format!("{days}, {part}")
}

fn days(first: Date, last: Date, locale: Locale) -> String {
    match first == last {
        true => format_date(first, locale),
        false => format!("{} to {}", format_date(first, locale), format_date(last, locale)),
    }
}

fn joined<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let said: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    said.join(" · ")
}

#[derive(Template)]
#[template(path = "bookings/waitlist/new.html")]
pub struct NewPage {
    chrome: Chrome,
    services: Vec<Choice>,
    staff: Vec<Choice>,
    q: String,
    clients: Vec<Choice>,
    hidden: Vec<(String, String)>,
    parts: Vec<(&'static str, &'static str)>,
    is_ready: bool,
    may_add_contact: bool,
    form: FormState,
}

impl NewPage {
    pub fn of(who: &Who, asked: &Asked, offer: &Offer, form: FormState) -> Self {
        Self {
            chrome: who.chrome(Nav::Calendar),
            services: choices::services(asked, offer),
            staff: choices::staff(who, asked, offer),
            q: asked.q.clone(),
            clients: choices::clients(asked, offer, form.value("client")),
            hidden: choices::hidden(asked),
            parts: Part::choices(),
            is_ready: !asked.services.is_empty(),
            may_add_contact: who.may(Permission::WriteContacts),
            form,
        }
    }
}

#[derive(Template)]
#[template(path = "bookings/waitlist/place.html")]
pub struct PlacePage {
    chrome: Chrome,
    head: Head,
    is_new: bool,
    is_over: bool,
    what: String,
    facts: Vec<(&'static str, String)>,
    kept: Vec<(&'static str, String)>,
    minutes: String,
    leave_action: String,
}

impl PlacePage {
    pub fn of(who: &Public, token: &str, place: &Place, is_new: bool) -> Self {
        let (host, wait) = (&place.host, &place.wait);
        let wall = host.wall(who.now());
        let with = place.with.clone().unwrap_or_default();
        let mut facts = vec![
            ("With", with),
            ("Days", days(wait.wish.span.first, wait.wish.span.last, wall.locale)),
            ("Time of day", wait.wish.span.part.label().to_owned()),
        ];
        facts.retain(|(_, value)| !value.is_empty());
        Self {
            chrome: chrome(who),
            head: Head::of(host),
            is_new,
            is_over: wait.ends_at <= who.now(),
            what: services_in_words(place.services.iter().map(String::as_str)),
            facts,
            kept: kept(place, &wall),
            minutes: crate::bookings::catalogue::length_in_words(host.rules.offer_minutes),
            leave_action: format!("/wait/{token}/leave"),
        }
    }
}

/// What was typed; of a contact the page shows nothing.
fn kept(place: &Place, wall: &Wall) -> Vec<(&'static str, String)> {
    let wait = &place.wait;
    let here = Zone::parse(&wait.client_zone).unwrap_or_else(|_| wall.zone.clone());
    let mut kept = Vec::new();
    if let Waiter::Stranger(typed) = &wait.waiter {
        kept.push(("Name", typed.name.clone()));
        kept.push(("E-mail", typed.email.clone()));
        kept.push(("Phone", typed.phone.clone()));
    }
    kept.push(("Time zone", wait.client_zone.clone()));
    kept.push(("You agreed", wait.age_words.clone()));
    kept.push(("Since", format_datetime(wait.created_at, &here, wall.locale)));
    kept.retain(|(_, value)| !value.is_empty());
    kept
}

#[derive(Template)]
#[template(path = "bookings/waitlist/left.html")]
pub struct LeftPage {
    chrome: Chrome,
    head: Head,
    is_deleted: bool,
}

impl LeftPage {
    pub fn of(who: &Public, host: &Host, is_deleted: bool) -> Self {
        Self { chrome: chrome(who), head: Head::of(host), is_deleted }
    }
}
