//! Changes to many contacts at once. What is to change is always picked from the
//! contacts that the member may reach; each change leaves its line in the history.

use diesel::prelude::*;

use super::{Contacts, deleted, search_text, tags, visible};
use crate::clock::Instant;
use crate::contacts::model::Tag;
use crate::contacts::queries::insert_change;
use crate::contacts::sheet::{self, Difference, Key};
use crate::db::Scoped;
use crate::error::AppResult;
use crate::schema::{contact_tags, contacts, follow_ups, notes};

/// Which of these have the tag.
pub fn with_tag(db: &mut Scoped, ids: &[i64], tag: i64) -> AppResult<Vec<i64>> {
    picked(db, visible(db).filter(contacts::id.eq_any(tagged(db, tag))), ids)
}

pub fn without_tag(db: &mut Scoped, ids: &[i64], tag: i64) -> AppResult<Vec<i64>> {
    picked(db, visible(db).filter(contacts::id.ne_all(tagged(db, tag))), ids)
}

#[diesel::dsl::auto_type]
fn tagged_rows(workspace: i64, tag: i64) -> _ {
    let here = contact_tags::workspace_id.eq(workspace).and(contact_tags::tag_id.eq(tag));
    contact_tags::table.filter(here).select(contact_tags::contact_id)
}

fn tagged(db: &Scoped, tag: i64) -> tagged_rows {
    tagged_rows(db.workspace_id(), tag)
}

pub fn in_use(db: &mut Scoped, ids: &[i64]) -> AppResult<Vec<i64>> {
    picked(db, visible(db).filter(contacts::archived_at.is_null()), ids)
}

pub fn in_archive(db: &mut Scoped, ids: &[i64]) -> AppResult<Vec<i64>> {
    picked(db, visible(db).filter(contacts::archived_at.is_not_null()), ids)
}

/// Archived at that moment and not touched in this respect since.
pub fn archived_at(db: &mut Scoped, ids: &[i64], at: Instant) -> AppResult<Vec<i64>> {
    picked(db, visible(db).filter(contacts::archived_at.eq(at)), ids)
}

pub fn shown(db: &mut Scoped, ids: &[i64]) -> AppResult<Vec<i64>> {
    picked(db, visible(db), ids)
}

pub fn deleted_at(db: &mut Scoped, ids: &[i64], at: Instant) -> AppResult<Vec<i64>> {
    picked(db, deleted(db).filter(contacts::deleted_at.eq(at)), ids)
}

pub fn in_trash(db: &mut Scoped, ids: &[i64]) -> AppResult<Vec<i64>> {
    picked(db, deleted(db), ids)
}

fn picked(db: &mut Scoped, among: Contacts, ids: &[i64]) -> AppResult<Vec<i64>> {
    let ids = among.filter(contacts::id.eq_any(ids.to_vec())).order(contacts::id).select(contacts::id);
    Ok(ids.load(&mut **db)?)
}

/// Those that are not assigned to this member yet, with whom they are assigned to.
pub fn assigned_otherwise(
    db: &mut Scoped,
    ids: &[i64],
    to: Option<i64>,
) -> AppResult<Vec<(i64, Option<i64>)>> {
    let rows: Vec<(i64, Option<i64>)> = visible(db)
        .filter(contacts::id.eq_any(ids.to_vec()))
        .order(contacts::id)
        .select((contacts::id, contacts::assigned_to))
        .load(&mut **db)?;
    Ok(rows.into_iter().filter(|(_, now)| *now != to).collect())
}

pub fn set_tag(db: &mut Scoped, ids: &[i64], tag: &Tag, on: bool) -> AppResult<()> {
    for &id in ids {
        let old = tags::of_contact(db, id)?;
        if on {
            tags::attach(db, id, std::slice::from_ref(tag))?;
        } else {
            detach(db, id, tag.id)?;
        }
        let new = tags::of_contact(db, id)?;
        let line = |tags: &[Tag]| sheet::tags(tags.iter().map(|t| t.name.as_str()));
        insert_change(db, id, &Difference { key: Key::Tags, old: line(&old), new: line(&new) })?;
        search_text::refresh(db, id)?;
    }
    touch(db, ids)
}

