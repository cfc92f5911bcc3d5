//! Choosing a time: for a new booking and for one that moves.

use askama::Template;

use crate::access::Permission;
use crate::bookings::catalogue::length_in_words;
use crate::bookings::desk::asked::{Asked, Offer};
use crate::bookings::desk::moving;
use crate::bookings::desk::words::{Scene, clock, day, in_the_way, when};
use crate::bookings::hours::model::parse_minute;
use crate::bookings::series::ScopeChoice;
use crate::bookings::slots::{Obstacle, Slot};
use crate::civil::{Wall, iso, local};
use crate::clock::Instant;
use crate::web::{Chrome, FormState, Nav, Who};

/// Why a start was not taken.
pub struct Refusal {
    pub start: Instant,
    pub found: Vec<Obstacle>,
}

#[derive(Template)]
#[template(path = "bookings/new.html")]
pub struct NewPage {
    chrome: Chrome,
    services: Vec<Choice>,
    staff: Vec<Choice>,
    date: String,
    q: String,
    /// Services are chosen, so times and clients can be.
    is_ready: bool,
    day: String,
    times: Vec<Time>,
    other_chosen: bool,
    clients: Vec<Choice>,
    hidden: Vec<(String, String)>,
    conflict: Option<Conflict>,
    may_add_contact: bool,
    waitlist_href: String,
    form: FormState,
}

pub struct Choice {
    pub id: String,
    pub label: String,
    pub note: String,
    pub chosen: bool,
}

struct Time {
    value: String,
    label: String,
    note: String,
    chosen: bool,
}

struct Conflict {
    when: String,
    reasons: Vec<String>,
    can_override: bool,
}

impl NewPage {
    pub fn of(who: &Who, asked: Asked, offer: Offer, form: FormState, refusal: Option<Refusal>) -> Self {
        let wall = who.wall();
        let picked = refusal.as_ref().map(|r| iso(r.start)).unwrap_or_default();
        let start = if picked.is_empty() { form.value("start").to_owned() } else { picked };
        let start = if start.is_empty() { typed_slot(&wall, &offer, &form) } else { start };
        let names = offer.people.clone();
        let conflict = refusal.map(|refusal| {
            let scene = Scene { wall: &wall, people: &offer.people, resources: &offer.resources };
            conflict(&scene, asked.member.or(who.member.own_only.then_some(who.member.id)), &refusal)
        });
        Self {
            chrome: who.chrome(Nav::Calendar),
            services: services(&asked, &offer),
            staff: staff(who, &asked, &offer),
            date: asked.day.to_string(),
            q: asked.q.clone(),
            is_ready: !asked.services.is_empty(),
            day: wall.date(asked.day),
            other_chosen: start == "other" || (start.is_empty() && !form.value("time").is_empty()),
            times: offer
                .slots
                .iter()
                .map(|slot| time(&wall, slot, &start, |id| names.name(Some(id)).to_owned()))
                .collect(),
            clients: clients(&asked, &offer, form.value("client")),
            hidden: hidden(&asked),
            conflict,
            may_add_contact: who.may(Permission::WriteContacts),
            waitlist_href: waitlist_href(&asked),
            form,
        }
    }
}

/// The waitlist's form for the same services, person and client.
fn waitlist_href(asked: &Asked) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(hidden(asked)).finish();
    format!("/bookings/waitlist/new?{query}")
}

/// The offered time that shows what was typed, as when it was picked in the calendar.
fn typed_slot(wall: &Wall, offer: &Offer, form: &FormState) -> String {
    let minute = parse_minute(form.value("time"));
    let shows = |slot: &&Slot| {
        let at = local(slot.start, &wall.zone);
        minute == Some(u16::from(at.hour()) * 60 + u16::from(at.minute()))
    };
    offer.slots.iter().find(shows).map(|slot| iso(slot.start)).unwrap_or_default()
}

fn conflict(scene: &Scene, member: Option<i64>, refusal: &Refusal) -> Conflict {
    Conflict {
        when: format!("{}, {}", day(scene.wall, refusal.start), clock(scene.wall, refusal.start)),
        reasons: in_the_way(scene, member, &refusal.found),
        can_override: !refusal.found.is_empty() && refusal.found.iter().all(|o| o.can_be_overridden()),
    }
}

