//! What sign-up made when nobody confirmed the address.

use diesel::prelude::*;
use time::Duration;

use crate::clock::Instant;
use crate::db::Unscoped;
use crate::error::AppResult;
use crate::schema::{contacts, members, users, workspaces};

/// Days for which an address may stay unconfirmed.
pub const PATIENCE: u32 = 14;

/// An account and the business that was opened with it, by the keys of the ledger.
#[derive(Debug, Clone)]
pub struct Enrolled {
    pub user_id: i64,
    pub user_key: String,
    pub workspace_key: String,
}

/// The next accounts after one that never came to life by a moment. Without a confirmed
/// address nobody gets past the door, so there is nothing in their business but its beginning.
pub fn unconfirmed(db: &mut Unscoped, at: Instant, after: i64, limit: i64) -> AppResult<Vec<Enrolled>> {
    let long_ago = at - Duration::days(PATIENCE.into());
    let rows: Vec<(i64, String, i64, String)> = members::table
        .inner_join(users::table.on(users::id.eq(members::user_id)))
        .inner_join(workspaces::table.on(workspaces::id.eq(members::workspace_id)))
        .filter(users::id.gt(after))
        .filter(users::email_verified_at.is_null())
        .filter(users::erased_at.is_null())
        .filter(users::created_at.le(long_ago))
        .order(users::id)
        .limit(limit)
        .select((users::id, users::subject_key, workspaces::id, workspaces::ledger_key))
        .load(&mut **db)?;
    let mut found = Vec::new();
    for (user_id, user_key, workspace_id, workspace_key) in rows {
        if is_untouched(db, user_id, workspace_id)? {
            found.push(Enrolled { user_id, user_key, workspace_key });
        }
    }
    Ok(found)
}

fn is_untouched(db: &mut Unscoped, user_id: i64, workspace_id: i64) -> AppResult<bool> {
    let linked = members::user_id.eq(user_id).or(members::workspace_id.eq(workspace_id));
    let memberships: i64 = members::table.filter(linked).count().get_result(&mut **db)?;
    let here = contacts::table.filter(contacts::workspace_id.eq(workspace_id));
    let contacts: i64 = here.count().get_result(&mut **db)?;
    Ok(memberships == 1 && contacts == 0)
}
