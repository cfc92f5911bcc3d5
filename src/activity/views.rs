//! What the activity page shows.

use askama::Template;

use super::queries::{Actor, Entry};
use super::subjects::{Subject, Subjects};
use super::words::{self, GROUPS, KINDS};
use crate::civil::{Moment, Wall};
use crate::web::paging::{Slice, with_param};
use crate::web::{Chrome, FormState, Nav, Who};

type Options = Vec<(String, String)>;

/// What the database gave.
pub struct Found {
    pub actors: Vec<Actor>,
    pub entries: Slice<Entry>,
    pub subjects: Subjects,
    pub verified: Option<Result<i64, i64>>,
}

impl Found {
    pub fn nothing(actors: Vec<Actor>) -> Self {
        Self {
            actors,
            entries: Slice { rows: Vec::new(), has_more: false },
            subjects: Subjects::default(),
            verified: None,
        }
    }
}

#[derive(Template)]
#[template(path = "activity/index.html")]
pub struct ActivityPage {
    chrome: Chrome,
    form: FormState,
    members: Options,
    groups: Options,
    kinds: Options,
    lines: Vec<Line>,
    older: String,
    verify_href: String,
    whole: String,
    broken: String,
    filtered: bool,
}

pub struct Line {
    seq: i64,
    icon: &'static str,
    who: String,
    what: String,
    detail: String,
    subject: Subject,
    moment: Moment,
}

const FILTERS: [&str; 5] = ["member", "group", "kind", "from", "to"];

impl ActivityPage {
    pub fn of(who: &Who, form: FormState, found: Found) -> Self {
        let wall = who.wall();
        let query: Vec<(String, String)> =
            FILTERS.iter().map(|name| ((*name).to_owned(), form.value(name).to_owned())).collect();
        let Found { actors, entries, subjects, verified } = found;
        let last = entries.rows.last().filter(|_| entries.has_more);
        let older = last.map(|entry| with_param("/activity", &query, "before", &entry.seq.to_string()));
        let (whole, broken) = match verified {
            None => (String::new(), String::new()),
            Some(Ok(count)) => (whole(count), String::new()),
            Some(Err(seq)) => (
                String::new(),
                format!(
                    "Entry {seq} does not fit the one before it: the record was changed outside the program, from there on."
                ),
            ),
        };
        Self {
            chrome: who.chrome(Nav::Activity),
            members: choices("Everybody", actors.iter().map(|a| (a.member_id.to_string(), a.name.clone()))),
            groups: choices("Everything", GROUPS.iter().map(|(word, label, _)| owned(word, label))),
            kinds: choices("Any record", KINDS.iter().map(|(word, label)| owned(word, label))),
            lines: entries.rows.iter().map(|entry| Line::of(&wall, entry, &actors, &subjects)).collect(),
            older: older.unwrap_or_default(),
            verify_href: with_param("/activity", &query, "verify", "1"),
            whole,
            broken,
            filtered: query.iter().any(|(_, value)| !value.is_empty()),
            form,
        }
    }
}

fn whole(count: i64) -> String {
    match count {
        1 => "The record is whole: its one entry is unchanged.".into(),
        count => format!("The record is whole: all {count} entries are there and unchanged."),
    }
}

fn owned(word: &str, label: &str) -> (String, String) {
    (word.to_owned(), label.to_owned())
}

fn choices(all: &str, options: impl Iterator<Item = (String, String)>) -> Options {
    std::iter::once((String::new(), all.to_owned())).chain(options).collect()
}

impl Line {
    fn of(wall: &Wall, entry: &Entry, actors: &[Actor], subjects: &Subjects) -> Self {
        Self {
            seq: entry.seq,
            icon: words::icon(&entry.action),
            who: name(&entry.actor, actors),
            what: words::sentence(&entry.action).to_owned(),
            detail: entry.detail.clone(),
            subject: subjects.get(entry),
            moment: wall.moment(entry.at),
        }
    }
}

/// A pseudonym that belongs to no member any more was somebody whose account is erased.
fn name(pseudonym: &str, actors: &[Actor]) -> String {
    match actors.iter().find(|actor| actor.pseudonym == pseudonym) {
        Some(actor) => actor.name.clone(),
        None if pseudonym == "system" => "ClientSync".into(),
        None => "A former member".into(),
    }
}
