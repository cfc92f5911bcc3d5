//! Who is behind an address: asked only after it was proven, or where no proof is needed.

use diesel::prelude::*;

use crate::access::Role;
use crate::db::{Scoped, Unscoped};
use crate::error::AppResult;
use crate::schema::{contact_emails, contacts, members, users, workspaces};

/// A client who has the address, in whichever business.
#[derive(Debug, Clone, Queryable)]
pub struct Match {
    pub workspace_id: i64,
    pub contact_id: i64,
    pub subject_key: String,
}

/// Every client with that address, the trash and the archive included, by business.
pub fn clients_with(db: &mut Unscoped, address_key: &str, only: Option<i64>) -> AppResult<Vec<Match>> {
    let mut found = contacts::table
        .inner_join(contact_emails::table.on(contact_emails::contact_id.eq(contacts::id)))
        .filter(contact_emails::email_key.eq(address_key.to_owned()))
        .order((contacts::workspace_id, contacts::id))
        .select((contacts::workspace_id, contacts::id, contacts::subject_key))
        .into_boxed();
    if let Some(workspace) = only {
        found = found.filter(contacts::workspace_id.eq(workspace));
    }
    let mut found: Vec<Match> = found.load(&mut **db)?;
    found.dedup_by(|one, other| one.subject_key == other.subject_key);
    Ok(found)
}

/// A client of one business who has the address: (id, name, subject key).
pub fn candidates(db: &mut Scoped, address_key: &str) -> AppResult<Vec<(i64, String, String)>> {
    let mut found: Vec<(i64, String, String)> = contacts::table
        .inner_join(contact_emails::table.on(contact_emails::contact_id.eq(contacts::id)))
        .filter(contacts::workspace_id.eq(db.workspace_id()))
        .filter(contact_emails::email_key.eq(address_key.to_owned()))
        .order(contacts::id)
        .select((contacts::id, contacts::name, contacts::subject_key))
        .load(&mut **db)?;
    found.dedup_by(|one, other| one.0 == other.0);
    Ok(found)
}

/// The client whom a request is about: (id, name).
pub fn client_of_key(db: &mut Scoped, subject_key: &str) -> AppResult<Option<(i64, String)>> {
    let found = contacts::table
        .filter(contacts::workspace_id.eq(db.workspace_id()))
        .filter(contacts::subject_key.eq(subject_key.to_owned()))
        .select((contacts::id, contacts::name));
    Ok(found.first(&mut **db).optional()?)
}

/// The account with that address: (id, subject key).
pub fn account_with(db: &mut Unscoped, address_key: &str) -> AppResult<Option<(i64, String)>> {
    let found = users::table.filter(users::email_key.eq(address_key)).filter(users::erased_at.is_null());
    Ok(found.select((users::id, users::subject_key)).first(&mut **db).optional()?)
}

/// The account of that key: (id, name, e-mail).
pub fn account_of_key(db: &mut Unscoped, subject_key: &str) -> AppResult<Option<(i64, String, String)>> {
    let found = users::table.filter(users::subject_key.eq(subject_key)).filter(users::erased_at.is_null());
    Ok(found.select((users::id, users::name, users::email)).first(&mut **db).optional()?)
}

/// Businesses that would be left without an owner: (id, name).
pub fn solely_owned(db: &mut Unscoped, user_id: i64) -> AppResult<Vec<(i64, String)>> {
    let owned: Vec<(i64, String)> = members::table
        .inner_join(workspaces::table.on(workspaces::id.eq(members::workspace_id)))
        .filter(members::user_id.eq(user_id))
        .filter(members::role.eq(Role::Owner))
        .filter(members::deactivated_at.is_null())
        .order(workspaces::name)
        .select((workspaces::id, workspaces::name))
        .load(&mut **db)?;
    let mut alone = Vec::new();
    for (id, name) in owned {
        let owners = members::table
            .filter(members::workspace_id.eq(id))
            .filter(members::role.eq(Role::Owner))
            .filter(members::deactivated_at.is_null());
        if owners.count().get_result::<i64>(&mut **db)? == 1 {
            alone.push((id, name));
        }
    }
    Ok(alone)
}

/// A business as mails and receipts name it: (name, where to write).
pub fn business(db: &mut Unscoped, id: i64) -> AppResult<(String, String)> {
    let found = workspaces::table.find(id).select((workspaces::name, workspaces::privacy_contact_email));
    Ok(found.first(&mut **db)?)
}

pub fn business_id(db: &mut Unscoped, slug: &str) -> AppResult<i64> {
    Ok(workspaces::table.filter(workspaces::slug.eq(slug)).select(workspaces::id).first(&mut **db)?)
}
