//! The `outbox` table, and the rows of contacts and businesses that the gate judges by.

use diesel::prelude::*;

use super::model::{Class, Message, Refusal, State};
use crate::clock::Instant;
use crate::db::{AnyConnection, Scoped};
use crate::error::AppResult;
use crate::ledger::Channel;
use crate::schema::{
    booking_proposals, bookings, contact_emails, contact_merges, contact_phones, contacts, outbox, workspaces,
};

/// A client, whatever is hidden of them elsewhere.
#[derive(Debug, Clone)]
pub struct Person {
    /// `None` for somebody who booked and is no contact yet.
    pub contact: Option<i64>,
    pub name: String,
    pub restricted_why: String,
    pub in_trash: bool,
    /// The address that messages go to, and its normalised form.
    pub email: Option<(String, String)>,
}

/// The sender.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = workspaces)]
pub struct Business {
    pub name: String,
    pub slug: String,
    pub address: String,
    pub privacy_contact_email: String,
    pub ledger_key: String,
    pub closes_at: Option<Instant>,
}

/// A message as it was put here.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = outbox)]
pub struct Row {
    pub id: i64,
    pub subject_key: String,
    pub class: Class,
    pub channel: Channel,
    pub subject: String,
    pub body: String,
    pub link_label: String,
    pub link_href: String,
    pub state: State,
}

/// What became of a message.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = outbox)]
pub struct Sent {
    pub class: Class,
    pub channel: Channel,
    pub instructed_by: String,
    pub about: String,
    pub subject: String,
    pub state: State,
    pub refusal: String,
    pub carried_by: String,
    pub created_at: Instant,
    pub decided_at: Option<Instant>,
}

/// Whom a key means: a contact, the one that a contact became part of, or a guest by the key of their booking.
pub fn person(db: &mut Scoped, subject_key: &str) -> AppResult<Option<Person>> {
    let stays: Option<String> = contact_merges::table
        .inner_join(contacts::table.on(contacts::id.eq(contact_merges::contact_id)))
        .filter(contact_merges::workspace_id.eq(db.workspace_id()))
        .filter(contact_merges::merged_key.eq(subject_key))
        .select(contacts::subject_key)
        .first(&mut **db)
        .optional()?;
    let subject_key = stays.as_deref().unwrap_or(subject_key);
    let found: Option<(i64, String, String, bool)> = contacts::table
        .filter(contacts::workspace_id.eq(db.workspace_id()))
        .filter(contacts::subject_key.eq(subject_key))
        .select((contacts::id, contacts::name, contacts::restricted_why, contacts::deleted_at.is_not_null()))
        .first(&mut **db)
        .optional()?;
    let Some((id, name, restricted_why, in_trash)) = found else { return guest(db, subject_key) };
    let email = first_email(db, id)?;
    Ok(Some(Person { contact: Some(id), name, restricted_why, in_trash, email }))
}

fn guest(db: &mut Scoped, booking: &str) -> AppResult<Option<Person>> {
    let found: Option<(String, String, String)> = booking_proposals::table
        .inner_join(bookings::table.on(bookings::id.eq(booking_proposals::booking_id)))
        .filter(bookings::workspace_id.eq(db.workspace_id()))
        .filter(bookings::uid.eq(booking))
        .filter(bookings::contact_id.is_null())
        .select((booking_proposals::name, booking_proposals::email, booking_proposals::email_key))
        .first(&mut **db)
        .optional()?;
    Ok(found.map(|(name, email, key)| Person {
        contact: None,
        name,
        restricted_why: String::new(),
        in_trash: false,
        email: Some((email, key)).filter(|(email, _)| !email.is_empty()),
    }))
}

/// A guest turned out to be a contact: what was written to them is from now on about that contact.
pub fn recognise(db: &mut Scoped, booking: &str, contact: i64) -> AppResult<()> {
    let subject_key = subject_key(db, contact)?;
    let to_guest = outbox::table
        .filter(outbox::workspace_id.eq(db.workspace_id()))
        .filter(outbox::subject_key.eq(booking.to_owned()));
    diesel::update(to_guest).set(outbox::subject_key.eq(subject_key)).execute(&mut **db)?;
    Ok(())
}

/// The key of a client of this business; 404 if there is none.
pub fn subject_key(db: &mut Scoped, contact: i64) -> AppResult<String> {
    let here = contacts::table.filter(contacts::workspace_id.eq(db.workspace_id()));
    Ok(here.filter(contacts::id.eq(contact)).select(contacts::subject_key).first(&mut **db)?)
}

/// The address that messages go to, and its normalised form.
pub fn first_email(db: &mut Scoped, contact: i64) -> AppResult<Option<(String, String)>> {
    let first = contact_emails::table
        .filter(contact_emails::workspace_id.eq(db.workspace_id()))
        .filter(contact_emails::contact_id.eq(contact))
        .order(contact_emails::position)
        .select((contact_emails::email, contact_emails::email_key))
        .first(&mut **db)
        .optional()?;
    Ok(first)
}

