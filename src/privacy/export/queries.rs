//! What a copy needs to know beside the rows themselves.

use std::collections::BTreeSet;

use diesel::prelude::*;
use time::Date;

use super::mentions::Clues;
use crate::db::AnyConnection;
use crate::error::AppResult;
use crate::requests::model::Kind;
use crate::schema::{
    contact_emails, contact_phones, contacts, members, policy_versions, privacy_requests, users, workspaces,
};
use crate::text::fold::fold;

/// Values in one condition.
const CHUNK: usize = 200;

#[derive(Queryable)]
pub struct Account {
    pub name: String,
    pub email: String,
    pub phone: String,
}

pub fn account(conn: &mut AnyConnection, subject_key: &str) -> AppResult<Account> {
    let own = users::table.filter(users::subject_key.eq(subject_key));
    Ok(own.select((users::name, users::email, users::phone)).first(conn)?)
}

/// The business that decides about a client, or whose copy it is.
#[derive(Debug, Clone, Default, Queryable)]
pub struct Business {
    pub name: String,
    pub address: String,
    pub email: String,
}

pub fn business(conn: &mut AnyConnection, id: i64) -> AppResult<Business> {
    let columns = (workspaces::name, workspaces::address, workspaces::privacy_contact_email);
    Ok(workspaces::table.find(id).select(columns).first(conn)?)
}

pub fn contact_name(conn: &mut AnyConnection, id: i64) -> AppResult<String> {
    Ok(contacts::table.find(id).select(contacts::name).first(conn)?)
}

/// The version of a document in force, with the digest of its text.
pub fn policy(conn: &mut AnyConnection, slug: &str, today: Date) -> AppResult<Option<(i32, String)>> {
    let in_force = policy_versions::table
        .filter(policy_versions::slug.eq(slug))
        .filter(policy_versions::effective_on.le(today))
        .order(policy_versions::version.desc());
    Ok(in_force.select((policy_versions::version, policy_versions::body_hash)).first(conn).optional()?)
}

/// Clients and members, by their numbers.
#[derive(Debug, Default)]
pub struct Others {
    pub contacts: Vec<i64>,
    pub members: Vec<i64>,
}

/// Who in the business, but for this client, the clues lead to.
pub fn named(conn: &mut AnyConnection, workspace: i64, own: i64, clues: &Clues) -> AppResult<Others> {
    let mut others = Others::default();
    let chunks = |values: &BTreeSet<String>| -> Vec<Vec<String>> {
        let all: Vec<String> = values.iter().cloned().collect();
        all.chunks(CHUNK).map(<[String]>::to_vec).collect()
    };
    for names in chunks(&clues.names) {
        let found = contacts::table
            .filter(contacts::workspace_id.eq(workspace))
            .filter(contacts::name_key.eq_any(names))
            .filter(contacts::deleted_at.is_null());
        others.contacts.extend(found.select(contacts::id).load::<i64>(conn)?);
    }
    for emails in chunks(&clues.emails) {
        let found = contact_emails::table
            .filter(contact_emails::workspace_id.eq(workspace))
            .filter(contact_emails::email_key.eq_any(emails));
        others.contacts.extend(found.select(contact_emails::contact_id).load::<i64>(conn)?);
    }
    for numbers in chunks(&clues.numbers) {
        let found = contact_phones::table
            .filter(contact_phones::workspace_id.eq(workspace))
            .filter(contact_phones::digits.eq_any(numbers));
        others.contacts.extend(found.select(contact_phones::contact_id).load::<i64>(conn)?);
    }
    others.contacts.sort_unstable();
    others.contacts.dedup();
    others.contacts.retain(|id| *id != own);
    others.members = members_named(conn, workspace, clues)?;
    Ok(others)
}

fn members_named(conn: &mut AnyConnection, workspace: i64, clues: &Clues) -> AppResult<Vec<i64>> {
    let people: Vec<(i64, String, String)> = members::table
        .inner_join(users::table.on(users::id.eq(members::user_id)))
        .filter(members::workspace_id.eq(workspace))
        .select((members::id, users::name, users::email_key))
        .load(conn)?;
    let is_named =
        |name: &str, email: &str| clues.names.contains(&fold(name)) || clues.emails.contains(email);
    Ok(people.into_iter().filter(|(_, name, email)| is_named(name, email)).map(|(id, ..)| id).collect())
}

/// The names of these clients and members of a business.
pub fn names(conn: &mut AnyConnection, workspace: i64, others: &Others) -> AppResult<Vec<String>> {
    let mut names: Vec<String> = contacts::table
        .filter(contacts::workspace_id.eq(workspace))
        .filter(contacts::id.eq_any(others.contacts.clone()))
        .select(contacts::name)
        .load(conn)?;
    let people: Vec<String> = members::table
        .inner_join(users::table.on(users::id.eq(members::user_id)))
        .filter(members::workspace_id.eq(workspace))
        .filter(members::id.eq_any(others.members.clone()))
        .select(users::name)
        .load(conn)?;
    names.extend(people);
    Ok(names)
}

/// The kind of a request that still waits for its answer.
pub fn open_request(conn: &mut AnyConnection, id: i64) -> AppResult<Option<Kind>> {
    let open = privacy_requests::table.find(id).filter(privacy_requests::closed_at.is_null());
    Ok(open.select(privacy_requests::kind).first(conn).optional()?)
}
