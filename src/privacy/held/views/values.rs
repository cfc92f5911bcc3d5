//! The values, section by section.

use askama::Template;

use super::overview::entries;
use crate::account::wall;
use crate::civil::{self, Wall};
use crate::inventory::read::{Row, Value};
use crate::inventory::{Column, words};
use crate::privacy::held::corrections::{Correction, correction};
use crate::privacy::held::queries::Recipient;
use crate::privacy::held::values::{Held, Section, Wanted};
use crate::web::access::SignedIn;
use crate::web::page::{Chrome, Nav};

#[derive(Template)]
#[template(path = "account/privacy_data.html")]
pub struct ValuesPage {
    chrome: Chrome,
    sections: Vec<SectionCard>,
    recipients: Vec<RecipientLine>,
    /// Whether this is one section on a page of its own.
    single: bool,
    older: String,
    privacy_email: String,
}

struct SectionCard {
    title: &'static str,
    count: String,
    purpose: &'static str,
    basis: String,
    controller: &'static str,
    kept: String,
    records: Vec<Record>,
    all_href: String,
    /// Nothing of it can be shown: credentials.
    hidden: bool,
}

struct Record {
    facts: Vec<Fact>,
    kept_until: String,
}

struct Fact {
    label: String,
    value: String,
    origin: &'static str,
    form: &'static str,
    ask: Option<Ask>,
}

/// A field that the person can't change alone.
struct Ask {
    why: &'static str,
    href: String,
}

struct RecipientLine {
    name: String,
    what: String,
    when: String,
}

impl ValuesPage {
    pub fn of(who: &SignedIn, wanted: &Wanted, held: Held) -> Self {
        let wall = wall::of(who);
        let single = !wanted.section.is_empty();
        let last = held.sections.first().filter(|s| single && s.has_more).and_then(|s| s.rows.last());
        let older = last.map(|row| {
            let key: Vec<String> = row.key.iter().map(i64::to_string).collect();
            format!("{}&after={}", wanted.href(), key.join("."))
        });
        let shown = held.sections.iter().filter(|s| single || (s.count > 0 && s.table.name != "disclosures"));
        Self {
            chrome: who.chrome(Nav::None),
            sections: shown.map(|section| SectionCard::of(section, single, &wall)).collect(),
            recipients: held.recipients.into_iter().map(|r| RecipientLine::of(r, &wall)).collect(),
            single,
            older: older.unwrap_or_default(),
            privacy_email: who.services.config.installation.privacy_email.clone(),
        }
    }
}

impl SectionCard {
    fn of(section: &Section, single: bool, wall: &Wall) -> Self {
        let table = &section.table;
        let hidden = table.shown().next().is_none();
        let all_href = match !single && section.has_more {
            true => format!("/account/privacy/data?section={}", table.name),
            false => String::new(),
        };
        let rows = section.rows.iter().filter(|_| !hidden);
        Self {
            title: table.title,
            count: entries(section.count),
            purpose: table.purpose,
            basis: words::basis(table.basis),
            controller: words::controller(table.controller),
            kept: words::retention(table.retention),
            records: rows.map(|row| Record::of(row, table.shown(), wall)).collect(),
            all_href,
            hidden,
        }
    }
}

impl Record {
    fn of<'c>(row: &Row, columns: impl Iterator<Item = &'c Column>, wall: &Wall) -> Self {
        let facts = columns.zip(&row.values).filter_map(|(column, value)| Fact::of(column, value, wall));
        let until = row.kept_until.map(|at| match at > wall.now {
            true => wall.date(civil::local_date(at, &wall.zone)),
            false => "The next daily cleaning: its time is over".into(),
        });
        Self { facts: facts.collect(), kept_until: until.unwrap_or_default() }
    }
}

impl Fact {
    /// What is empty is shown only where the person can fill it.
    fn of(column: &Column, value: &Value, wall: &Wall) -> Option<Self> {
        let (form, ask) = match correction(column) {
            Some(Correction::Form(href)) => (href, None),
            Some(Correction::Ask(why)) => ("", Some(Ask { why, href: asking(&column.label()) })),
            None => ("", None),
        };
        if value.is_empty() && form.is_empty() {
            return None;
        }
        let (label, value) = (column.label(), shown(value, wall));
        Some(Self { label, value, origin: words::origin(column.origin), form, ask })
    }
}

fn shown(value: &Value, wall: &Wall) -> String {
    match value {
        value if value.is_empty() => "Not given".into(),
        Value::Empty => String::new(),
        Value::Text(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Truth(true) => "Yes".into(),
        Value::Truth(false) => "No".into(),
        Value::Moment(at) => wall.moment(*at).exact,
        Value::Day(day) => wall.date(*day),
        Value::Bytes(size) => format!("{size} bytes"),
    }
}

/// The request, filled in with what is wrong.
fn asking(label: &str) -> String {
    let what: String = url::form_urlencoded::byte_serialize(label.as_bytes()).collect();
    format!("/account/privacy/correction?what={what}")
}

impl RecipientLine {
    fn of(recipient: Recipient, wall: &Wall) -> Self {
        let (first, last) = (wall.moment(recipient.first_at).exact, wall.moment(recipient.last_at).exact);
        let when = match recipient.times {
            1 => format!("once, on {last}"),
            times => format!("{times} times, first on {first}, last on {last}"),
        };
        Self { name: recipient.name, what: recipient.what, when }
    }
}