/// The normalised addresses of a client.
pub fn emails(db: &mut Scoped, contact: i64) -> AppResult<Vec<String>> {
    let all = contact_emails::table
        .filter(contact_emails::workspace_id.eq(db.workspace_id()))
        .filter(contact_emails::contact_id.eq(contact));
    Ok(all.order(contact_emails::position).select(contact_emails::email_key).load(&mut **db)?)
}

/// The numbers of a client that the world can dial.
pub fn numbers(db: &mut Scoped, contact: i64) -> AppResult<Vec<String>> {
    let all = contact_phones::table
        .filter(contact_phones::workspace_id.eq(db.workspace_id()))
        .filter(contact_phones::contact_id.eq(contact))
        .order(contact_phones::position)
        .select(contact_phones::e164)
        .load::<Option<String>>(&mut **db)?;
    Ok(all.into_iter().flatten().collect())
}

/// Why clients with this address may not be used: a second record is no way around a restriction.
pub fn restricted_under(db: &mut Scoped, email_key: &str) -> AppResult<Vec<String>> {
    let having = contact_emails::table
        .filter(contact_emails::workspace_id.eq(db.workspace_id()))
        .filter(contact_emails::email_key.eq(email_key.to_owned()))
        .select(contact_emails::contact_id);
    let restricted = contacts::table
        .filter(contacts::workspace_id.eq(db.workspace_id()))
        .filter(contacts::restricted_at.is_not_null())
        .filter(contacts::id.eq_any(having));
    Ok(restricted.select(contacts::restricted_why).load(&mut **db)?)
}

pub fn business(db: &mut Scoped) -> AppResult<Business> {
    Ok(workspaces::table.find(db.workspace_id()).select(Business::as_select()).first(&mut **db)?)
}

/// The business that the ledger calls by this key: its number and its name.
pub fn business_of_key(conn: &mut AnyConnection, key: &str) -> AppResult<Option<(i64, String)>> {
    let found = workspaces::table.filter(workspaces::ledger_key.eq(key));
    Ok(found.select((workspaces::id, workspaces::name)).first(conn).optional()?)
}

pub fn insert(db: &mut Scoped, subject_key: &str, message: &Message) -> AppResult<i64> {
    let (workspace, now) = (db.workspace_id(), db.now);
    let (label, href) = message.content.link.clone().unwrap_or_default();
    let id = diesel::insert_into(outbox::table)
        .values((
            outbox::workspace_id.eq(workspace),
            outbox::subject_key.eq(subject_key),
            outbox::class.eq(message.class),
            outbox::channel.eq(message.channel),
            outbox::instructed_by.eq(message.instructed_by.to_word()),
            outbox::about.eq(message.about),
            outbox::subject.eq(&message.content.subject),
            outbox::body.eq(&message.content.body),
            outbox::link_label.eq(label),
            outbox::link_href.eq(href),
            outbox::state.eq(State::Waiting),
            outbox::created_at.eq(now),
        ))
        .returning(outbox::id)
        .get_result(&mut **db)?;
    Ok(id)
}

pub fn find(db: &mut Scoped, id: i64) -> AppResult<Row> {
    let here = outbox::table.filter(outbox::workspace_id.eq(db.workspace_id())).filter(outbox::id.eq(id));
    Ok(here.select(Row::as_select()).first(&mut **db)?)
}

/// What the gate decided, once.
pub fn decide(db: &mut Scoped, id: i64, outcome: Result<&str, Refusal>) -> AppResult<()> {
    let now = db.now;
    let waiting = outbox::table
        .filter(outbox::workspace_id.eq(db.workspace_id()))
        .filter(outbox::id.eq(id))
        .filter(outbox::state.eq(State::Waiting));
    let (state, refusal, carried_by) = match outcome {
        Ok(carrier) => (State::Sent, "", carrier),
        Err(refusal) => (State::Refused, refusal.word(), ""),
    };
    diesel::update(waiting)
        .set((
            outbox::state.eq(state),
            outbox::refusal.eq(refusal),
            outbox::carried_by.eq(carried_by),
            outbox::decided_at.eq(now),
        ))
        .execute(&mut **db)?;
    Ok(())
}

/// What went to a client and what was kept back, the latest first.
pub fn of_person(db: &mut Scoped, subject_key: &str, limit: i64) -> AppResult<Vec<Sent>> {
    let rows = outbox::table
        .filter(outbox::workspace_id.eq(db.workspace_id()))
        .filter(outbox::subject_key.eq(subject_key))
        .order(outbox::id.desc())
        .limit(limit)
        .select(Sent::as_select())
        .load(&mut **db)?;
    Ok(rows)
}

/// The companies that carried a client's address to somebody, with the last time.
pub fn carriers(db: &mut Scoped, subject_key: &str) -> AppResult<Vec<(String, Option<Instant>)>> {
    let rows = outbox::table
        .filter(outbox::workspace_id.eq(db.workspace_id()))
        .filter(outbox::subject_key.eq(subject_key))
        .filter(outbox::state.eq(State::Sent))
        .filter(outbox::carried_by.ne(""))
        .group_by(outbox::carried_by)
        .order(outbox::carried_by)
        .select((outbox::carried_by, diesel::dsl::max(outbox::decided_at)))
        .load(&mut **db)?;
    Ok(rows)
}
