//! The `members` rows of one person.

use diesel::prelude::*;

use crate::access::Role;
use crate::account::queries::memberships;
use crate::db::Unscoped;
use crate::error::AppResult;
use crate::schema::{members, sessions, workspaces};

#[derive(Debug, Queryable)]
pub struct Membership {
    pub member_id: i64,
    pub workspace_id: i64,
    pub name: String,
    pub role: Role,
}

const COLUMNS: (members::id, members::workspace_id, workspaces::name, members::role) =
    (members::id, members::workspace_id, workspaces::name, members::role);

/// Where the person works now, by name.
pub fn list(db: &mut Unscoped, user_id: i64) -> AppResult<Vec<Membership>> {
    let active = members::table
        .inner_join(workspaces::table.on(workspaces::id.eq(members::workspace_id)))
        .filter(members::user_id.eq(user_id))
        .filter(members::deactivated_at.is_null())
        .order((workspaces::name, workspaces::id));
    Ok(active.select(COLUMNS).load(&mut **db)?)
}

pub fn find(db: &mut Unscoped, user_id: i64, workspace_id: i64) -> AppResult<Membership> {
    let active = members::table
        .inner_join(workspaces::table.on(workspaces::id.eq(members::workspace_id)))
        .filter(members::user_id.eq(user_id))
        .filter(members::workspace_id.eq(workspace_id))
        .filter(members::deactivated_at.is_null());
    Ok(active.select(COLUMNS).first(&mut **db)?)
}

/// Remembers that the person went to this business.
pub fn mark_used(db: &mut Unscoped, member_id: i64) -> AppResult<()> {
    let now = db.now;
    diesel::update(members::table.find(member_id)).set(members::last_used_at.eq(now)).execute(&mut **db)?;
    Ok(())
}

pub fn count_owners(db: &mut Unscoped, workspace_id: i64) -> AppResult<i64> {
    let owners = members::table
        .filter(members::workspace_id.eq(workspace_id))
        .filter(members::role.eq(Role::Owner))
        .filter(members::deactivated_at.is_null());
    Ok(owners.count().get_result(&mut **db)?)
}

/// Holds the workspace's row until the step commits, so that changes of its people
/// come one after the other.
pub fn lock(db: &mut Unscoped, workspace_id: i64) -> AppResult<()> {
    diesel::update(workspaces::table.find(workspace_id))
        .set(workspaces::id.eq(workspaces::id))
        .execute(&mut **db)?;
    Ok(())
}

pub fn deactivate(db: &mut Unscoped, member_id: i64) -> AppResult<()> {
    let now = db.now;
    diesel::update(members::table.find(member_id)).set(members::deactivated_at.eq(now)).execute(&mut **db)?;
    Ok(())
}

/// Every session of the person that was at work there goes to another of their businesses, or to none.
pub fn move_sessions(db: &mut Unscoped, user_id: i64, from: i64) -> AppResult<()> {
    let next = memberships::last_used(db, user_id)?.map(|m| m.workspace_id);
    let there = sessions::table.filter(sessions::user_id.eq(user_id)).filter(sessions::workspace_id.eq(from));
    diesel::update(there).set(sessions::workspace_id.eq(next)).execute(&mut **db)?;
    Ok(())
}
