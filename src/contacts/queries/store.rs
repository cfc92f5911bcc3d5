//! One contact: stored, found, changed.

use diesel::prelude::*;

use super::belongings::{Belongings, belongings};
use super::{require, visible};
use crate::contacts::model::{Contact, Details, NewContact};
use crate::db::{Scoped, ids};
use crate::error::AppResult;
use crate::schema::contacts;
use crate::text::fold::fold;
use crate::text::phone;

/// The row alone; `actions::create` adds what belongs to it.
pub fn insert(db: &mut Scoped, new: &NewContact) -> AppResult<i64> {
    let (workspace, member, now) = (db.workspace_id(), db.reach().member_id, db.now);
    let id = diesel::insert_into(contacts::table)
        .values((
            (
                contacts::workspace_id.eq(workspace),
                contacts::subject_key.eq(ids::random_key()?),
                contacts::created_by.eq(member),
                contacts::created_at.eq(now),
                contacts::updated_at.eq(now),
                contacts::last_seen_at.eq(now),
            ),
            (
                contacts::name.eq(&new.name),
                contacts::name_key.eq(fold(&new.name)),
                contacts::pronouns.eq(&new.pronouns),
                contacts::company.eq(&new.company),
                contacts::company_key.eq(fold(&new.company)),
                contacts::email.eq(first_email(new)),
                contacts::phone.eq(first_phone(new)),
            ),
            (
                contacts::street.eq(&new.address.street),
                contacts::city.eq(&new.address.city),
                contacts::region.eq(&new.address.region),
                contacts::postal_code.eq(&new.address.postal_code),
                contacts::country.eq(&new.address.country),
                contacts::assigned_to.eq(new.assigned_to),
                contacts::source.eq(&new.source),
                contacts::preferred_channel.eq(new.preferred_channel),
                contacts::language.eq(&new.language),
            ),
        ))
        .returning(contacts::id)
        .get_result(&mut **db)?;
    Ok(id)
}

/// One that the member may see; 404 otherwise. Channels hidden from the role are empty.
pub fn find(db: &mut Scoped, id: i64) -> AppResult<Contact> {
    let mut contact: Contact = visible(db).filter(contacts::id.eq(id)).first(&mut **db)?;
    if !db.reach().sees_email {
        contact.email.clear();
    }
    if !db.reach().sees_phone {
        contact.phone.clear();
    }
    Ok(contact)
}

/// The same with all that belongs to it.
pub fn details(db: &mut Scoped, id: i64) -> AppResult<Details> {
    let contact = find(db, id)?;
    let Belongings { emails, phones, tags, values } = belongings(db, id)?;
    Ok(Details { contact, emails, phones, tags, values })
}

/// Takes the next version of a contact if it still is at `version`, and with it the
/// row: whoever comes second with the same version is told `false`.
pub fn take_version(db: &mut Scoped, id: i64, version: i32) -> AppResult<bool> {
    require(db, id)?;
    let now = db.now;
    let current = contacts::table
        .filter(contacts::workspace_id.eq(db.workspace_id()))
        .filter(contacts::id.eq(id))
        .filter(contacts::version.eq(version));
    let changed = diesel::update(current)
        .set((contacts::version.eq(version + 1), contacts::updated_at.eq(now)))
        .execute(&mut **db)?;
    Ok(changed == 1)
}

/// Puts new values into the row; channels that the role may not see stay as they are.
pub fn overwrite(db: &mut Scoped, id: i64, new: &NewContact) -> AppResult<()> {
    let reach = db.reach();
    let email = reach.sees_email.then(|| contacts::email.eq(first_email(new)));
    let phone = reach.sees_phone.then(|| contacts::phone.eq(first_phone(new)));
    let row =
        contacts::table.filter(contacts::workspace_id.eq(db.workspace_id())).filter(contacts::id.eq(id));
    diesel::update(row)
        .set((
            (email, phone),
            (
                contacts::name.eq(&new.name),
                contacts::name_key.eq(fold(&new.name)),
                contacts::pronouns.eq(&new.pronouns),
                contacts::company.eq(&new.company),
                contacts::company_key.eq(fold(&new.company)),
            ),
            (
                contacts::street.eq(&new.address.street),
                contacts::city.eq(&new.address.city),
                contacts::region.eq(&new.address.region),
                contacts::postal_code.eq(&new.address.postal_code),
                contacts::country.eq(&new.address.country),
                contacts::assigned_to.eq(new.assigned_to),
                contacts::source.eq(&new.source),
                contacts::preferred_channel.eq(new.preferred_channel),
                contacts::language.eq(&new.language),
            ),
        ))
        .execute(&mut **db)?;
    Ok(())
}

/// Notes that somebody had to do with this client just now.
pub fn touch_seen(db: &mut Scoped, id: i64) -> AppResult<()> {
    let now = db.now;
    let row =
        contacts::table.filter(contacts::workspace_id.eq(db.workspace_id())).filter(contacts::id.eq(id));
    diesel::update(row).set(contacts::last_seen_at.eq(now)).execute(&mut **db)?;
    Ok(())
}

fn first_email(new: &NewContact) -> &str {
    new.emails.first().map_or("", |e| e.email.as_str())
}

fn first_phone(new: &NewContact) -> String {
    new.phones.first().map(|p| phone::pretty(&p.phone)).unwrap_or_default()
}
