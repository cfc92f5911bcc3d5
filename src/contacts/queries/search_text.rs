//! What the search looks in: one row a contact, kept in step with every change.
//! Notes have a column of their own, filled by the feature that has them.

use diesel::prelude::*;

use super::{fields, tags};
use crate::contacts::custom::CustomField;
use crate::contacts::model::{NewContact, Tag};
use crate::db::Scoped;
use crate::error::AppResult;
use crate::schema::{contact_emails, contact_phones, contact_search, contacts};
use crate::text::fold::fold;

/// Parts are kept apart by line breaks, so that nothing is found across two of them.
fn lines<'t>(parts: impl IntoIterator<Item = &'t str>) -> String {
    let folded: Vec<String> = parts.into_iter().map(fold).filter(|part| !part.is_empty()).collect();
    folded.join("\n")
}

/// Name, company, city, tags and what custom fields say in words.
pub fn general(
    name: &str,
    company: &str,
    city: &str,
    tags: &[Tag],
    values: &[(CustomField, String)],
) -> String {
    let words = values.iter().filter(|(field, _)| field.is_searched()).map(|(_, value)| value.as_str());
    lines([name, company, city].into_iter().chain(tags.iter().map(|tag| tag.name.as_str())).chain(words))
}

pub fn emails<'t>(addresses: impl IntoIterator<Item = &'t str>) -> String {
    lines(addresses)
}

/// A note has a line of its own for each of its lines.
pub fn notes(text: &str) -> String {
    lines(text.lines())
}

/// Digits only, as `phone::search_digits` cuts them from a query.
pub fn phones<'t>(digits: impl IntoIterator<Item = &'t str>) -> String {
    digits.into_iter().collect::<Vec<_>>().join("\n")
}

pub(in crate::contacts) fn insert(db: &mut Scoped, id: i64, new: &NewContact, tags: &[Tag]) -> AppResult<()> {
    diesel::insert_into(contact_search::table)
        .values((
            contact_search::contact_id.eq(id),
            contact_search::workspace_id.eq(db.workspace_id()),
            contact_search::general.eq(general(
                &new.name,
                &new.company,
                &new.address.city,
                tags,
                &new.values,
            )),
            contact_search::emails.eq(emails(new.emails.iter().map(|e| e.email.as_str()))),
            contact_search::phones.eq(phones(new.phones.iter().map(|p| p.phone.digits.as_str()))),
        ))
        .execute(&mut **db)?;
    Ok(())
}

/// Brings the row in step with the contact, its channels, tags and values.
pub fn refresh(db: &mut Scoped, id: i64) -> AppResult<()> {
    let workspace = db.workspace_id();
    let (name, company, city) = contacts::table
        .filter(contacts::workspace_id.eq(workspace))
        .filter(contacts::id.eq(id))
        .select((contacts::name, contacts::company, contacts::city))
        .first::<(String, String, String)>(&mut **db)?;
    let (tags, values) = (tags::of_contact(db, id)?, fields::values(db, id)?);
    let addresses = contact_emails::table
        .filter(contact_emails::workspace_id.eq(workspace))
        .filter(contact_emails::contact_id.eq(id))
        .order(contact_emails::position)
        .select(contact_emails::email)
        .load::<String>(&mut **db)?;
    let numbers = contact_phones::table
        .filter(contact_phones::workspace_id.eq(workspace))
        .filter(contact_phones::contact_id.eq(id))
        .order(contact_phones::position)
        .select(contact_phones::digits)
        .load::<String>(&mut **db)?;
    let row = contact_search::table
        .filter(contact_search::workspace_id.eq(workspace))
        .filter(contact_search::contact_id.eq(id));
    diesel::update(row)
        .set((
            contact_search::general.eq(general(&name, &company, &city, &tags, &values)),
            contact_search::emails.eq(emails(addresses.iter().map(String::as_str))),
            contact_search::phones.eq(phones(numbers.iter().map(String::as_str))),
        ))
        .execute(&mut **db)?;
    Ok(())
}

/// Makes the text of a contact's notes findable; it takes the place of what was there.
pub fn set_notes(db: &mut Scoped, id: i64, text: &str) -> AppResult<()> {
    let text = notes(text);
    let row = contact_search::table
        .filter(contact_search::workspace_id.eq(db.workspace_id()))
        .filter(contact_search::contact_id.eq(id));
    diesel::update(row).set(contact_search::notes.eq(text)).execute(&mut **db)?;
    Ok(())
}
