//! What putting a copy back asks the database.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::access::Role;
use crate::db::{AnyConnection, Scoped, ids};
use crate::error::AppResult;
use crate::inventory::Table;
use crate::ledger::Channel;
use crate::schema::{contact_emails, contact_phones, contact_search, contacts, members, users, workspaces};

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    rows: i64,
}

pub fn count(conn: &mut AnyConnection, table: &Table, workspace: i64) -> AppResult<i64> {
    let sql = format!("SELECT count(*) AS rows FROM \"{}\" WHERE workspace_id = $1", table.name);
    Ok(diesel::sql_query(sql).bind::<BigInt, _>(workspace).get_result::<Counted>(conn)?.rows)
}

pub fn slug_is_free(conn: &mut AnyConnection, slug: &str, own: i64) -> AppResult<bool> {
    let others = workspaces::table.filter(workspaces::slug.eq(slug)).filter(workspaces::id.ne(own));
    Ok(others.count().get_result::<i64>(conn)? == 0)
}

/// Somebody who worked in the old business and has no place in this one: a member who left, of
/// an account without a name, as an erased colleague leaves one.
pub fn former_member(db: &mut Scoped) -> AppResult<i64> {
    let (now, workspace) = (db.now, db.workspace_id());
    let key = ids::random_key()?;
    let user: i64 = diesel::insert_into(users::table)
        .values((
            users::subject_key.eq(ids::random_key()?),
            users::pseudonym.eq(ids::random_key()?),
            users::name.eq("Former member"),
            users::email.eq(""),
            users::email_key.eq(key),
            users::password_hash.eq(""),
            users::terms_accepted_at.eq(now),
            users::created_at.eq(now),
            users::updated_at.eq(now),
            users::erased_at.eq(now),
        ))
        .returning(users::id)
        .get_result(&mut **db)?;
    diesel::update(users::table.find(user))
        .set(users::name.eq(format!("Former member {user}")))
        .execute(&mut **db)?;
    let member = diesel::insert_into(members::table)
        .values((
            members::workspace_id.eq(workspace),
            members::user_id.eq(user),
            members::role.eq(Role::Viewer),
            members::created_at.eq(now),
            members::deactivated_at.eq(now),
            members::last_used_at.eq(now),
        ))
        .returning(members::id)
        .get_result(&mut **db)?;
    Ok(member)
}

/// A page of this business's clients, by number.
pub fn clients(db: &mut Scoped, after: i64, limit: i64) -> AppResult<Vec<i64>> {
    let page = contacts::table
        .filter(contacts::workspace_id.eq(db.workspace_id()))
        .filter(contacts::id.gt(after))
        .order(contacts::id)
        .limit(limit);
    Ok(page.select(contacts::id).load(&mut **db)?)
}

/// A row for the search to fill, where there is none.
pub fn make_findable(db: &mut Scoped, contact: i64) -> AppResult<()> {
    let known: i64 =
        contact_search::table.filter(contact_search::contact_id.eq(contact)).count().get_result(&mut **db)?;
    if known == 0 {
        diesel::insert_into(contact_search::table)
            .values((
                contact_search::contact_id.eq(contact),
                contact_search::workspace_id.eq(db.workspace_id()),
                contact_search::general.eq(""),
                contact_search::emails.eq(""),
                contact_search::phones.eq(""),
            ))
            .execute(&mut **db)?;
    }
    Ok(())
}

/// The normalised addresses of this business's clients after a number, with the last number.
pub fn addresses(db: &mut Scoped, channel: Channel, after: i64, limit: i64) -> AppResult<Vec<(i64, String)>> {
    let workspace = db.workspace_id();
    Ok(match channel {
        Channel::Email => contact_emails::table
            .filter(contact_emails::workspace_id.eq(workspace))
            .filter(contact_emails::id.gt(after))
            .order(contact_emails::id)
            .limit(limit)
            .select((contact_emails::id, contact_emails::email_key))
            .load(&mut **db)?,
        Channel::Sms => contact_phones::table
            .filter(contact_phones::workspace_id.eq(workspace))
            .filter(contact_phones::id.gt(after))
            .filter(contact_phones::e164.is_not_null())
            .order(contact_phones::id)
            .limit(limit)
            .select((contact_phones::id, contact_phones::e164.assume_not_null()))
            .load(&mut **db)?,
    })
}
