//! The pages of the booking page.

use askama::Template;
use time::{Date, Duration};

use super::asked::{Asked, Chosen};
use super::forms::question_name;
use super::pages::{DAYS, Front};
use super::times::{Day, day_title, days_of, elsewhere};
use crate::bookings::catalogue::{AsksPhone, Question, Service, length_in_words};
use crate::bookings::guest::{Host, chrome};
use crate::bookings::model::services_in_words;
use crate::bookings::slots::Slot;
use crate::bookings::waitlist::model::Part;
use crate::civil::{Wall, Zone, format_time, local};
use crate::clock::Instant;
use crate::text::{fold, money};
use crate::web::{Chrome, FormState, Public};

/// What stands above every page for clients of a business.
pub struct Head {
    pub name: String,
    pub initials: String,
    pub logo_href: Option<String>,
    pub home_href: String,
    pub privacy_href: String,
}

impl Head {
    pub fn of(host: &Host) -> Self {
        let business = &host.business;
        Self {
            name: business.name.clone(),
            initials: fold::initials(&business.name),
            logo_href: business.logo_key.as_ref().map(|key| format!("/workspace/logo/{key}")),
            home_href: host.book_href(),
            privacy_href: host.privacy_href(),
        }
    }
}

#[derive(Template)]
#[template(path = "bookings/public/closed.html")]
pub struct ClosedPage {
    chrome: Chrome,
    head: Head,
    phone: String,
}

impl ClosedPage {
    pub fn of(who: &Public, host: &Host) -> Self {
        Self { chrome: chrome(who), head: Head::of(host), phone: host.business.phone.clone() }
    }
}

#[derive(Template)]
#[template(path = "bookings/public/services.html")]
pub struct ServicesPage {
    chrome: Chrome,
    head: Head,
    intro: String,
    services: Vec<ServiceRow>,
    /// Those that can be booked together.
    several: Vec<(String, String)>,
    action: String,
    zone: String,
}

struct ServiceRow {
    href: String,
    name: String,
    note: String,
    description: String,
}

impl ServicesPage {
    pub fn of(who: &Public, front: &Front, asked: &Asked) -> Self {
        let host = &front.host;
        let wall = host.wall(who.now());
        let single: Vec<&Service> = front.offered().filter(|service| !service.is_group()).collect();
        let several = if single.len() > 1 { single } else { Vec::new() };
        Self {
            chrome: chrome(who),
            head: Head::of(host),
            intro: host.rules.intro.clone(),
            services: front.offered().map(|service| service_row(service, host, asked, &wall)).collect(),
            several: several.iter().map(|s| (s.id.to_string(), s.fields.name.clone())).collect(),
            action: host.book_href(),
            zone: asked.zone.as_ref().map(|zone| zone.name().to_owned()).unwrap_or_default(),
        }
    }
}

fn service_row(service: &Service, host: &Host, asked: &Asked, wall: &Wall) -> ServiceRow {
    let next = Asked { services: vec![service.id], zone: asked.zone.clone(), ..Asked::default() };
    ServiceRow {
        href: next.href(host),
        name: service.fields.name.clone(),
        note: summary(std::slice::from_ref(service), host, wall),
        description: service.fields.description.clone(),
    }
}

/// "1 hour · $45"; the price is left out unless every service says one.
fn summary(services: &[Service], host: &Host, wall: &Wall) -> String {
    let minutes = services.iter().map(|service| service.fields.minutes).sum();
    let price: Option<i64> = services.iter().map(|service| service.fields.price).sum();
    let comma = wall.locale.decimal_comma();
    let price = price.map(|amount| money::shown(amount, &host.business.currency, comma));
    std::iter::once(length_in_words(minutes)).chain(price).collect::<Vec<_>>().join(" · ")
}

fn names(services: &[Service]) -> String {
    services_in_words(services.iter().map(|service| service.fields.name.as_str()))
}

#[derive(Template)]
#[template(path = "bookings/public/staff.html")]
pub struct StaffPage {
    chrome: Chrome,
    head: Head,
    what: String,
    people: Vec<(String, String)>,
    back_href: String,
}

