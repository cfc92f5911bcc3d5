//! What the pages of imports show.

use askama::Template;

use super::columns::{FIELDS, NEW_FIELD};
use super::model::{Existing, Fate, Origin, State};
use super::queries::{Import, Row};
use super::show::PAGE;
use crate::access::Permission;
use crate::civil::Moment;
use crate::contacts::batch::KEPT;
use crate::contacts::custom::CustomField;
use crate::web::{Chrome, FormState, Nav, Who};

#[derive(Template)]
#[template(path = "imports/upload.html")]
pub struct UploadPage {
    chrome: Chrome,
    origins: Vec<(String, String)>,
    latest: Vec<Past>,
    form: FormState,
}

struct Past {
    href: String,
    title: String,
    at: Moment,
    label: &'static str,
    badge: &'static str,
}

impl UploadPage {
    pub fn of(who: &Who, latest: Vec<Import>, form: FormState) -> Self {
        let wall = who.wall();
        let past = |import: Import| Past {
            href: format!("/contacts/import/{}", import.id),
            title: title(&import),
            at: wall.moment(import.created_at),
            label: import.state.label(),
            badge: import.state.badge(),
        };
        Self {
            chrome: who.chrome(Nav::Contacts),
            origins: Origin::ALL.iter().map(|o| (o.word().to_owned(), o.label().to_owned())).collect(),
            latest: latest.into_iter().map(past).collect(),
            form,
        }
    }
}

/// What the list is called.
pub fn title(import: &Import) -> String {
    if import.file_name.is_empty() { format!("List {}", import.id) } else { import.file_name.clone() }
}

#[derive(Template)]
#[template(path = "imports/show.html")]
pub struct ShowPage {
    chrome: Chrome,
    href: String,
    title: String,
    subtitle: String,
    label: &'static str,
    badge: &'static str,
    step: Step,
    trouble: String,
    /// Of a list that moves: how far it is.
    done: i64,
    total: i64,
    columns: Vec<ColumnRow>,
    tag: String,
    /// What can become of clients who are there already, and what was chosen.
    existing: Vec<(&'static str, &'static str)>,
    existing_chosen: &'static str,
    tallies: Vec<Tally>,
    rows: Vec<RowView>,
    more: String,
    will_add: i64,
    will_update: i64,
    has_updated: bool,
    may_stop: bool,
    not_added: i64,
    may_undo: bool,
}

/// Which part of the page is shown.
#[derive(PartialEq, Eq)]
enum Step {
    Moving,
    Matching,
    Planned,
    Over,
    Failed,
}

struct ColumnRow {
    id: String,
    name: String,
    samples: String,
    choices: Vec<Choice>,
}

struct Choice {
    value: String,
    label: String,
    chosen: bool,
}

struct Tally {
    label: &'static str,
    count: i64,
    href: String,
    current: bool,
}

struct RowView {
    number: i64,
    who: String,
    label: &'static str,
    badge: &'static str,
    why: String,
    href: String,
}

type Shown = (Vec<(Fate, i64)>, Vec<CustomField>, Vec<Row>, Vec<Row>, Import);

