//! The demo's rows. They are written one statement each, prepared once: made for
//! a hundred thousand contacts, where the features' own writes look things up
//! again for every contact.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;

use super::Start;
use super::business::Business;
use super::people::Person;
use crate::contacts::custom::{CustomField, FieldKind};
use crate::contacts::model::Tag;
use crate::contacts::queries::search_text;
use crate::db::{AnyConnection, Scoped, Unscoped};
use crate::error::AppResult;
use crate::schema::{
    booking_messages, bookings, contact_changes, contact_emails, contact_phones, contact_search,
    contact_tags, contact_values, contacts, custom_fields, follow_ups, jobs, notes, tags, users,
};
use crate::text::fold::{digits, fold};

pub fn start(db: &mut Unscoped, owner: &str) -> AppResult<Start> {
    let accounts: i64 = users::table.count().get_result(&mut **db)?;
    let ours: i64 = users::table.filter(users::email_key.eq(owner)).count().get_result(&mut **db)?;
    Ok(match (accounts, ours) {
        (0, _) => Start::Empty,
        (_, 0) => Start::Foreign,
        _ => Start::Filled,
    })
}

pub fn insert_tag(db: &mut Scoped, name: &str, colour: i32) -> AppResult<Tag> {
    let id = diesel::insert_into(tags::table)
        .values((
            tags::workspace_id.eq(db.workspace_id()),
            tags::name.eq(name),
            tags::name_key.eq(fold(name)),
            tags::colour.eq(colour),
        ))
        .returning(tags::id)
        .get_result(&mut **db)?;
    Ok(Tag { id, name: name.into(), colour })
}

pub fn insert_field(
    db: &mut Scoped,
    position: i32,
    label: &str,
    kind: FieldKind,
    choices: &str,
) -> AppResult<CustomField> {
    let id = diesel::insert_into(custom_fields::table)
        .values((
            custom_fields::workspace_id.eq(db.workspace_id()),
            custom_fields::label.eq(label),
            custom_fields::kind.eq(kind),
            custom_fields::choices.eq(choices),
            custom_fields::position.eq(position),
        ))
        .returning(custom_fields::id)
        .get_result(&mut **db)?;
    Ok(CustomField { id, label: label.into(), kind, choices: choices.into(), is_birth_date: false })
}

pub fn insert_contact(db: &mut Scoped, business: &Business, person: &Person) -> AppResult<i64> {
    let (tags, values) = (business.tags_of(person), business.values_of(person));
    let id = insert_row(db, business, person)?;
    insert_emails(db, id, person)?;
    insert_phones(db, id, person)?;
    insert_tags(db, id, &tags)?;
    insert_values(db, id, &values)?;
    insert_search(db, id, person, &tags, &values)?;
    insert_notes(db, id, business, person)?;
    insert_follow_up(db, id, business, person)?;
    insert_change(db, id, person)?;
    Ok(id)
}

fn insert_row(db: &mut Scoped, business: &Business, person: &Person) -> AppResult<i64> {
    let (workspace, author, at) = (db.workspace_id(), db.reach().member_id, db.now);
    let assigned = person.assigned.and_then(|n| business.member(n)).map(|m| m.id);
    let (city, region, postal_code, country) = person.place;
    let id = diesel::insert_into(contacts::table)
        .values((
            (
                contacts::workspace_id.eq(workspace),
                contacts::subject_key.eq(&person.subject_key),
                contacts::name.eq(&person.name),
                contacts::name_key.eq(fold(&person.name)),
                contacts::pronouns.eq(person.pronouns),
                contacts::company.eq(person.company),
                contacts::company_key.eq(fold(person.company)),
                contacts::email.eq(person.emails.first().map_or("", String::as_str)),
                contacts::phone.eq(person.phones.first().map_or("", |(typed, _)| typed)),
            ),
            (
                contacts::street.eq(&person.street),
                contacts::city.eq(city),
                contacts::region.eq(region),
                contacts::postal_code.eq(postal_code),
                contacts::country.eq(country),
                contacts::assigned_to.eq(assigned),
                contacts::source.eq(person.source),
                contacts::preferred_channel.eq(person.channel),
                contacts::language.eq(person.language),
            ),
            (
                contacts::created_by.eq(author),
                contacts::created_at.eq(at),
                contacts::updated_at.eq(at),
                contacts::last_seen_at.eq(person.seen_at),
                contacts::archived_at.eq(person.archived.then_some(person.seen_at)),
                contacts::deleted_at.eq(person.deleted.then_some(person.seen_at)),
            ),
        ))
        .returning(contacts::id)
        .get_result(&mut **db)?;
    Ok(id)
}