pub fn services(asked: &Asked, offer: &Offer) -> Vec<Choice> {
    let active = offer.services.iter().filter(|service| service.archived_at.is_none());
    active
        .map(|service| Choice {
            id: service.id.to_string(),
            label: service.fields.name.clone(),
            note: length_in_words(service.fields.minutes),
            chosen: asked.services.contains(&service.id),
        })
        .collect()
}

pub fn staff(who: &Who, asked: &Asked, offer: &Offer) -> Vec<Choice> {
    let does = |id: i64| {
        let mut chosen = offer.services.iter().filter(|service| asked.services.contains(&service.id));
        chosen.all(|service| service.fields.staff.contains(&id))
    };
    let own = who.member.own_only.then_some(who.member.id);
    let people = offer.people.iter().filter(|p| p.active && own.is_none_or(|own| own == p.id) && does(p.id));
    let anybody = Choice {
        id: String::new(),
        label: "Anybody who is free".into(),
        note: String::new(),
        chosen: asked.member.is_none(),
    };
    let person = |p: &crate::staff::model::Person| Choice {
        id: p.id.to_string(),
        label: p.name.clone(),
        note: String::new(),
        chosen: asked.member == Some(p.id),
    };
    own.is_none().then_some(anybody).into_iter().chain(people.map(person)).collect()
}

fn time(wall: &Wall, slot: &Slot, start: &str, name: impl Fn(i64) -> String) -> Time {
    let value = iso(slot.start);
    let names: Vec<String> = slot.staff.iter().map(|id| name(*id)).collect();
    Time { chosen: value == start, label: clock(wall, slot.start), note: names.join(", "), value }
}

pub fn clients(asked: &Asked, offer: &Offer, chosen: &str) -> Vec<Choice> {
    let is_chosen = |id: i64| match chosen {
        "" => asked.contact == Some(id),
        chosen => chosen == id.to_string(),
    };
    let choice = |found: &crate::bookings::desk::asked::Found| Choice {
        id: found.id.to_string(),
        label: found.name.clone(),
        note: found.company.clone(),
        chosen: is_chosen(found.id),
    };
    offer.clients.iter().map(choice).collect()
}

/// What the second form takes along from the first.
pub fn hidden(asked: &Asked) -> Vec<(String, String)> {
    let mut pairs: Vec<(String, String)> =
        asked.services.iter().map(|id| ("service".to_owned(), id.to_string())).collect();
    pairs.push(("staff".into(), asked.member.map(|id| id.to_string()).unwrap_or_default()));
    pairs.push(("date".into(), asked.day.to_string()));
    pairs.push(("q".into(), asked.q.clone()));
    pairs.push(("contact".into(), asked.contact.map(|id| id.to_string()).unwrap_or_default()));
    pairs
}

#[derive(Template)]
#[template(path = "bookings/move.html")]
pub struct MovePage {
    chrome: Chrome,
    href: String,
    action: String,
    now: String,
    staff: Vec<Choice>,
    member: String,
    date: String,
    day: String,
    times: Vec<Time>,
    other_chosen: bool,
    scopes: Vec<ScopeChoice>,
    conflict: Option<Conflict>,
    form: FormState,
}

impl MovePage {
    pub fn of(who: &Who, offer: moving::Offer, form: FormState, refusal: Option<Refusal>) -> Self {
        let (wall, booking, people) = (who.wall(), &offer.shown.booking, &offer.shown.people);
        let start = refusal.as_ref().map_or_else(|| form.value("start").to_owned(), |r| iso(r.start));
        let choice = |id: &i64| Choice {
            id: id.to_string(),
            label: people.name(Some(*id)).to_owned(),
            note: String::new(),
            chosen: *id == offer.member,
        };
        Self {
            chrome: who.chrome(Nav::Calendar),
            href: format!("/bookings/{}", booking.id),
            action: format!("/bookings/{}/move", booking.id),
            now: when(&wall, booking.starts_at, booking.ends_at),
            staff: offer.staff.iter().map(choice).collect(),
            member: offer.member.to_string(),
            date: offer.day.to_string(),
            day: wall.date(offer.day),
            times: offer.slots.iter().map(|slot| time(&wall, slot, &start, |_| String::new())).collect(),
            other_chosen: start == "other" || !form.value("time").is_empty(),
            scopes: ScopeChoice::of(offer.shown.series.is_some(), form.value("scope")),
            conflict: refusal.map(|refusal| {
                let scene = Scene { wall: &wall, people, resources: &offer.resources };
                conflict(&scene, Some(offer.member), &refusal)
            }),
            form,
        }
    }
}
