//! What the pages about restricted clients show.

use askama::Template;

use super::queries::{Restricted, Stretch, Why};
use super::show::Held;
use crate::civil::{Moment, Wall};
use crate::contacts::custom::CustomField;
use crate::contacts::model::Tag;
use crate::inventory::Table;
use crate::inventory::read::{Row, Value};
use crate::web::paging::Slice;
use crate::web::{Chrome, FormState, Nav, Who};

impl Why {
    pub const fn label(self) -> &'static str {
        match self {
            Self::Request => "They asked for it",
            Self::Objection => "They object",
            Self::ChildReport => "It may be a child’s data",
        }
    }
}

#[derive(Template)]
#[template(path = "privacy/restricted.html")]
pub struct ListPage {
    chrome: Chrome,
    rows: Vec<ListRow>,
    older: String,
}

struct ListRow {
    href: String,
    name: String,
    why: &'static str,
    since: Moment,
    /// "to be decided by 5 Dec", "ends when the person has been told".
    next: String,
    urgent: bool,
}

impl ListPage {
    pub fn of(who: &Who, slice: Slice<Restricted>, open: &[Stretch]) -> Self {
        let wall = who.wall();
        let last = slice.rows.last().filter(|_| slice.has_more);
        let older = last.map(|row| format!("/privacy/restricted?after={}", row.id)).unwrap_or_default();
        let rows = slice.rows.into_iter().map(|row| {
            let (next, urgent) = next(open.iter().filter(|stretch| stretch.contact_id == row.id), &wall);
            ListRow {
                href: format!("/privacy/restricted/{}", row.id),
                why: row.why.label(),
                since: wall.moment(row.since),
                name: row.name,
                next,
                urgent,
            }
        });
        Self { rows: rows.collect(), chrome: who.chrome(Nav::Contacts), older }
    }
}

fn next<'s>(mut open: impl Iterator<Item = &'s Stretch>, wall: &Wall) -> (String, bool) {
    let decides = |stretch: &&Stretch| stretch.decide_by.is_some() || !stretch.ended_by.is_empty();
    match open.find(decides) {
        Some(stretch) if !stretch.ended_by.is_empty() => ("Ends when the person has been told".into(), false),
        Some(Stretch { decide_by: Some(by), .. }) => {
            (format!("To be decided by {}", wall.date(by.date())), *by < wall.now)
        }
        _ => (String::new(), false),
    }
}

#[derive(Template)]
#[template(path = "privacy/restricted_show.html")]
pub struct ShowPage {
    chrome: Chrome,
    name: String,
    why: &'static str,
    since: Moment,
    is_child: bool,
    is_ending: bool,
    href: String,
    decide_by: String,
    sections: Vec<Section>,
    past: Vec<Past>,
}

struct Section {
    title: &'static str,
    records: Vec<Vec<(String, String)>>,
}

/// Shown by the names of tags and fields instead of their numbers.
const NAMED: [&str; 2] = ["contact_tags", "contact_values"];

struct Past {
    why: &'static str,
    from: Moment,
    until: Moment,
    note: String,
}

impl ShowPage {
    pub fn of(who: &Who, held: Held) -> Self {
        let wall = who.wall();
        let Held { contact, stretches, sections, tags, values } = held;
        let open: Vec<&Stretch> = stretches.iter().filter(|stretch| stretch.ended_at.is_none()).collect();
        let decide_by = open.iter().find_map(|stretch| stretch.decide_by).map(|by| wall.date(by.date()));
        Self {
            chrome: who.chrome(Nav::Contacts),
            href: format!("/privacy/restricted/{}", contact.id),
            why: contact.why.label(),
            since: wall.moment(contact.since),
            is_child: contact.why == Why::ChildReport,
            is_ending: open.iter().any(|stretch| !stretch.ended_by.is_empty()),
            decide_by: decide_by.unwrap_or_default(),
            sections: sections
                .iter()
                .filter(|(table, _)| !NAMED.contains(&table.name))
                .filter_map(|(table, rows)| Section::of(table, rows, &wall))
                .chain(Section::named(&tags, &values, &wall))
                .collect(),
            past: stretches.iter().filter_map(|stretch| Past::of(stretch, &wall)).collect(),
            name: contact.name,
        }
    }
}

impl Section {
    /// The business's own fields and tags; nothing where there are none.
    fn named(tags: &[Tag], values: &[(CustomField, String)], wall: &Wall) -> Option<Self> {
        let value =
            |(field, value): &(CustomField, String)| (field.label.clone(), field.kind.written(value, wall));
        let mut record: Vec<_> = values.iter().filter(|(_, value)| !value.is_empty()).map(value).collect();
        if !tags.is_empty() {
            let names: Vec<&str> = tags.iter().map(|tag| tag.name.as_str()).collect();
            record.push(("Tags".into(), names.join(", ")));
        }
        (!record.is_empty()).then(|| Self { title: "Tags and own fields", records: vec![record] })
    }

    /// `None` where there is nothing to read.
    fn of(table: &Table, rows: &[Row], wall: &Wall) -> Option<Self> {
        let record = |row: &Row| -> Vec<(String, String)> {
            let shown = table.shown().zip(&row.values).filter(|(_, value)| !value.is_empty());
            shown.map(|(column, value)| (column.label(), in_words(value, wall))).collect()
        };
        let records: Vec<_> = rows.iter().map(record).filter(|record| !record.is_empty()).collect();
        (!records.is_empty()).then_some(Self { title: table.title, records })
    }
}

fn in_words(value: &Value, wall: &Wall) -> String {
    match value {
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

impl Past {
    fn of(stretch: &Stretch, wall: &Wall) -> Option<Self> {
        Some(Self {
            why: stretch.why.label(),
            from: wall.moment(stretch.placed_at),
            until: wall.moment(stretch.ended_at?),
            note: stretch.note.clone(),
        })
    }
}

#[derive(Template)]
#[template(path = "privacy/restrict.html")]
pub struct PlacePage {
    chrome: Chrome,
    form: FormState,
    id: i64,
    name: String,
    reasons: Vec<(String, String)>,
}

impl PlacePage {
    pub fn of(who: &Who, id: i64, name: String, form: FormState) -> Self {
        let reasons = Why::ALL.iter().map(|why| (why.word().to_owned(), why.label().to_owned())).collect();
        Self { chrome: who.chrome(Nav::Contacts), form, id, name, reasons }
    }
}

#[derive(Template)]
#[template(path = "privacy/restriction_end.html")]
pub struct EndPage {
    chrome: Chrome,
    form: FormState,
    href: String,
    name: String,
}

impl EndPage {
    pub fn of(who: &Who, contact: &Restricted, form: FormState) -> Self {
        Self {
            chrome: who.chrome(Nav::Contacts),
            form,
            href: format!("/privacy/restricted/{}", contact.id),
            name: contact.name.clone(),
        }
    }
}
