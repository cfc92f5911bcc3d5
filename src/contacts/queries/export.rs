//! Contacts with everything that belongs to them, many at a time.

use std::collections::HashMap;

use diesel::prelude::*;

use super::{fields, list, visible};
use crate::contacts::custom::CustomField;
use crate::contacts::filter::Filter;
use crate::contacts::model::{Contact, ContactEmail, ContactPhone};
use crate::db::Scoped;
use crate::error::AppResult;
use crate::schema::{contact_emails, contact_phones, contact_tags, contact_values, contacts, tags};
use crate::staff;
use crate::staff::model::People;

/// What a file of contacts is made from: who is in it, and what its columns are.
#[derive(Clone)]
pub struct Plan {
    pub ids: Vec<i64>,
    pub fields: Vec<CustomField>,
    pub people: People,
    /// The most that one contact has; 0 when the role may not see them.
    pub emails: usize,
    pub phones: usize,
}

pub enum Chosen {
    These(Vec<i64>),
    /// Everybody, the archive included, unless the filter narrows.
    Shown(Filter),
}

pub fn plan(db: &mut Scoped, chosen: &Chosen) -> AppResult<Plan> {
    let wanted = match chosen {
        Chosen::These(ids) => visible(db).filter(contacts::id.eq_any(ids.clone())),
        Chosen::Shown(filter) if filter.narrows() => list::matching(db, filter)?,
        Chosen::Shown(_) => visible(db),
    };
    let by_name = (contacts::name_key, contacts::id);
    let mut fields = fields::active(db)?;
    fields.extend(fields::archived(db)?);
    Ok(Plan {
        ids: wanted.order(by_name).select(contacts::id).load(&mut **db)?,
        fields,
        people: staff::queries::people(db)?,
        emails: if db.reach().sees_email { most_emails(db)? } else { 0 },
        phones: if db.reach().sees_phone { most_phones(db)? } else { 0 },
    })
}

fn most_emails(db: &mut Scoped) -> AppResult<usize> {
    let last: Option<i32> = contact_emails::table
        .filter(contact_emails::workspace_id.eq(db.workspace_id()))
        .select(diesel::dsl::max(contact_emails::position))
        .first(&mut **db)?;
    Ok(columns(last))
}

fn most_phones(db: &mut Scoped) -> AppResult<usize> {
    let last: Option<i32> = contact_phones::table
        .filter(contact_phones::workspace_id.eq(db.workspace_id()))
        .select(diesel::dsl::max(contact_phones::position))
        .first(&mut **db)?;
    Ok(columns(last))
}

/// Positions count from 0. One column is there even while nobody has an address.
fn columns(last: Option<i32>) -> usize {
    usize::try_from(last.unwrap_or(0)).unwrap_or(0) + 1
}

pub struct Exported {
    pub contact: Contact,
    pub emails: Vec<ContactEmail>,
    pub phones: Vec<ContactPhone>,
    pub tags: Vec<String>,
    /// Value by field.
    pub values: HashMap<i64, String>,
}

/// These contacts in this order; one that was deleted meanwhile is left out.
pub fn some(db: &mut Scoped, ids: &[i64]) -> AppResult<Vec<Exported>> {
    let found: Vec<Contact> = visible(db).filter(contacts::id.eq_any(ids.to_vec())).load(&mut **db)?;
    gather(db, ids, found)
}

/// Everybody of the business after this number who is not in the trash, also whom it may only
/// keep: a copy of its data leaves nobody out.
pub fn everybody(db: &mut Scoped, after: i64, limit: i64) -> AppResult<Vec<Exported>> {
    let all = contacts::table
        .filter(contacts::workspace_id.eq(db.workspace_id()))
        .filter(contacts::id.gt(after))
        .filter(contacts::deleted_at.is_null());
    let found: Vec<Contact> = all.order(contacts::id).limit(limit).load(&mut **db)?;
    let ids: Vec<i64> = found.iter().map(|contact| contact.id).collect();
    gather(db, &ids, found)
}