impl StaffPage {
    pub fn of(who: &Public, front: &Front, asked: &Asked, chosen: &Chosen) -> Self {
        let host = &front.host;
        let href = |staff| Asked { staff: Some(staff), ..asked.clone() }.href(host);
        let anybody = (href(None), "Anybody who is free".to_owned());
        let person = |id: &i64| (href(Some(*id)), front.people.name(Some(*id)).to_owned());
        Self {
            chrome: chrome(who),
            head: Head::of(host),
            what: names(&chosen.services),
            people: std::iter::once(anybody).chain(chosen.staff.iter().map(person)).collect(),
            back_href: host.book_href(),
        }
    }
}

#[derive(Template)]
#[template(path = "bookings/public/times.html")]
pub struct TimesPage {
    chrome: Chrome,
    head: Head,
    what: String,
    note: String,
    action: String,
    hidden: Vec<(&'static str, String)>,
    days: Vec<Day>,
    zones: ZoneChoice,
    earlier_href: String,
    later_href: String,
    back_href: String,
    was_taken: bool,
    is_impossible: bool,
    /// Empty where clients can't put themselves on the waitlist.
    waitlist_href: String,
}

/// In whose time the page speaks, and how to change that.
pub struct ZoneChoice {
    pub action: String,
    pub hidden: Vec<(&'static str, String)>,
    pub names: &'static [String],
    pub here: String,
    pub there: String,
    pub differs: bool,
    /// The script may say where the visitor is.
    pub is_guess: bool,
}

impl ZoneChoice {
    pub fn of(action: String, asked: &Asked, wall: &Wall) -> Self {
        let here = asked.zone.clone().unwrap_or_else(|| wall.zone.clone());
        Self {
            action,
            hidden: asked.pairs().into_iter().filter(|(name, _)| *name != "tz").collect(),
            names: Zone::names(),
            differs: here.name() != wall.zone.name(),
            here: here.name().to_owned(),
            there: wall.zone.name().to_owned(),
            is_guess: asked.zone.is_none(),
        }
    }
}

impl TimesPage {
    pub fn of(
        who: &Public,
        front: &Front,
        asked: Asked,
        chosen: &Chosen,
        first: Date,
        slots: &[Slot],
        was_taken: bool,
    ) -> Self {
        let host = &front.host;
        let wall = host.wall(who.now());
        let here = asked.zone.clone().unwrap_or_else(|| wall.zone.clone());
        let until = first + Duration::days(DAYS);
        let on = |day: Date| Asked { first: Some(day), ..asked.clone() }.href(host);
        let shown: Vec<Slot> = slots.iter().filter(|s| host.wall(s.start).today() < until).cloned().collect();
        let earlier = (first > wall.today()).then(|| on((first - Duration::days(DAYS)).max(wall.today())));
        Self {
            chrome: chrome(who),
            head: Head::of(host),
            what: what(front, &asked, chosen),
            note: summary(&chosen.services, host, &wall),
            days: days_of(&shown, &here, &wall.zone, wall.locale),
            action: host.book_href(),
            hidden: asked.pairs(),
            zones: ZoneChoice::of(host.book_href(), &asked, &wall),
            earlier_href: earlier.unwrap_or_default(),
            later_href: on(until),
            back_href: Asked { zone: asked.zone.clone(), ..Asked::default() }.href(host),
            was_taken,
            is_impossible: chosen.staff.is_empty(),
            waitlist_href: match host.rules.public_waitlist {
                true => asked.waitlist_href(host),
                false => String::new(),
            },
        }
    }
}

/// "Cut and Colour with Ann".
fn what(front: &Front, asked: &Asked, chosen: &Chosen) -> String {
    match asked.member() {
        Some(id) => format!("{} with {}", names(&chosen.services), front.people.name(Some(id))),
        None => names(&chosen.services),
    }
}

#[derive(Template)]
#[template(path = "bookings/public/details.html")]
pub struct DetailsPage {
    chrome: Chrome,
    head: Head,
    what: String,
    note: String,
    when: String,
    when_there: String,
    action: String,
    hidden: Vec<(&'static str, String)>,
    /// Other times, after the chosen one was lost.
    nearest: Option<Vec<Day>>,
    asks_phone: bool,
    needs_phone: bool,
    questions: Vec<QuestionField>,
    age_words: String,
    marketing_words: String,
    needs_confirmation: bool,
    handed_out: String,
    bits: u32,
    back_href: String,
    form: FormState,
}

struct QuestionField {
    id: String,
    name: String,
    label: String,
    value: String,
    error: String,
    /// None for a line of text.
    options: Vec<AnswerOption>,
    required: bool,
}

struct AnswerOption {
    value: String,
    label: String,
    chosen: bool,
}

impl DetailsPage {
    pub fn of(
        who: &Public,
        front: &Front,
        asked: &Asked,
        chosen: &Chosen,
        form: FormState,
        handed_out: String,
        nearest: Option<Vec<Slot>>,
    ) -> Self {
        let host = &front.host;
        let wall = host.wall(who.now());
        let here = asked.zone.clone().unwrap_or_else(|| wall.zone.clone());
        let when = |at: &Instant| {
            let shown = local(*at, &here);
            let zone = if here.name() == wall.zone.name() { String::new() } else { format!(" ({here})") };
            format!(
                "{}, {}{zone}",
                day_title(shown.date(), wall.locale),
                format_time(shown.time(), wall.locale)
            )
        };
        let there = |at: &Instant| elsewhere(*at, &here, &wall.zone, wall.locale);
        let back = Asked { start: None, ..asked.clone() }.href(host);
        // The lost start is not sent again: another one is chosen in the form.
        let is_lost = nearest.is_some();
        let hidden = asked.pairs().into_iter().filter(|(name, _)| *name != "start" || !is_lost).collect();
        let days = |slots: Vec<Slot>| days_of(&slots, &here, &wall.zone, wall.locale);
        Self {
            chrome: chrome(who),
            head: Head::of(host),
            what: what(front, asked, chosen),
            note: summary(&chosen.services, host, &wall),
            when: asked.start.as_ref().map(when).unwrap_or_default(),
            when_there: asked.start.as_ref().map(there).unwrap_or_default(),
            action: host.book_href(),
            hidden,
            nearest: nearest.map(days),
            asks_phone: host.rules.asks_phone != AsksPhone::No,
            needs_phone: host.rules.asks_phone == AsksPhone::Required,
            questions: questions(chosen, &form),
            age_words: host.rules.age_words().unwrap_or_default(),
            marketing_words: host.rules.marketing_words.clone(),
            needs_confirmation: chosen.services.iter().any(|service| service.fields.needs_confirmation),
            handed_out,
            bits: super::proof::BITS,
            back_href: back,
            form,
        }
    }
}

fn questions(chosen: &Chosen, form: &FormState) -> Vec<QuestionField> {
    let mut fields = Vec::new();
    for (n, service) in chosen.services.iter().enumerate() {
        for (m, question) in service.fields.questions.iter().enumerate() {
            fields.push(question_field(question_name(n, m), question, form));
        }
    }
    fields
}

fn question_field(name: String, question: &Question, form: &FormState) -> QuestionField {
    let value = form.value(&name).to_owned();
    let option = |text: &str| AnswerOption {
        value: text.to_owned(),
        label: if text.is_empty() { "Choose".to_owned() } else { text.to_owned() },
        chosen: text == value,
    };
    let offered = question.options();
    let blank = (!offered.is_empty()).then_some("");
    QuestionField {
        id: format!("f-{name}"),
        error: form.error(&name).unwrap_or_default().to_owned(),
        options: blank.into_iter().chain(offered).map(option).collect(),
        label: question.label.clone(),
        required: question.required,
        value,
        name,
    }
}

#[derive(Template)]
#[template(path = "bookings/public/waiting.html")]
pub struct WaitingPage {
    chrome: Chrome,
    head: Head,
    what: String,
    note: String,
    action: String,
    hidden: Vec<(&'static str, String)>,
    parts: Vec<(&'static str, &'static str)>,
    asks_phone: bool,
    needs_phone: bool,
    age_words: String,
    handed_out: String,
    bits: u32,
    back_href: String,
    form: FormState,
}

impl WaitingPage {
    pub fn of(
        who: &Public,
        front: &Front,
        asked: &Asked,
        chosen: &Chosen,
        form: FormState,
        handed_out: String,
    ) -> Self {
        let host = &front.host;
        let wall = host.wall(who.now());
        Self {
            chrome: chrome(who),
            head: Head::of(host),
            what: what(front, asked, chosen),
            note: summary(&chosen.services, host, &wall),
            action: host.waitlist_href(),
            hidden: asked.pairs(),
            parts: Part::choices(),
            asks_phone: host.rules.asks_phone != AsksPhone::No,
            needs_phone: host.rules.asks_phone == AsksPhone::Required,
            age_words: host.rules.age_words().unwrap_or_default(),
            handed_out,
            bits: super::proof::BITS,
            back_href: asked.href(host),
            form,
        }
    }
}
