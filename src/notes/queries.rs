//! The `notes` and `note_versions` tables. Everything starts from `within_reach`:
//! a note is reached only through a contact that the member may see.

use diesel::dsl::InnerJoin;
use diesel::prelude::*;

use super::model::{Editor, KEPT_AFTER_DELETION, NewNote, Note, Version};
use crate::clock::Instant;
use crate::contacts::queries::{self as contacts_queries, Contacts};
use crate::db::Scoped;
use crate::error::{AppError, AppResult};
use crate::schema::{contacts, note_versions, notes};

type Reached = InnerJoin<Contacts, notes::table>;

type Row = (i64, i64, i64, String, i32, Option<Instant>, Instant, Instant);
const ROW: (
    notes::id,
    notes::contact_id,
    notes::author_id,
    notes::body,
    notes::version,
    notes::pinned_at,
    notes::created_at,
    notes::updated_at,
) = (
    notes::id,
    notes::contact_id,
    notes::author_id,
    notes::body,
    notes::version,
    notes::pinned_at,
    notes::created_at,
    notes::updated_at,
);

fn note(row: Row) -> Note {
    let (id, contact_id, author_id, body, version, pinned_at, created_at, updated_at) = row;
    Note { id, contact_id, author_id, body, version, pinned_at, created_at, updated_at }
}

/// The notes, deleted or not, on the contacts that the member may see.
fn within_reach(db: &Scoped) -> Reached {
    contacts_queries::visible(db).inner_join(notes::table).filter(notes::workspace_id.eq(db.workspace_id()))
}

fn live(db: &Scoped) -> Reached {
    within_reach(db).filter(notes::deleted_at.is_null())
}

pub fn find(db: &mut Scoped, id: i64) -> AppResult<Note> {
    let row: Row = live(db).filter(notes::id.eq(id)).select(ROW).first(&mut **db)?;
    Ok(note(row))
}

/// The contact that each of these notes is on: (note, contact, its name).
pub fn contacts_of(db: &mut Scoped, ids: &[i64]) -> AppResult<Vec<(i64, i64, String)>> {
    let found = live(db).filter(notes::id.eq_any(ids.to_vec()));
    Ok(found.select((notes::id, contacts::id, contacts::name)).load(&mut **db)?)
}

/// A note that this editor may change: 404 if out of reach, 403 if somebody else's.
pub fn find_to_change(db: &mut Scoped, id: i64, editor: Editor) -> AppResult<Note> {
    let note = find(db, id)?;
    refuse_others(editor, note)
}

/// A deleted note that can still be brought back.
pub fn find_deleted(db: &mut Scoped, id: i64, editor: Editor) -> AppResult<Note> {
    let oldest = db.now - KEPT_AFTER_DELETION;
    let row: Row = within_reach(db)
        .filter(notes::id.eq(id))
        .filter(notes::deleted_at.gt(oldest))
        .select(ROW)
        .first(&mut **db)?;
    refuse_others(editor, note(row))
}

fn refuse_others(editor: Editor, note: Note) -> AppResult<Note> {
    if !editor.may_change(&note) {
        return Err(AppError::Forbidden("Only its author or a manager can change this note."));
    }
    Ok(note)
}

/// The pinned notes of a contact, the latest pin first.
pub fn pinned(db: &mut Scoped, contact_id: i64) -> AppResult<Vec<Note>> {
    let rows: Vec<Row> = live(db)
        .filter(notes::contact_id.eq(contact_id))
        .filter(notes::pinned_at.is_not_null())
        .order((notes::pinned_at.desc(), notes::id.desc()))
        .limit(20)
        .select(ROW)
        .load(&mut **db)?;
    Ok(rows.into_iter().map(note).collect())
}

/// The notes of a contact, newest first; those after the note `before` of such a list if it is given.
pub fn of_contact(db: &mut Scoped, contact_id: i64, before: Option<i64>, limit: i64) -> AppResult<Vec<Note>> {
    let mut wanted = live(db).filter(notes::contact_id.eq(contact_id));
    if let Some(id) = before {
        let at = created_at(db, id)?;
        wanted = wanted.filter(notes::created_at.lt(at).or(notes::created_at.eq(at).and(notes::id.lt(id))));
    }
    let rows: Vec<Row> = wanted
        .order((notes::created_at.desc(), notes::id.desc()))
        .limit(limit)
        .select(ROW)
        .load(&mut **db)?;
    Ok(rows.into_iter().map(note).collect())
}

