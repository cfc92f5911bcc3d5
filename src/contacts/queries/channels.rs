//! Writes the e-mail addresses and phone numbers of contacts.

use diesel::prelude::*;

use crate::contacts::model::{NewEmail, NewPhone};
use crate::db::Scoped;
use crate::error::AppResult;
use crate::schema::{contact_emails, contact_phones};

pub fn insert_emails(db: &mut Scoped, contact: i64, emails: &[NewEmail]) -> AppResult<()> {
    let workspace = db.workspace_id();
    for (position, new) in (0i32..).zip(emails) {
        diesel::insert_into(contact_emails::table)
            .values((
                contact_emails::workspace_id.eq(workspace),
                contact_emails::contact_id.eq(contact),
                contact_emails::position.eq(position),
                contact_emails::label.eq(&new.label),
                contact_emails::email.eq(new.email.as_str()),
                contact_emails::email_key.eq(new.email.key()),
            ))
            .execute(&mut **db)?;
    }
    Ok(())
}

pub fn insert_phones(db: &mut Scoped, contact: i64, phones: &[NewPhone]) -> AppResult<()> {
    let workspace = db.workspace_id();
    for (position, new) in (0i32..).zip(phones) {
        diesel::insert_into(contact_phones::table)
            .values((
                contact_phones::workspace_id.eq(workspace),
                contact_phones::contact_id.eq(contact),
                contact_phones::position.eq(position),
                contact_phones::label.eq(&new.label),
                contact_phones::typed.eq(&new.phone.typed),
                contact_phones::e164.eq(&new.phone.e164),
                contact_phones::digits.eq(&new.phone.digits),
            ))
            .execute(&mut **db)?;
    }
    Ok(())
}

pub fn replace_emails(db: &mut Scoped, contact: i64, emails: &[NewEmail]) -> AppResult<()> {
    let old = contact_emails::table
        .filter(contact_emails::workspace_id.eq(db.workspace_id()))
        .filter(contact_emails::contact_id.eq(contact));
    diesel::delete(old).execute(&mut **db)?;
    insert_emails(db, contact, emails)
}

pub fn replace_phones(db: &mut Scoped, contact: i64, phones: &[NewPhone]) -> AppResult<()> {
    let old = contact_phones::table
        .filter(contact_phones::workspace_id.eq(db.workspace_id()))
        .filter(contact_phones::contact_id.eq(contact));
    diesel::delete(old).execute(&mut **db)?;
    insert_phones(db, contact, phones)
}
