//! Tags and who has them.

use diesel::prelude::*;

use super::visible;
use crate::contacts::model::Tag;
use crate::db::Scoped;
use crate::error::AppResult;
use crate::schema::{contact_tags, contacts, tags};
use crate::text::fold::fold;

const COLUMNS: (tags::id, tags::name, tags::colour) = (tags::id, tags::name, tags::colour);

/// The palette of the style sheet.
pub const COLOURS: i32 = 8;

/// All of the business, by name.
pub fn all(db: &mut Scoped) -> AppResult<Vec<Tag>> {
    let rows = tags::table
        .filter(tags::workspace_id.eq(db.workspace_id()))
        .order(tags::name_key)
        .select(COLUMNS)
        .load(&mut **db)?;
    Ok(rows)
}

pub fn find(db: &mut Scoped, id: i64) -> AppResult<Tag> {
    let tag = tags::table
        .filter(tags::workspace_id.eq(db.workspace_id()))
        .filter(tags::id.eq(id))
        .select(COLUMNS)
        .first(&mut **db)?;
    Ok(tag)
}

pub fn of_contact(db: &mut Scoped, contact: i64) -> AppResult<Vec<Tag>> {
    let rows = contact_tags::table
        .inner_join(tags::table.on(tags::id.eq(contact_tags::tag_id)))
        .filter(contact_tags::workspace_id.eq(db.workspace_id()))
        .filter(contact_tags::contact_id.eq(contact))
        .order(tags::name_key)
        .select(COLUMNS)
        .load(&mut **db)?;
    Ok(rows)
}

/// Each tag with the number of contacts that the member may see.
pub fn counted(db: &mut Scoped) -> AppResult<Vec<(Tag, i64)>> {
    let mut counted = Vec::new();
    for tag in all(db)? {
        let count = count(db, tag.id)?;
        counted.push((tag, count));
    }
    Ok(counted)
}

pub fn count(db: &mut Scoped, tag: i64) -> AppResult<i64> {
    let having = contact_tags::table
        .filter(contact_tags::workspace_id.eq(db.workspace_id()))
        .filter(contact_tags::tag_id.eq(tag))
        .select(contact_tags::contact_id);
    Ok(visible(db).filter(contacts::id.eq_any(having)).count().get_result(&mut **db)?)
}

/// The tags of these names, made where there was none yet. Case and accents make no other tag.
pub fn named(db: &mut Scoped, names: &[String]) -> AppResult<Vec<Tag>> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let keys: Vec<String> = names.iter().map(|name| fold(name)).collect();
    let mut known: Vec<(String, Tag)> = tags::table
        .filter(tags::workspace_id.eq(db.workspace_id()))
        .filter(tags::name_key.eq_any(&keys))
        .select((tags::name_key, COLUMNS))
        .load(&mut **db)?;
    for (name, key) in names.iter().zip(keys) {
        if !known.iter().any(|(known, _)| *known == key) {
            let tag = insert(db, name, &key)?;
            known.push((key, tag));
        }
    }
    Ok(known.into_iter().map(|(_, tag)| tag).collect())
}

fn insert(db: &mut Scoped, name: &str, key: &str) -> AppResult<Tag> {
    let workspace = db.workspace_id();
    let tag = diesel::insert_into(tags::table)
        .values((
            tags::workspace_id.eq(workspace),
            tags::name.eq(name),
            tags::name_key.eq(key),
            tags::colour.eq(colour_of(key)),
        ))
        .returning(COLUMNS)
        .get_result(&mut **db)?;
    Ok(tag)
}

/// A colour that the same name always gets.
fn colour_of(key: &str) -> i32 {
    let sum = key.bytes().fold(7u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)));
    (sum % COLOURS as u32) as i32
}

pub fn attach(db: &mut Scoped, contact: i64, tags: &[Tag]) -> AppResult<()> {
    let workspace = db.workspace_id();
    for tag in tags {
        diesel::insert_into(contact_tags::table)
            .values((
                contact_tags::workspace_id.eq(workspace),
                contact_tags::contact_id.eq(contact),
                contact_tags::tag_id.eq(tag.id),
            ))
            .execute(&mut **db)?;
    }
    Ok(())
}

pub fn replace(db: &mut Scoped, contact: i64, tags: &[Tag]) -> AppResult<()> {
    let old = contact_tags::table
        .filter(contact_tags::workspace_id.eq(db.workspace_id()))
        .filter(contact_tags::contact_id.eq(contact));
    diesel::delete(old).execute(&mut **db)?;
    attach(db, contact, tags)
}

/// A name that another tag has is refused by the database.
pub fn update(db: &mut Scoped, id: i64, name: &str, colour: i32) -> AppResult<()> {
    let row = tags::table.filter(tags::workspace_id.eq(db.workspace_id())).filter(tags::id.eq(id));
    let values = (tags::name.eq(name), tags::name_key.eq(fold(name)), tags::colour.eq(colour));
    match diesel::update(row).set(values).execute(&mut **db)? {
        0 => Err(diesel::result::Error::NotFound.into()),
        _ => Ok(()),
    }
}

/// Everyone who has the tag, also those in the trash.
pub fn holders(db: &mut Scoped, tag: i64) -> AppResult<Vec<i64>> {
    let rows = contact_tags::table
        .filter(contact_tags::workspace_id.eq(db.workspace_id()))
        .filter(contact_tags::tag_id.eq(tag))
        .select(contact_tags::contact_id)
        .load(&mut **db)?;
    Ok(rows)
}

/// Gives `into` to everyone who has `from` and takes `from` away from the business.
pub fn merge(db: &mut Scoped, from: i64, into: &Tag) -> AppResult<()> {
    let workspace = db.workspace_id();
    let other = diesel::alias!(contact_tags as other);
    let have_both = other
        .filter(other.field(contact_tags::workspace_id).eq(workspace))
        .filter(other.field(contact_tags::tag_id).eq(into.id))
        .select(other.field(contact_tags::contact_id));
    let moving = contact_tags::table
        .filter(contact_tags::workspace_id.eq(workspace))
        .filter(contact_tags::tag_id.eq(from))
        .filter(contact_tags::contact_id.ne_all(have_both));
    diesel::update(moving).set(contact_tags::tag_id.eq(into.id)).execute(&mut **db)?;
    delete(db, from)
}

pub fn delete(db: &mut Scoped, id: i64) -> AppResult<()> {
    let row = tags::table.filter(tags::workspace_id.eq(db.workspace_id())).filter(tags::id.eq(id));
    match diesel::delete(row).execute(&mut **db)? {
        0 => Err(diesel::result::Error::NotFound.into()),
        _ => Ok(()),
    }
}
