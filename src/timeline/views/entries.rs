//! The lines of a contact's time: notes, bookings, and changes of fields, those that one
//! person made at once together.

use crate::access::Permission;
use crate::bookings;
use crate::bookings::queries::list::Line;
use crate::civil::{Moment, Wall};
use crate::contacts::custom::FieldKind;
use crate::contacts::queries::Change;
use crate::notes;
use crate::notes::model::Note;
use crate::staff::model::People;
use crate::text::markdown;
use crate::timeline::model;
use crate::web::Who;

pub enum Entry {
    Note(NoteView),
    Changes(ChangesView),
    Booking(BookingView),
}

pub struct BookingView {
    pub services: String,
    pub when: String,
    pub href: String,
    pub status: &'static str,
    pub badge: &'static str,
    pub at: Moment,
}

pub struct NoteView {
    pub id: i64,
    pub by: String,
    pub at: Moment,
    pub html: String,
    pub is_pinned: bool,
    pub was_edited: bool,
    pub may_pin: bool,
    pub may_change: bool,
}

pub struct ChangesView {
    pub by: String,
    pub what: String,
    pub at: Moment,
    pub fields: Vec<FieldView>,
}

pub struct FieldView {
    pub label: String,
    /// Hidden for this role: that it changed is told, what it was is not.
    pub is_hidden: bool,
    pub old: String,
    pub new: String,
}

impl NoteView {
    pub fn of(who: &Who, wall: &Wall, people: &People, note: Note) -> Self {
        let may_write = who.may(Permission::WriteNotes);
        Self {
            id: note.id,
            by: people.name(Some(note.author_id)).to_owned(),
            at: wall.moment(note.created_at),
            html: markdown::render(&note.body),
            is_pinned: note.pinned_at.is_some(),
            was_edited: note.was_edited(),
            may_pin: may_write,
            may_change: may_write && notes::editor(who).may_change(&note),
        }
    }
}

pub fn of(who: &Who, wall: &Wall, people: &People, entries: Vec<model::Entry>) -> Vec<Entry> {
    let mut shown: Vec<Entry> = Vec::with_capacity(entries.len());
    for entry in entries {
        match entry {
            model::Entry::Note(note) => shown.push(Entry::Note(NoteView::of(who, wall, people, note))),
            model::Entry::Change(change) => add_change(&mut shown, wall, change),
            model::Entry::Booking(line) => shown.push(Entry::Booking(booking(wall, &line))),
        }
    }
    for entry in &mut shown {
        if let Entry::Changes(changes) = entry {
            changes.what = what(&changes.fields);
        }
    }
    shown
}

fn booking(wall: &Wall, line: &Line) -> BookingView {
    let booking = &line.booking;
    BookingView {
        services: line.services.clone(),
        when: bookings::when(wall, booking.starts_at, booking.ends_at),
        href: format!("/bookings/{}", booking.id),
        status: booking.status.label(),
        badge: booking.status.badge(),
        at: wall.moment(booking.created_at),
    }
}

/// Joins the change to the one before it if both are of one edit.
fn add_change(shown: &mut Vec<Entry>, wall: &Wall, change: Change) {
    let at = wall.moment(change.at);
    let field = field(change.field, change.kind, change.values, wall);
    if let Some(Entry::Changes(last)) = shown.last_mut()
        && last.at == at
        && last.by == change.who
    {
        last.fields.insert(0, field);
        return;
    }
    shown.push(Entry::Changes(ChangesView { by: change.who, what: String::new(), at, fields: vec![field] }));
}

fn field(label: String, kind: Option<FieldKind>, values: Option<(String, String)>, wall: &Wall) -> FieldView {
    let is_hidden = values.is_none();
    let written = |value: String| kind.map_or_else(|| value.clone(), |kind| kind.written(&value, wall));
    let (old, new) = values.map(|(old, new)| (written(old), written(new))).unwrap_or_default();
    FieldView { label, is_hidden, old, new }
}

/// "changed Phone", "changed Phone and Company", "changed Phone, Company and Tags".
fn what(fields: &[FieldView]) -> String {
    let labels: Vec<&str> = fields.iter().map(|f| f.label.as_str()).collect();
    match labels.split_last() {
        Some((last, [])) => format!("changed {last}"),
        Some((last, others)) => format!("changed {} and {last}", others.join(", ")),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn one_edit_is_one_line() {
        let wall = Wall::new("UTC", "en-GB", datetime!(2026-11-03 9:00));
        let change = |id, who: &str, field: &str| Change {
            id,
            at: datetime!(2026-11-03 8:00),
            who: who.into(),
            field: field.into(),
            kind: None,
            values: None,
        };
        let mut shown = Vec::new();
        for (id, who, field) in [(3, "Ann", "Tags"), (2, "Ann", "Phone"), (1, "Ben", "Name")] {
            add_change(&mut shown, &wall, change(id, who, field));
        }
        let Some(Entry::Changes(first)) = shown.first() else { panic!("no line") };
        assert_eq!((shown.len(), what(&first.fields).as_str()), (2, "changed Phone and Tags"));
    }
}
