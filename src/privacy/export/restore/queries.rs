//! What putting a copy back asks the database.

use std::collections::HashSet;

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::db::{AnyConnection, Scoped};
use crate::error::AppResult;
use crate::inventory::Table;
use crate::ledger::Channel;
use crate::schema::{contact_emails, contact_phones, contact_search, contacts, workspaces};

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    rows: i64,
}

pub fn count(conn: &mut AnyConnection, table: &Table, workspace: i64) -> AppResult<i64> {
    let sql = format!("SELECT count(*) AS rows FROM \"{}\" WHERE workspace_id = $1", table.name);
    Ok(diesel::sql_query(sql).bind::<BigInt, _>(workspace).get_result::<Counted>(conn)?.rows)
}

/// Which of these keys name a client of any business here already.
pub fn taken_keys(conn: &mut AnyConnection, keys: Vec<String>) -> AppResult<HashSet<String>> {
    let taken = contacts::table.filter(contacts::subject_key.eq_any(keys)).select(contacts::subject_key);
    Ok(taken.load::<String>(conn)?.into_iter().collect())
}

pub fn slug_is_free(conn: &mut AnyConnection, slug: &str, own: i64) -> AppResult<bool> {
    let others = workspaces::table.filter(workspaces::slug.eq(slug)).filter(workspaces::id.ne(own));
    Ok(others.count().get_result::<i64>(conn)? == 0)
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
