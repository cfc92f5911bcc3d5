//! The text of each document: askama structs over the source, rendered to a fragment of HTML
//! that is then kept as it is. The templates explain; every number, name and list is drawn.

use std::collections::BTreeSet;

use askama::Template;

use super::model::Document;
use super::places::{self, PLACES, Place};
use super::source::{ProcessorLine, Source};
use super::words::{self, RIGHTS, Right};
use crate::config::{Installation, TrackerKind};
use crate::error::{AppError, AppResult};
use crate::inventory::words::duration;
use crate::inventory::{Column, Controller, Erasure, Subject};
use crate::text::markdown;
use crate::web::cookies::{Category, CookieRow};

/// The document as a fragment of HTML, with what the operator adds to it.
pub fn render(document: Document, source: &Source, additions: &str) -> AppResult<String> {
    let additions = markdown::render(additions);
    let text = match document {
        Document::Privacy => Privacy::of(source, additions).render(),
        Document::Terms => Terms::of(source, additions).render(),
        Document::Dpa => Dpa::of(source, additions).render(),
    };
    let text = text.map_err(AppError::internal)?;
    let framed = Frame { contents: contents(&text), text: text.trim() }.render();
    framed.map(|body| body.trim().to_owned()).map_err(AppError::internal)
}

#[derive(Template)]
#[template(path = "privacy/policy/frame.html")]
struct Frame<'t> {
    contents: Vec<(&'t str, &'t str)>,
    text: &'t str,
}

/// The sections by their headings: (id, title as HTML).
fn contents(text: &str) -> Vec<(&str, &str)> {
    let heading = |part: &'_ str| -> Option<(usize, usize, usize)> {
        let id = part.find("\">")?;
        Some((id, id + 2, part.find("</h2>")?))
    };
    text.split("<h2 id=\"")
        .skip(1)
        .filter_map(|part| heading(part).map(|(id, from, to)| (&part[..id], &part[from..to])))
        .collect()
}

/// A line of "why, on what ground, how long".
struct Purpose {
    why: &'static str,
    what: String,
    basis: String,
    kept: String,
}

/// What stays when an account is deleted, and why.
struct Exception {
    why: &'static str,
    reason: &'static str,
    kept: String,
}

struct CookieLine {
    name: &'static str,
    purpose: &'static str,
    category: &'static str,
    life: String,
}

struct Processor {
    name: String,
    purpose: String,
    data: String,
    countries: String,
    safeguard: String,
    from: String,
    may_be_refused: bool,
}

#[derive(Template)]
#[template(path = "privacy/policy/privacy.html")]
struct Privacy<'s> {
    own: &'s Installation,
    host: &'s str,
    account: String,
    clients: String,
    visits: String,
    purposes: Vec<Purpose>,
    exceptions: Vec<Exception>,
    cookies: Vec<CookieLine>,
    has_optional_cookies: bool,
    processors: Vec<Processor>,
    tracker: Option<&'static str>,
    mail_by_others: bool,
    knows_places: bool,
    rights: &'static [Right],
    places: &'static [Place],
    lowest_age: u8,
    highest_age: u8,
    additions: String,
}

impl<'s> Privacy<'s> {
    fn of(source: &'s Source, additions: String) -> Self {
        let own_columns = || source.inventory.iter().filter(|c| c.controller == Controller::Operator);
        let about = |subject| own_columns().filter(move |c| c.subject == subject);
        let of_users =
            source.inventory.iter().filter(|c| matches!(c.subject, Subject::User | Subject::Visitor));
        let people = || own_columns().filter(|c| c.subject != Subject::Nobody);
        Self {
            own: &source.installation,
            host: &source.host,
            account: categories(about(Subject::User)),
            clients: categories(source.inventory.iter().filter(|c| c.subject == Subject::Contact)),
            visits: categories(about(Subject::Visitor)),
            purposes: purposes(people()),
            exceptions: exceptions(of_users),
            cookies: source.cookies.iter().map(CookieLine::of).collect(),
            has_optional_cookies: source.cookies.iter().any(|c| c.category != Category::Essential),
            processors: source.processors.iter().map(Processor::of).collect(),
            tracker: source.tracker.as_ref().map(|t| tracker_name(t.kind)),
            mail_by_others: source.mail_by_others,
            knows_places: source.knows_places,
            rights: RIGHTS,
            places: PLACES,
            lowest_age: places::LOWEST_AGE,
            highest_age: places::highest_age(),
            additions,
        }
    }
}