/// One of them, wherever they are.
pub fn anybody(db: &mut Scoped, id: i64) -> AppResult<Option<Exported>> {
    let own =
        contacts::table.filter(contacts::workspace_id.eq(db.workspace_id())).filter(contacts::id.eq(id));
    let found: Vec<Contact> = own.load(&mut **db)?;
    Ok(gather(db, &[id], found)?.pop())
}

fn gather(db: &mut Scoped, ids: &[i64], found: Vec<Contact>) -> AppResult<Vec<Exported>> {
    let mut rows: HashMap<i64, Exported> = found.into_iter().map(|c| (c.id, Exported::new(c))).collect();
    if db.reach().sees_email {
        add_emails(db, &mut rows)?;
    }
    if db.reach().sees_phone {
        add_phones(db, &mut rows)?;
    }
    add_tags(db, &mut rows)?;
    add_values(db, &mut rows)?;
    Ok(ids.iter().filter_map(|id| rows.remove(id)).collect())
}

impl Exported {
    fn new(contact: Contact) -> Self {
        let (emails, phones) = (Vec::new(), Vec::new());
        Self { contact, emails, phones, tags: Vec::new(), values: HashMap::new() }
    }
}

type Rows = HashMap<i64, Exported>;

fn add_emails(db: &mut Scoped, rows: &mut Rows) -> AppResult<()> {
    let found: Vec<(i64, ContactEmail)> = contact_emails::table
        .filter(contact_emails::workspace_id.eq(db.workspace_id()))
        .filter(contact_emails::contact_id.eq_any(rows.keys().copied().collect::<Vec<_>>()))
        .order((contact_emails::contact_id, contact_emails::position))
        .select((contact_emails::contact_id, (contact_emails::label, contact_emails::email)))
        .load(&mut **db)?;
    for (id, email) in found {
        rows.entry(id).and_modify(|row| row.emails.push(email));
    }
    Ok(())
}

fn add_phones(db: &mut Scoped, rows: &mut Rows) -> AppResult<()> {
    let columns =
        (contact_phones::label, contact_phones::typed, contact_phones::e164, contact_phones::digits);
    let found: Vec<(i64, ContactPhone)> = contact_phones::table
        .filter(contact_phones::workspace_id.eq(db.workspace_id()))
        .filter(contact_phones::contact_id.eq_any(rows.keys().copied().collect::<Vec<_>>()))
        .order((contact_phones::contact_id, contact_phones::position))
        .select((contact_phones::contact_id, columns))
        .load(&mut **db)?;
    for (id, phone) in found {
        rows.entry(id).and_modify(|row| row.phones.push(phone));
    }
    Ok(())
}

fn add_tags(db: &mut Scoped, rows: &mut Rows) -> AppResult<()> {
    let found: Vec<(i64, String)> = contact_tags::table
        .inner_join(tags::table.on(tags::id.eq(contact_tags::tag_id)))
        .filter(contact_tags::workspace_id.eq(db.workspace_id()))
        .filter(contact_tags::contact_id.eq_any(rows.keys().copied().collect::<Vec<_>>()))
        .order((contact_tags::contact_id, tags::name_key))
        .select((contact_tags::contact_id, tags::name))
        .load(&mut **db)?;
    for (id, tag) in found {
        rows.entry(id).and_modify(|row| row.tags.push(tag));
    }
    Ok(())
}

fn add_values(db: &mut Scoped, rows: &mut Rows) -> AppResult<()> {
    let found: Vec<(i64, i64, String)> = contact_values::table
        .filter(contact_values::workspace_id.eq(db.workspace_id()))
        .filter(contact_values::contact_id.eq_any(rows.keys().copied().collect::<Vec<_>>()))
        .select((contact_values::contact_id, contact_values::field_id, contact_values::value))
        .load(&mut **db)?;
    for (id, field, value) in found {
        rows.entry(id).and_modify(|row| {
            row.values.insert(field, value);
        });
    }
    Ok(())
}
