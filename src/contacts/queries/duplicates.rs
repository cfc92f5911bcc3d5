//! Who a new contact may already be.

use diesel::prelude::*;

use super::{Contacts, restricted, visible};
use crate::contacts::model::NewContact;
use crate::db::Scoped;
use crate::error::AppResult;
use crate::schema::{contact_emails, contact_phones, contacts};
use crate::text::fold::fold;

/// Somebody who is there already, and what is the same.
#[derive(Clone)]
pub struct Duplicate {
    /// `None` for one that can't be shown because its use is restricted.
    pub id: Option<i64>,
    pub name: String,
    pub company: String,
    pub same: &'static str,
}

impl Duplicate {
    /// Whether an address or a number tells that it is the same person; a name does not.
    pub fn is_sure(&self) -> bool {
        self.same != SAME_NAME
    }
}

const SAME_NAME: &str = "same name and company";

/// Enough to recognise somebody; a family that shares an address may be larger.
const MOST: i64 = 5;

/// Only contacts that the member may see, and only by what the member may see of them: a
/// warning must not tell what a list would hide. Of restricted ones it tells that there is one.
pub fn duplicates(db: &mut Scoped, new: &NewContact) -> AppResult<Vec<Duplicate>> {
    let mut found = among(db, new, visible)?;
    let hidden = among(db, new, restricted)?;
    if let Some(one) = hidden.into_iter().next() {
        found.push(Duplicate { id: None, name: HIDDEN.into(), company: String::new(), same: one.same });
    }
    Ok(found)
}

const HIDDEN: &str = "A contact that can’t be shown";

fn among(db: &mut Scoped, new: &NewContact, of: fn(&Scoped) -> Contacts) -> AppResult<Vec<Duplicate>> {
    let mut found = Vec::new();
    if db.reach().sees_email && !new.emails.is_empty() {
        let keys: Vec<String> = new.emails.iter().map(|e| e.email.key()).collect();
        let having = contact_emails::table
            .filter(contact_emails::workspace_id.eq(db.workspace_id()))
            .filter(contact_emails::email_key.eq_any(keys))
            .select(contact_emails::contact_id);
        add(&mut found, db, "same e-mail", of(db).filter(contacts::id.eq_any(having)))?;
    }
    if db.reach().sees_phone && !new.phones.is_empty() {
        let digits: Vec<String> = new.phones.iter().map(|p| p.phone.digits.clone()).collect();
        let having = contact_phones::table
            .filter(contact_phones::workspace_id.eq(db.workspace_id()))
            .filter(contact_phones::digits.eq_any(digits))
            .select(contact_phones::contact_id);
        add(&mut found, db, "same phone", of(db).filter(contacts::id.eq_any(having)))?;
    }
    // A name alone is shared by many; with nothing that tells two people apart it counts.
    let of_name = of(db).filter(contacts::name_key.eq(fold(&new.name)));
    add(&mut found, db, SAME_NAME, of_name.filter(contacts::company_key.eq(fold(&new.company))))?;
    Ok(found)
}

fn add(found: &mut Vec<Duplicate>, db: &mut Scoped, same: &'static str, query: Contacts) -> AppResult<()> {
    let rows = query
        .order((contacts::name_key, contacts::id))
        .limit(MOST)
        .select((contacts::id, contacts::name, contacts::company))
        .load::<(i64, String, String)>(&mut **db)?;
    for (id, name, company) in rows {
        if !found.iter().any(|known| known.id == Some(id)) {
            found.push(Duplicate { id: Some(id), name, company, same });
        }
    }
    Ok(())
}

/// The contact that a file of ours names by its key: number and name.
pub fn of_key(db: &mut Scoped, key: &str) -> AppResult<Option<(i64, String)>> {
    let found = visible(db).filter(contacts::subject_key.eq(key.to_owned()));
    Ok(found.select((contacts::id, contacts::name)).first(&mut **db).optional()?)
}