fn insert_emails(db: &mut Scoped, contact: i64, person: &Person) -> AppResult<()> {
    let workspace = db.workspace_id();
    for (position, email) in (0i32..).zip(&person.emails) {
        diesel::insert_into(contact_emails::table)
            .values((
                contact_emails::workspace_id.eq(workspace),
                contact_emails::contact_id.eq(contact),
                contact_emails::position.eq(position),
                contact_emails::label.eq(if position == 0 { "" } else { "Work" }),
                contact_emails::email.eq(email),
                contact_emails::email_key.eq(email),
            ))
            .execute(&mut **db)?;
    }
    Ok(())
}

fn insert_phones(db: &mut Scoped, contact: i64, person: &Person) -> AppResult<()> {
    let workspace = db.workspace_id();
    for (position, (typed, e164)) in (0i32..).zip(&person.phones) {
        diesel::insert_into(contact_phones::table)
            .values((
                contact_phones::workspace_id.eq(workspace),
                contact_phones::contact_id.eq(contact),
                contact_phones::position.eq(position),
                contact_phones::label.eq(if position == 0 { "" } else { "Abroad" }),
                contact_phones::typed.eq(typed),
                contact_phones::e164.eq(e164),
                contact_phones::digits.eq(digits(e164)),
            ))
            .execute(&mut **db)?;
    }
    Ok(())
}

