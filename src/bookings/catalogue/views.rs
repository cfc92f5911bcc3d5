//! The pages of services, resources and the booking rules.

use askama::Template;

use super::forms::{COLOURS, Offer};
use super::model::{
    AsksPhone, BookingRules, FOLLOW_UPS, QuestionKind, REMINDERS, Resource, Service, length_in_words,
};
use crate::access::Permission;
use crate::bookings::messages::model::distance;
use crate::bookings::queries::Business;
use crate::civil::Locale;
use crate::staff::model::People;
use crate::text::money;
use crate::web::{Chrome, FormState, Nav, Who};

#[derive(Template)]
#[template(path = "bookings/services.html")]
pub struct IndexPage {
    chrome: Chrome,
    manages: bool,
    services: Vec<ServiceRow>,
    archived: Vec<ServiceRow>,
    resources: Vec<ResourceRow>,
    /// The booking page, as one opens it and as one passes it on.
    page_href: String,
    page_address: String,
    page_is_on: bool,
    /// What keeps clients from booking, if something does.
    hurdle: Option<Hurdle>,
    hours_href: String,
}

struct Hurdle {
    text: &'static str,
    href: String,
    label: &'static str,
}

struct ServiceRow {
    id: i64,
    name: String,
    note: String,
    colour: i32,
    flags: Vec<&'static str>,
}

struct ResourceRow {
    id: i64,
    name: String,
    note: String,
}

impl IndexPage {
    pub fn of(
        who: &Who,
        services: Vec<Service>,
        resources: Vec<Resource>,
        people: &People,
        rules: &BookingRules,
        business: &Business,
        has_hours: bool,
    ) -> Self {
        let (archived, active): (Vec<_>, Vec<_>) =
            services.into_iter().partition(|service| service.archived_at.is_some());
        let hours_href = format!("/staff/{}/hours", who.member.id);
        let page_href = format!("/w/{}/book", business.slug);
        Self {
            chrome: who.chrome(Nav::Services),
            manages: who.may(Permission::ManageServices),
            hurdle: hurdle(&active, rules, has_hours, &hours_href),
            services: active.iter().map(|s| service_row(s, people, business)).collect(),
            archived: archived.iter().map(|s| service_row(s, people, business)).collect(),
            resources: resources.iter().filter(|r| r.archived_at.is_none()).map(resource_row).collect(),
            page_address: who.services.link(&page_href),
            page_href,
            page_is_on: rules.public_page,
            hours_href,
        }
    }
}

fn hurdle(active: &[Service], rules: &BookingRules, has_hours: bool, hours_href: &str) -> Option<Hurdle> {
    if active.is_empty() {
        return None;
    }
    if !has_hours {
        return Some(Hurdle {
            text: "Nobody has working hours yet, so no time is free.",
            href: hours_href.to_owned(),
            label: "Set your hours",
        });
    }
    if active.iter().all(|service| service.fields.staff.is_empty()) {
        let first = active.first().map_or(0, |service| service.id);
        return Some(Hurdle {
            text: "Nobody is chosen to do a service yet.",
            href: format!("/services/{first}/edit"),
            label: "Choose who does it",
        });
    }
    (!rules.public_page).then(|| Hurdle {
        text: "The booking page is switched off: clients can’t book by themselves.",
        href: "/services/rules".to_owned(),
        label: "Booking rules",
    })
}

fn service_row(service: &Service, people: &People, business: &Business) -> ServiceRow {
    let fields = &service.fields;
    let mut parts = vec![length_in_words(fields.minutes)];
    parts.extend(price(fields.price, business));
    if service.is_group() {
        parts.push(format!("{} seats", fields.seats));
    }
    let names: Vec<&str> =
        fields.staff.iter().filter_map(|id| people.find(*id)).map(|p| p.name.as_str()).collect();
    parts.push(if names.is_empty() { "nobody does it yet".to_owned() } else { names.join(", ") });
    let flags = [(fields.needs_confirmation, "Needs a yes"), (!fields.is_public, "Not on the booking page")];
    ServiceRow {
        id: service.id,
        name: fields.name.clone(),
        note: parts.join(" · "),
        colour: fields.colour,
        flags: flags.into_iter().filter(|(on, _)| *on).map(|(_, flag)| flag).collect(),
    }
}

fn price(price: Option<i64>, business: &Business) -> Option<String> {
    let comma = Locale::parse(&business.locale).unwrap_or_default().decimal_comma();
    price.map(|amount| money::shown(amount, &business.currency, comma))
}

fn resource_row(resource: &Resource) -> ResourceRow {
    let note = match resource.quantity {
        1 => "one".to_owned(),
        n => format!("{n} alike"),
    };
    ResourceRow { id: resource.id, name: resource.name.clone(), note }
}

#[derive(Template)]
#[template(path = "bookings/service.html")]
pub struct ServicePage {
    chrome: Chrome,
    title: String,
    action: String,
    archive: String,
    currency: String,
    staff: Vec<Choice>,
    resources: Vec<Choice>,
    reminders: Vec<Choice>,
    colours: Vec<Colour>,
    questions: Vec<QuestionFields>,
    kinds: Vec<(&'static str, &'static str)>,
    question_error: String,
    form: FormState,
}

pub struct Choice {
    id: String,
    label: String,
    chosen: bool,
}