fn detach(db: &mut Scoped, contact: i64, tag: i64) -> AppResult<()> {
    let row = contact_tags::table
        .filter(contact_tags::workspace_id.eq(db.workspace_id()))
        .filter(contact_tags::contact_id.eq(contact))
        .filter(contact_tags::tag_id.eq(tag));
    diesel::delete(row).execute(&mut **db)?;
    Ok(())
}

/// Those that a member looks after.
pub fn assigned_to(db: &mut Scoped, member: i64) -> AppResult<Vec<i64>> {
    let theirs = visible(db).filter(contacts::assigned_to.eq(member)).order(contacts::id);
    Ok(theirs.select(contacts::id).load(&mut **db)?)
}

pub fn set_assigned(db: &mut Scoped, id: i64, from: Option<i64>, to: Option<i64>) -> AppResult<()> {
    let row =
        contacts::table.filter(contacts::workspace_id.eq(db.workspace_id())).filter(contacts::id.eq(id));
    diesel::update(row).set(contacts::assigned_to.eq(to)).execute(&mut **db)?;
    let (old, new) = (sheet::member(from), sheet::member(to));
    insert_change(db, id, &Difference { key: Key::AssignedTo, old, new })?;
    touch(db, &[id])
}

pub fn set_archived(db: &mut Scoped, ids: &[i64], at: Option<Instant>) -> AppResult<()> {
    let rows =
        contacts::table.filter(contacts::workspace_id.eq(db.workspace_id())).filter(contacts::id.eq_any(ids));
    diesel::update(rows).set(contacts::archived_at.eq(at)).execute(&mut **db)?;
    touch(db, ids)
}

pub fn set_deleted(db: &mut Scoped, ids: &[i64], at: Option<Instant>) -> AppResult<()> {
    let rows =
        contacts::table.filter(contacts::workspace_id.eq(db.workspace_id())).filter(contacts::id.eq_any(ids));
    diesel::update(rows).set(contacts::deleted_at.eq(at)).execute(&mut **db)?;
    Ok(())
}

/// Somebody who has one of them open for editing is told that it changed.
fn touch(db: &mut Scoped, ids: &[i64]) -> AppResult<()> {
    let now = db.now;
    let rows =
        contacts::table.filter(contacts::workspace_id.eq(db.workspace_id())).filter(contacts::id.eq_any(ids));
    diesel::update(rows)
        .set((contacts::version.eq(contacts::version + 1), contacts::updated_at.eq(now)))
        .execute(&mut **db)?;
    Ok(())
}

/// What goes along when contacts are deleted.
pub struct Belongings {
    pub names: Vec<String>,
    pub notes: i64,
    pub follow_ups: i64,
}

/// Counted here, below the features that own the rows, because only numbers are shown.
pub fn belongings(db: &mut Scoped, ids: &[i64]) -> AppResult<Belongings> {
    let workspace = db.workspace_id();
    let written = notes::table
        .filter(notes::workspace_id.eq(workspace))
        .filter(notes::contact_id.eq_any(ids))
        .filter(notes::deleted_at.is_null());
    let planned = follow_ups::table
        .filter(follow_ups::workspace_id.eq(workspace))
        .filter(follow_ups::contact_id.eq_any(ids));
    let names = super::within_reach(db)
        .filter(contacts::id.eq_any(ids.to_vec()))
        .order((contacts::name_key, contacts::id))
        .select(contacts::name);
    Ok(Belongings {
        notes: written.count().get_result(&mut **db)?,
        follow_ups: planned.count().get_result(&mut **db)?,
        names: names.load(&mut **db)?,
    })
}