fn insert_tags(db: &mut Scoped, contact: i64, tags: &[Tag]) -> AppResult<()> {
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

fn insert_values(db: &mut Scoped, contact: i64, values: &[(CustomField, String)]) -> AppResult<()> {
    let workspace = db.workspace_id();
    for (field, value) in values {
        diesel::insert_into(contact_values::table)
            .values((
                contact_values::workspace_id.eq(workspace),
                contact_values::contact_id.eq(contact),
                contact_values::field_id.eq(field.id),
                contact_values::value.eq(value),
            ))
            .execute(&mut **db)?;
    }
    Ok(())
}

fn insert_search(
    db: &mut Scoped,
    contact: i64,
    person: &Person,
    tags: &[Tag],
    values: &[(CustomField, String)],
) -> AppResult<()> {
    let bodies: Vec<&str> = person.notes.iter().map(|note| note.body).collect();
    let numbers: Vec<String> = person.phones.iter().map(|(_, e164)| digits(e164)).collect();
    let general = search_text::general(&person.name, person.company, person.place.0, tags, values);
    diesel::insert_into(contact_search::table)
        .values((
            contact_search::contact_id.eq(contact),
            contact_search::workspace_id.eq(db.workspace_id()),
            contact_search::general.eq(general),
            contact_search::notes.eq(search_text::notes(&bodies.join("\n"))),
            contact_search::emails.eq(search_text::emails(person.emails.iter().map(String::as_str))),
            contact_search::phones.eq(search_text::phones(numbers.iter().map(String::as_str))),
        ))
        .execute(&mut **db)?;
    Ok(())
}

fn insert_notes(db: &mut Scoped, contact: i64, business: &Business, person: &Person) -> AppResult<()> {
    let workspace = db.workspace_id();
    for note in &person.notes {
        let Some(author) = business.member(note.author) else { continue };
        diesel::insert_into(notes::table)
            .values((
                notes::workspace_id.eq(workspace),
                notes::contact_id.eq(contact),
                notes::author_id.eq(author.id),
                notes::body.eq(note.body),
                notes::pinned_at.eq(note.pinned.then_some(note.at)),
                notes::created_at.eq(note.at),
                notes::updated_at.eq(note.at),
            ))
            .execute(&mut **db)?;
    }
    Ok(())
}

fn insert_follow_up(db: &mut Scoped, contact: i64, business: &Business, person: &Person) -> AppResult<()> {
    let (Some(follow_up), Some(author)) = (&person.follow_up, business.member(person.assigned.unwrap_or(0)))
    else {
        return Ok(());
    };
    diesel::insert_into(follow_ups::table)
        .values((
            follow_ups::workspace_id.eq(db.workspace_id()),
            follow_ups::contact_id.eq(contact),
            follow_ups::title.eq(follow_up.title),
            follow_ups::due_on.eq(follow_up.due_on),
            follow_ups::assigned_to.eq(author.id),
            follow_ups::created_by.eq(author.id),
            follow_ups::created_at.eq(person.created_at),
            follow_ups::done_at.eq(follow_up.done.then_some(person.seen_at)),
        ))
        .execute(&mut **db)?;
    Ok(())
}

fn insert_change(db: &mut Scoped, contact: i64, person: &Person) -> AppResult<()> {
    let Some(old) = person.former_company.filter(|old| *old != person.company) else { return Ok(()) };
    diesel::insert_into(contact_changes::table)
        .values((
            contact_changes::workspace_id.eq(db.workspace_id()),
            contact_changes::contact_id.eq(contact),
            contact_changes::member_id.eq(db.reach().member_id),
            contact_changes::at.eq(person.seen_at),
            contact_changes::field.eq("company"),
            contact_changes::old_value.eq(old),
            contact_changes::new_value.eq(person.company),
        ))
        .execute(&mut **db)?;
    Ok(())
}

/// Lets PostgreSQL put much aside at once for its trigram indexes, in this step alone.
pub fn expect_many(conn: &mut AnyConnection) -> AppResult<()> {
    if let AnyConnection::Postgres(postgres) = conn {
        postgres.batch_execute("SET LOCAL gin_pending_list_limit = '16MB'")?;
    }
    Ok(())
}

/// Contacts that are there to be booked for.
pub fn some_contacts(db: &mut Scoped, limit: i64) -> AppResult<Vec<i64>> {
    let found = crate::contacts::queries::visible_ids(db)
        .filter(contacts::archived_at.is_null())
        .order(contacts::id)
        .limit(limit);
    Ok(found.load(&mut **db)?)
}

/// Nothing that waits to be indexed and fresh statistics, so that the first page after
/// a large filling is as quick as any later one.
pub fn settle(conn: &mut AnyConnection) -> AppResult<()> {
    if let AnyConnection::Postgres(postgres) = conn {
        for column in ["general", "notes", "emails", "phones"] {
            postgres.batch_execute(&format!("SELECT gin_clean_pending_list('contact_search_{column}')"))?;
        }
    }
    Ok(conn.batch_execute("ANALYZE")?)
}

/// The first clients of a business who have an address: (subject key, e-mail).
pub fn people_with_email(db: &mut Unscoped, workspace: i64, count: i64) -> AppResult<Vec<(String, String)>> {
    let found = contacts::table
        .filter(contacts::workspace_id.eq(workspace))
        .filter(contacts::email.ne(""))
        .filter(contacts::deleted_at.is_null())
        .order(contacts::id)
        .limit(count)
        .select((contacts::subject_key, contacts::email));
    Ok(found.load(&mut **db)?)
}

/// What past bookings called for was said when they were made; the rest goes out now.
pub fn forget_old_messages(db: &mut Unscoped) -> AppResult<()> {
    let now = db.now;
    let past: Vec<i64> =
        bookings::table.filter(bookings::ends_at.le(now)).select(bookings::id).load(&mut **db)?;
    diesel::delete(booking_messages::table.filter(booking_messages::booking_id.eq_any(past)))
        .execute(&mut **db)?;
    diesel::update(jobs::table.filter(jobs::run_at.lt(now)))
        .set((jobs::run_at.eq(now), jobs::created_at.eq(now)))
        .execute(&mut **db)?;
    Ok(())
}