#[derive(Template)]
#[template(path = "privacy/policy/terms.html")]
struct Terms<'s> {
    own: &'s Installation,
    host: &'s str,
    lowest_age: u8,
    additions: String,
}

impl<'s> Terms<'s> {
    fn of(source: &'s Source, additions: String) -> Self {
        Self { own: &source.installation, host: &source.host, lowest_age: places::LOWEST_AGE, additions }
    }
}

#[derive(Template)]
#[template(path = "privacy/policy/dpa.html")]
struct Dpa<'s> {
    own: &'s Installation,
    host: &'s str,
    clients: String,
    staff: String,
    purposes: Vec<Purpose>,
    additions: String,
}

impl<'s> Dpa<'s> {
    fn of(source: &'s Source, additions: String) -> Self {
        let for_business = || {
            let wanted = |c: &&Column| c.controller == Controller::Workspace && c.subject != Subject::Nobody;
            source.inventory.iter().filter(wanted)
        };
        let about = |subject| for_business().filter(move |c| c.subject == subject);
        Self {
            own: &source.installation,
            host: &source.host,
            clients: categories(about(Subject::Contact)),
            staff: categories(about(Subject::User)),
            purposes: purposes(about(Subject::Contact)),
            additions,
        }
    }
}

/// The categories of some columns in words, each once, names and addresses first.
fn categories<'c>(columns: impl Iterator<Item = &'c Column>) -> String {
    let found: BTreeSet<&str> = columns.map(|column| column.category).collect();
    words::joined(words::CATEGORIES.iter().filter(|(name, _)| found.contains(name)).map(|(_, words)| *words))
}

/// One line for each purpose, in the inventory's order.
fn purposes<'c>(columns: impl Iterator<Item = &'c Column>) -> Vec<Purpose> {
    let mut found: Vec<Vec<&Column>> = Vec::new();
    for column in columns {
        match found.iter_mut().find(|columns| columns[0].purpose == column.purpose) {
            Some(columns) => columns.push(column),
            None => found.push(vec![column]),
        }
    }
    found.iter().filter_map(|columns| Purpose::of(columns)).collect()
}

/// What is kept for a reason of its own when the account is deleted, once for each reason.
fn exceptions<'c>(columns: impl Iterator<Item = &'c Column>) -> Vec<Exception> {
    let mut found: Vec<Exception> = Vec::new();
    for column in columns.filter(|column| words::category(column.category).is_some()) {
        let Erasure::Keep(reason) = column.erasure else { continue };
        if !found.iter().any(|known| known.why == column.purpose && known.reason == reason) {
            found.push(Exception { why: column.purpose, reason, kept: words::kept(column.retention) });
        }
    }
    found
}

impl Purpose {
    fn of(columns: &[&Column]) -> Option<Self> {
        let first = columns.first()?;
        let mut periods: Vec<String> = Vec::new();
        for period in columns.iter().map(|column| words::kept(column.retention)) {
            if !periods.contains(&period) {
                periods.push(period);
            }
        }
        Some(Self {
            why: first.purpose,
            what: categories(columns.iter().copied()),
            basis: words::basis(first.basis),
            kept: words::joined(periods.iter().map(String::as_str)),
        })
    }
}

impl CookieLine {
    fn of(row: &CookieRow) -> Self {
        let days = row.days.and_then(|days| u32::try_from(days).ok());
        Self {
            name: row.name,
            purpose: row.purpose,
            category: row.category.label(),
            life: days.map_or("Until you close the browser".into(), duration),
        }
    }
}

impl Processor {
    fn of(line: &ProcessorLine) -> Self {
        Self {
            name: line.name.clone(),
            purpose: open_ended(&line.purpose),
            data: open_ended(&line.data),
            countries: line.countries.clone(),
            safeguard: open_ended(&line.safeguard),
            from: line.from.map(|day| day.to_string()).unwrap_or_default(),
            may_be_refused: !line.required,
        }
    }
}

/// Without the full stop that the sentence around it brings.
fn open_ended(text: &str) -> String {
    text.trim_end_matches('.').to_owned()
}

fn tracker_name(kind: TrackerKind) -> &'static str {
    match kind {
        TrackerKind::Matomo => "Matomo",
        TrackerKind::Plausible => "Plausible",
        TrackerKind::Ga4 => "Google Analytics",
    }
}