struct Colour {
    number: String,
    name: &'static str,
    chosen: bool,
}

/// One row of the questions.
struct QuestionFields {
    number: usize,
    /// The error summary leads to the first.
    id: String,
    label: String,
    kind: String,
    choices: String,
    required: bool,
}

/// How the colours of the style sheet are called, in its order.
const COLOUR_NAMES: [&str; COLOURS as usize] =
    ["Teal", "Blue", "Violet", "Green", "Red", "Amber", "Sky", "Pink"];
const BLANK_QUESTIONS: usize = 2;

impl ServicePage {
    pub fn of(who: &Who, service: Option<&Service>, offer: &Offer, form: FormState) -> Self {
        let input = form.input();
        let chosen = |name: &str, id: &str| input.all(name).any(|value| value == id);
        let choice = |name: &str, id: String, label: String| Choice { chosen: chosen(name, &id), id, label };
        let colour = |(n, name): (usize, &&'static str)| Colour {
            chosen: form.value("colour") == n.to_string(),
            number: n.to_string(),
            name,
        };
        Self {
            chrome: who.chrome(Nav::Services),
            title: service.map_or_else(|| "New service".to_owned(), |s| s.fields.name.clone()),
            action: service.map_or_else(|| "/services".to_owned(), |s| format!("/services/{}", s.id)),
            archive: service
                .filter(|s| s.archived_at.is_none())
                .map(|s| format!("/services/{}/archive", s.id))
                .unwrap_or_default(),
            currency: offer.currency.clone(),
            staff: offer.staff().into_iter().map(|(id, name)| choice("staff", id, name)).collect(),
            resources: offer.stock().map(|r| choice("resource", r.id.to_string(), r.name.clone())).collect(),
            reminders: REMINDERS
                .iter()
                .chain(FOLLOW_UPS)
                .map(|minutes| choice("reminder", minutes.to_string(), distance(*minutes)))
                .collect(),
            colours: COLOUR_NAMES.iter().enumerate().map(colour).collect(),
            questions: question_fields(&form),
            kinds: QuestionKind::ALL.iter().map(|kind| (kind.word(), kind.label())).collect(),
            question_error: form.error("question").unwrap_or_default().to_owned(),
            form,
        }
    }
}

/// Those that were typed, and some to fill.
fn question_fields(form: &FormState) -> Vec<QuestionFields> {
    let input = form.input();
    let typed = input.all("question").filter(|label| !label.trim().is_empty()).count();
    let nth = |name: &str, n: usize| input.all(name).nth(n).unwrap_or_default().to_owned();
    let places: Vec<usize> = input
        .all("question")
        .enumerate()
        .filter(|(_, label)| !label.trim().is_empty())
        .map(|(n, _)| n)
        .collect();
    (0..typed + BLANK_QUESTIONS)
        .map(|row| match places.get(row) {
            Some(&n) => QuestionFields {
                number: row + 1,
                id: question_id(row),
                label: nth("question", n),
                kind: nth("question_kind", n),
                choices: nth("question_choices", n),
                required: nth("question_required", n) == "yes",
            },
            None => QuestionFields {
                number: row + 1,
                id: question_id(row),
                label: String::new(),
                kind: QuestionKind::Text.word().to_owned(),
                choices: String::new(),
                required: false,
            },
        })
        .collect()
}

fn question_id(row: usize) -> String {
    if row == 0 { "f-question".to_owned() } else { format!("f-question-{}", row + 1) }
}

#[derive(Template)]
#[template(path = "bookings/resource.html")]
pub struct ResourcePage {
    chrome: Chrome,
    title: &'static str,
    action: String,
    archive: String,
    form: FormState,
}

impl ResourcePage {
    pub fn of(who: &Who, id: Option<i64>, form: FormState) -> Self {
        Self {
            chrome: who.chrome(Nav::Services),
            title: if id.is_some() { "Edit resource" } else { "New resource" },
            action: id.map_or_else(|| "/resources".to_owned(), |id| format!("/resources/{id}")),
            archive: id.map(|id| format!("/resources/{id}/archive")).unwrap_or_default(),
            form,
        }
    }
}

#[derive(Template)]
#[template(path = "bookings/rules.html")]
pub struct RulesPage {
    chrome: Chrome,
    steps: Vec<(&'static str, &'static str)>,
    asks_phone: Vec<(&'static str, &'static str)>,
    frame_example: String,
    form: FormState,
}

impl RulesPage {
    pub fn of(who: &Who, form: FormState) -> Self {
        let address = who.services.link(&format!("/w/{}/book", who.member.workspace.slug));
        let asks = |asks: &AsksPhone| match asks {
            AsksPhone::No => "Don’t ask",
            AsksPhone::Optional => "May be left out",
            AsksPhone::Required => "Must be given",
        };
        Self {
            chrome: who.chrome(Nav::Services),
            steps: vec![
                ("5", "5 minutes"),
                ("10", "10 minutes"),
                ("15", "15 minutes"),
                ("20", "20 minutes"),
                ("30", "30 minutes"),
                ("60", "1 hour"),
            ],
            asks_phone: AsksPhone::ALL.iter().map(|a| (a.word(), asks(a))).collect(),
            frame_example: format!("<iframe src=\"{address}\" title=\"Book a time\"></iframe>"),
            form,
        }
    }
}
