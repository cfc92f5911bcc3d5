//! The pages of notes: what they show, decided here.

use askama::Template;

use super::model::{Note, Revision};
use crate::civil::{Moment, Wall};
use crate::staff::model::People;
use crate::text::markdown;
use crate::web::{Chrome, FormState, Nav, Who};

/// A new note whose text must be mended.
#[derive(Template)]
#[template(path = "notes/new.html")]
pub struct NewPage {
    chrome: Chrome,
    contact_href: String,
    contact_name: String,
    action: String,
    form: FormState,
}

impl NewPage {
    pub fn of(who: &Who, contact_id: i64, contact_name: String, form: FormState) -> Self {
        Self {
            chrome: who.chrome(Nav::Contacts),
            contact_href: format!("/contacts/{contact_id}"),
            contact_name,
            action: format!("/contacts/{contact_id}/notes"),
            form,
        }
    }
}

#[derive(Template)]
#[template(path = "notes/edit.html")]
pub struct EditPage {
    chrome: Chrome,
    contact_href: String,
    contact_name: String,
    action: String,
    delete_href: String,
    form: FormState,
    conflict: Option<Conflict>,
}

/// The text that somebody else saved meanwhile, beside the one that was typed.
struct Conflict {
    by: String,
    at: Moment,
    theirs: String,
    yours: String,
}

impl EditPage {
    pub fn of(who: &Who, note: &Note, contact_name: String, form: FormState) -> Self {
        Self {
            chrome: who.chrome(Nav::Contacts),
            contact_href: format!("/contacts/{}", note.contact_id),
            contact_name,
            action: format!("/notes/{}", note.id),
            delete_href: format!("/notes/{}/delete", note.id),
            form,
            conflict: None,
        }
    }

    pub fn against(mut self, who: &Who, current: &Note, history: Vec<Revision>, people: &People) -> Self {
        let writer = history.first().map_or(current.author_id, |newest| newest.written_by);
        self.conflict = Some(Conflict {
            by: people.name(Some(writer)).to_owned(),
            at: who.wall().moment(current.updated_at),
            theirs: markdown::render(&current.body),
            yours: markdown::render(self.form.value("body")),
        });
        self
    }
}

#[derive(Template)]
#[template(path = "notes/history.html")]
pub struct HistoryPage {
    chrome: Chrome,
    contact_href: String,
    contact_name: String,
    revisions: Vec<Entry>,
}

struct Entry {
    by: String,
    label: &'static str,
    at: Moment,
    html: String,
}

impl HistoryPage {
    pub fn of(who: &Who, note: &Note, contact_name: String, history: Vec<Revision>, people: &People) -> Self {
        let (wall, last) = (who.wall(), history.len().saturating_sub(1));
        let entry = |(place, revision)| entry(&wall, people, label(place, last), &revision);
        Self {
            chrome: who.chrome(Nav::Contacts),
            contact_href: format!("/contacts/{}", note.contact_id),
            contact_name,
            revisions: history.into_iter().enumerate().map(entry).collect(),
        }
    }
}

fn entry(wall: &Wall, people: &People, label: &'static str, revision: &Revision) -> Entry {
    let by = people.name(Some(revision.written_by)).to_owned();
    Entry { by, label, at: wall.moment(revision.at), html: markdown::render(&revision.body) }
}

fn label(place: usize, last: usize) -> &'static str {
    match place {
        0 => "Now",
        place if place == last => "First version",
        _ => "",
    }
}

#[derive(Template)]
#[template(path = "notes/delete.html")]
pub struct DeletePage {
    chrome: Chrome,
    title: String,
    items: Vec<String>,
    action: String,
    cancel_href: String,
}

impl DeletePage {
    pub fn of(who: &Who, note: &Note, versions: usize, contact_name: &str) -> Self {
        let mut items = vec![opening(&note.body)];
        match versions {
            0 => {}
            1 => items.push("Its 1 earlier version".into()),
            more => items.push(format!("Its {more} earlier versions")),
        }
        Self {
            chrome: who.chrome(Nav::Contacts),
            title: format!("Delete this note on {contact_name}?"),
            items,
            action: format!("/notes/{}/delete", note.id),
            cancel_href: format!("/contacts/{}", note.contact_id),
        }
    }
}

/// The first words of a note, enough to recognise it.
fn opening(body: &str) -> String {
    const ENOUGH: usize = 120;
    let line = markdown::words(body);
    match line.char_indices().nth(ENOUGH) {
        Some((cut, _)) => format!("“{}…”", line[..cut].trim_end()),
        None => format!("“{line}”"),
    }
}