/// Also of a note that was deleted since: the list goes on where it was.
fn created_at(db: &mut Scoped, id: i64) -> AppResult<Instant> {
    Ok(within_reach(db).filter(notes::id.eq(id)).select(notes::created_at).first(&mut **db)?)
}

/// The latest notes on any contact, with the contact's name.
pub fn latest(db: &mut Scoped, limit: i64) -> AppResult<Vec<(Note, String)>> {
    let rows: Vec<(Row, String)> = live(db)
        .order((notes::created_at.desc(), notes::id.desc()))
        .limit(limit)
        .select((ROW, contacts::name))
        .load(&mut **db)?;
    Ok(rows.into_iter().map(|(row, name)| (note(row), name)).collect())
}

/// All that the notes of a contact say, for the search index.
pub fn texts(db: &mut Scoped, contact_id: i64) -> AppResult<Vec<String>> {
    // The index of a contact is the same whoever writes, so this looks past the writer's reach.
    let texts = notes::table
        .filter(notes::workspace_id.eq(db.workspace_id()))
        .filter(notes::contact_id.eq(contact_id))
        .filter(notes::deleted_at.is_null())
        .order(notes::created_at.desc())
        .select(notes::body)
        .load(&mut **db)?;
    Ok(texts)
}

/// The earlier texts of a note, oldest first.
pub fn versions(db: &mut Scoped, note_id: i64) -> AppResult<Vec<Version>> {
    let rows: Vec<(String, i64, Instant)> = note_versions::table
        .filter(note_versions::workspace_id.eq(db.workspace_id()))
        .filter(note_versions::note_id.eq(note_id))
        .order(note_versions::id)
        .select((note_versions::body, note_versions::edited_by, note_versions::at))
        .load(&mut **db)?;
    Ok(rows.into_iter().map(|(body, edited_by, at)| Version { body, edited_by, at }).collect())
}

pub fn insert(db: &mut Scoped, contact_id: i64, author_id: i64, new: &NewNote) -> AppResult<i64> {
    let (workspace, now) = (db.workspace_id(), db.now);
    let id = diesel::insert_into(notes::table)
        .values((
            notes::workspace_id.eq(workspace),
            notes::contact_id.eq(contact_id),
            notes::author_id.eq(author_id),
            notes::body.eq(&new.body),
            notes::pinned_at.eq(new.pinned.then_some(now)),
            notes::created_at.eq(now),
            notes::updated_at.eq(now),
        ))
        .returning(notes::id)
        .get_result(&mut **db)?;
    Ok(id)
}

/// Replaces the text of a note that was just read, unless somebody did so since: then false.
pub fn replace_body(db: &mut Scoped, note: &Note, body: &str) -> AppResult<bool> {
    let (workspace, now) = (db.workspace_id(), db.now);
    let changed = diesel::update(
        notes::table
            .filter(notes::workspace_id.eq(workspace))
            .filter(notes::id.eq(note.id))
            .filter(notes::version.eq(note.version)),
    )
    .set((notes::body.eq(body), notes::version.eq(note.version + 1), notes::updated_at.eq(now)))
    .execute(&mut **db)?;
    Ok(changed == 1)
}

pub fn keep_version(db: &mut Scoped, note: &Note, edited_by: i64) -> AppResult<()> {
    let (workspace, now) = (db.workspace_id(), db.now);
    diesel::insert_into(note_versions::table)
        .values((
            note_versions::workspace_id.eq(workspace),
            note_versions::note_id.eq(note.id),
            note_versions::body.eq(&note.body),
            note_versions::edited_by.eq(edited_by),
            note_versions::at.eq(now),
        ))
        .execute(&mut **db)?;
    Ok(())
}

pub fn set_pinned(db: &mut Scoped, id: i64, pinned_at: Option<Instant>) -> AppResult<()> {
    let workspace = db.workspace_id();
    diesel::update(notes::table.filter(notes::workspace_id.eq(workspace)).filter(notes::id.eq(id)))
        .set(notes::pinned_at.eq(pinned_at))
        .execute(&mut **db)?;
    Ok(())
}

pub fn set_deleted(db: &mut Scoped, id: i64, deleted_at: Option<Instant>) -> AppResult<()> {
    let workspace = db.workspace_id();
    diesel::update(notes::table.filter(notes::workspace_id.eq(workspace)).filter(notes::id.eq(id)))
        .set(notes::deleted_at.eq(deleted_at))
        .execute(&mut **db)?;
    Ok(())
}
