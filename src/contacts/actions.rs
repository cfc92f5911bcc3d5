//! Writes over the several tables that a contact is kept in.

use super::model::NewContact;
use super::queries::{self, Duplicate, fields, search_text, tags};
use super::sheet;
use crate::db::Scoped;
use crate::error::AppResult;

/// Stores a contact with all that belongs to it, without asking whether it is there already.
pub fn create(db: &mut Scoped, new: &NewContact) -> AppResult<i64> {
    let new = &as_allowed(db, new);
    let tags = tags::named(db, &new.tags)?;
    let id = queries::insert(db, new)?;
    queries::insert_emails(db, id, &new.emails)?;
    queries::insert_phones(db, id, &new.phones)?;
    tags::attach(db, id, &tags)?;
    fields::insert_values(db, id, &new.values)?;
    search_text::insert(db, id, new, &tags)?;
    db.record("contact.created", "contact", id, "");
    Ok(id)
}

pub enum Creation {
    Done(i64),
    /// Nothing was stored: these may be the same person.
    Likely(Vec<Duplicate>),
}

/// The same, unless somebody like that is there.
pub fn create_if_new(db: &mut Scoped, new: &NewContact) -> AppResult<Creation> {
    let found = queries::duplicates(db, new)?;
    match found.is_empty() {
        true => create(db, new).map(Creation::Done),
        false => Ok(Creation::Likely(found)),
    }
}

pub enum Edit {
    Done,
    /// Somebody changed it after `version`; nothing was stored.
    Stale,
}

/// Puts new values into a contact that still is at `version`, and notes each changed field.
pub fn update(db: &mut Scoped, id: i64, version: i32, new: &NewContact) -> AppResult<Edit> {
    if !queries::take_version(db, id, version)? {
        return Ok(Edit::Stale);
    }
    let stored = queries::details(db, id)?;
    let mut new = as_allowed(db, new);
    let tags = tags::named(db, &new.tags)?;
    // As the business writes them, so that another case is no change.
    new.tags = tags.iter().map(|tag| tag.name.clone()).collect();
    let mut wanted = sheet::wanted(&new);
    wanted.retain(|line| !line.key.hidden_from(db.reach()));
    let changed = sheet::differences(&sheet::stored(&stored), &wanted);

    queries::overwrite(db, id, &new)?;
    if db.reach().sees_email {
        queries::replace_emails(db, id, &new.emails)?;
    }
    if db.reach().sees_phone {
        queries::replace_phones(db, id, &new.phones)?;
    }
    tags::replace(db, id, &tags)?;
    fields::replace_values(db, id, &new.values)?;
    search_text::refresh(db, id)?;
    for difference in &changed {
        queries::insert_change(db, id, difference)?;
    }
    let names: Vec<String> = changed.iter().map(|d| d.key.word()).collect();
    db.record("contact.updated", "contact", id, names.join(", "));
    Ok(Edit::Done)
}

/// Who is limited to their own clients has every contact assigned to themselves.
fn as_allowed(db: &Scoped, new: &NewContact) -> NewContact {
    let mut new = new.clone();
    if db.reach().own_only {
        new.assigned_to = db.reach().member_id;
    }
    new
}
