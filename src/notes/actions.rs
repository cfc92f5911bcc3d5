//! Writes on notes. Each also keeps the contact's search text true, in the same step.

use super::model::{Edit, Edited, Editor, NewNote};
use super::queries;
use crate::contacts;
use crate::db::Scoped;
use crate::error::AppResult;

pub fn add(db: &mut Scoped, contact_id: i64, author_id: i64, new: &NewNote) -> AppResult<i64> {
    contacts::queries::require(db, contact_id)?;
    let id = queries::insert(db, contact_id, author_id, new)?;
    contacts::queries::touch_seen(db, contact_id)?;
    contacts::queries::ending::touch_active(db, contact_id)?;
    index(db, contact_id)?;
    db.record("note.added", "note", id, "");
    Ok(id)
}

/// Saves a new text and keeps the old one, unless the note changed since the writer read it.
pub fn edit(db: &mut Scoped, id: i64, editor: Editor, edit: &Edit) -> AppResult<Edited> {
    let note = queries::find_to_change(db, id, editor)?;
    let contact_id = note.contact_id;
    if note.body == edit.body {
        return Ok(Edited::Saved { contact_id });
    }
    if note.version != edit.version || !queries::replace_body(db, &note, &edit.body)? {
        return Ok(Edited::Stale(queries::find(db, id)?));
    }
    queries::keep_version(db, &note, editor.member_id)?;
    contacts::queries::ending::touch_active(db, contact_id)?;
    index(db, contact_id)?;
    db.record("note.edited", "note", id, "");
    Ok(Edited::Saved { contact_id })
}

/// Pins or unpins; answers whose contact page to return to.
pub fn pin(db: &mut Scoped, id: i64, pinned: bool) -> AppResult<i64> {
    let note = queries::find(db, id)?;
    let now = db.now;
    queries::set_pinned(db, id, pinned.then_some(now))?;
    db.record(if pinned { "note.pinned" } else { "note.unpinned" }, "note", id, "");
    Ok(note.contact_id)
}

pub fn delete(db: &mut Scoped, id: i64, editor: Editor) -> AppResult<i64> {
    let note = queries::find_to_change(db, id, editor)?;
    let now = db.now;
    queries::set_deleted(db, id, Some(now))?;
    index(db, note.contact_id)?;
    db.record("note.deleted", "note", id, "");
    Ok(note.contact_id)
}

pub fn restore(db: &mut Scoped, id: i64, editor: Editor) -> AppResult<i64> {
    let note = queries::find_deleted(db, id, editor)?;
    queries::set_deleted(db, id, None)?;
    index(db, note.contact_id)?;
    db.record("note.restored", "note", id, "");
    Ok(note.contact_id)
}

fn index(db: &mut Scoped, contact_id: i64) -> AppResult<()> {
    let texts = queries::texts(db, contact_id)?;
    contacts::queries::search_text::set_notes(db, contact_id, &texts.join("\n"))
}
