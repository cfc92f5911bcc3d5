//! The closing of businesses in `workspaces`, and who is concerned.

use diesel::dsl::{exists, not};
use diesel::prelude::*;

use crate::access::Role;
use crate::clock::Instant;
use crate::db::{AnyConnection, Scoped};
use crate::error::AppResult;
use crate::ledger::Target;
use crate::schema::{members, privacy_requests, users, workspaces};

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = workspaces)]
pub struct Business {
    pub id: i64,
    pub name: String,
    pub timezone: String,
    pub locale: String,
    pub ledger_key: String,
    pub closes_at: Option<Instant>,
    pub closing_told: Option<i32>,
}

impl Business {
    pub fn target(&self) -> Target {
        Target::Workspace { key: self.ledger_key.clone() }
    }
}

pub fn business(conn: &mut AnyConnection, id: i64) -> AppResult<Business> {
    Ok(workspaces::table.find(id).select(Business::as_select()).first(conn)?)
}

/// `false` if it is closing already.
pub fn begin(db: &mut Scoped, end: Instant, days: u16) -> AppResult<bool> {
    let open = workspaces::table.find(db.workspace_id()).filter(workspaces::closes_at.is_null());
    let begun = diesel::update(open)
        .set((workspaces::closes_at.eq(end), workspaces::closing_told.eq(i32::from(days))))
        .execute(&mut **db)?;
    Ok(begun == 1)
}

pub fn call_off(db: &mut Scoped) -> AppResult<bool> {
    let closing = workspaces::table.find(db.workspace_id()).filter(workspaces::closes_at.is_not_null());
    let changed = diesel::update(closing)
        .set((workspaces::closes_at.eq(None::<Instant>), workspaces::closing_told.eq(None::<i32>)))
        .execute(&mut **db)?;
    Ok(changed == 1)
}

/// Businesses that are closing and not yet at their end.
pub fn closing(conn: &mut AnyConnection, now: Instant) -> AppResult<Vec<Business>> {
    let closing = workspaces::table.filter(workspaces::closes_at.gt(now)).order(workspaces::id);
    Ok(closing.select(Business::as_select()).load(conn)?)
}

pub fn told(conn: &mut AnyConnection, id: i64, days: i32) -> AppResult<()> {
    diesel::update(workspaces::table.find(id)).set(workspaces::closing_told.eq(days)).execute(conn)?;
    Ok(())
}

/// The next business after one whose time is over.
pub fn next_over(conn: &mut AnyConnection, now: Instant, after: i64) -> AppResult<Option<Business>> {
    let over = workspaces::table
        .filter(workspaces::closes_at.le(now))
        .filter(workspaces::id.gt(after))
        .order(workspaces::id)
        .select(Business::as_select());
    Ok(over.first(conn).optional()?)
}

/// The accounts of everybody at work in a business.
pub fn at_work(conn: &mut AnyConnection, id: i64) -> AppResult<Vec<i64>> {
    let active = members::table.filter(members::workspace_id.eq(id)).filter(members::deactivated_at.is_null());
    Ok(active.order(members::id).select(members::user_id).load(conn)?)
}

/// The keys of the accounts that work, or worked, in this business alone. Whoever runs the
/// installation keeps theirs.
pub fn only_here(conn: &mut AnyConnection, id: i64) -> AppResult<Vec<String>> {
    let here = members::table.filter(members::workspace_id.eq(id)).select(members::user_id);
    let elsewhere = members::table.filter(members::user_id.eq(users::id)).filter(members::workspace_id.ne(id));
    let people = users::table
        .filter(users::id.eq_any(here))
        .filter(not(exists(elsewhere)))
        .filter(users::is_operator.eq(false))
        .filter(users::erased_at.is_null())
        .order(users::id);
    Ok(people.select(users::subject_key).load(conn)?)
}

#[derive(Debug, Clone, Queryable)]
pub struct Owner {
    pub name: String,
    pub email: String,
}

pub fn owners(conn: &mut AnyConnection, id: i64) -> AppResult<Vec<Owner>> {
    let owners = members::table
        .inner_join(users::table.on(users::id.eq(members::user_id)))
        .filter(members::workspace_id.eq(id))
        .filter(members::role.eq(Role::Owner))
        .filter(members::deactivated_at.is_null())
        .order(members::id)
        .select((users::name, users::email));
    Ok(owners.load(conn)?)
}

/// The answer was sent: its address is needed no more.
pub fn forget_reply(conn: &mut AnyConnection, request_id: i64) -> AppResult<()> {
    diesel::update(privacy_requests::table.find(request_id)).set(privacy_requests::reply_to.eq("")).execute(conn)?;
    Ok(())
}