impl ShowPage {
    pub fn of(who: &Who, (counts, own, samples, mut rows, import): Shown, fate: Option<Fate>) -> Self {
        let href = format!("/contacts/import/{}", import.id);
        let count =
            |fate: Fate| counts.iter().find(|(known, _)| *known == fate).map_or(0, |(_, count)| *count);
        let more = match rows.len() as i64 > PAGE {
            true => {
                rows.truncate(PAGE as usize);
                let fate = fate.map(|fate| format!("&fate={}", fate.word())).unwrap_or_default();
                format!("{href}?after={}{fate}", rows.last().map_or(0, |row| row.number))
            }
            false => String::new(),
        };
        let in_time = import.finished_at.is_some_and(|at| at + KEPT > who.now());
        let is_over = matches!(import.state, State::Done | State::Cancelled);
        Self {
            chrome: who.chrome(Nav::Contacts),
            title: title(&import),
            subtitle: subtitle(&import),
            label: import.state.label(),
            badge: import.state.badge(),
            step: step(import.state),
            trouble: import.trouble.clone(),
            done: import.rows_done,
            total: import.rows_total.max(1),
            columns: columns(who, &import, &own, &samples),
            tag: import.tag.clone(),
            existing: Existing::choices(),
            existing_chosen: import.existing.word(),
            tallies: tallies(&href, &counts, fate),
            rows: rows.iter().map(row_view).collect(),
            more,
            will_add: count(Fate::New) + count(Fate::OptedOut),
            will_update: count(Fate::Update),
            has_updated: count(Fate::Updated) > 0,
            may_stop: import.state != State::Undoing,
            not_added: count(Fate::Refused) + count(Fate::Duplicate),
            may_undo: is_over
                && in_time
                && count(Fate::Added) + count(Fate::Updated) > 0
                && who.may(Permission::DeleteContacts),
            href,
        }
    }
}

fn subtitle(import: &Import) -> String {
    let rows = match import.rows_total {
        0 => "Rows not counted yet".into(),
        1 => "1 row".into(),
        n => format!("{n} rows"),
    };
    format!("{rows} · {}", import.origin.label())
}

const fn step(state: State) -> Step {
    match state {
        State::Reading | State::Planning | State::Running | State::Undoing => Step::Moving,
        State::Matching => Step::Matching,
        State::Planned => Step::Planned,
        State::Done | State::Cancelled | State::Undone => Step::Over,
        State::Failed => Step::Failed,
    }
}

fn columns(who: &Who, import: &Import, own: &[CustomField], samples: &[Row]) -> Vec<ColumnRow> {
    let mapping = import.mapping();
    let row = |(n, name): (usize, &String)| {
        let chosen = mapping.get(n).map(String::as_str).unwrap_or_default();
        let choice = |value: String, label: String| Choice { chosen: value == chosen, value, label };
        let fixed = FIELDS.iter().map(|(value, label)| choice((*value).to_owned(), (*label).to_owned()));
        let own = own.iter().map(|field| choice(field.input_name(), field.label.clone()));
        let new = who
            .may(Permission::ManageContactFields)
            .then(|| choice(NEW_FIELD.to_owned(), "A new field of that name".to_owned()));
        let cells = samples.iter().filter_map(|row| row.cells.get(n)).filter(|cell| !cell.is_empty());
        let cells: Vec<String> = cells.map(|cell| cell.chars().take(40).collect()).collect();
        ColumnRow {
            id: format!("f-column-{n}"),
            name: if name.is_empty() { format!("Column {}", n + 1) } else { name.clone() },
            samples: cells.join(" · "),
            choices: fixed.chain(own).chain(new).collect(),
        }
    };
    import.header().iter().enumerate().map(row).collect()
}

fn tallies(href: &str, counts: &[(Fate, i64)], current: Option<Fate>) -> Vec<Tally> {
    let all = Tally {
        label: "All",
        count: counts.iter().map(|(_, count)| count).sum(),
        href: href.to_owned(),
        current: current.is_none(),
    };
    let of = |fate: &Fate| {
        let count = counts.iter().find(|(known, _)| known == fate).map(|(_, count)| *count)?;
        let href = format!("{href}?fate={}", fate.word());
        Some(Tally { label: fate.label(), count, href, current: current == Some(*fate) })
    };
    std::iter::once(all).chain(Fate::ALL.iter().filter_map(of)).collect()
}

fn row_view(row: &Row) -> RowView {
    let cells: Vec<&str> =
        row.cells.iter().filter(|cell| !cell.is_empty()).take(4).map(String::as_str).collect();
    RowView {
        number: row.number,
        who: cells.join(" · ").chars().take(120).collect(),
        label: row.fate.label(),
        badge: row.fate.badge(),
        why: row.why.clone(),
        href: row.contact_id.map(|id| format!("/contacts/{id}")).unwrap_or_default(),
    }
}
