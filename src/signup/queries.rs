//! Takes back what sign-up made, when nobody confirmed the address.

use diesel::prelude::*;
use time::Duration;

use crate::db::Unscoped;
use crate::error::AppResult;
use crate::schema::{activity_entries, activity_heads, contacts, members, role_rules, users, workspaces};

/// How long an address may stay unconfirmed.
const PATIENCE: Duration = Duration::days(14);

/// An account and the business that was opened with it.
struct Enrolled {
    user_id: i64,
    workspace_id: i64,
}

/// Removes accounts that never came to life; tells how many. Without a confirmed address
/// nobody gets past the door, so there is nothing in their business but its beginning.
pub fn remove_unconfirmed(db: &mut Unscoped) -> AppResult<usize> {
    let mut removed = 0;
    for enrolled in unconfirmed(db)? {
        if is_untouched(db, &enrolled)? {
            remove(db, &enrolled)?;
            removed += 1;
        }
    }
    Ok(removed)
}

fn unconfirmed(db: &mut Unscoped) -> AppResult<Vec<Enrolled>> {
    let long_ago = db.now - PATIENCE;
    let rows: Vec<(i64, i64)> = members::table
        .inner_join(users::table.on(users::id.eq(members::user_id)))
        .filter(users::email_verified_at.is_null())
        .filter(users::created_at.lt(long_ago))
        .select((users::id, members::workspace_id))
        .load(&mut **db)?;
    Ok(rows.into_iter().map(|(user_id, workspace_id)| Enrolled { user_id, workspace_id }).collect())
}

fn is_untouched(db: &mut Unscoped, enrolled: &Enrolled) -> AppResult<bool> {
    let &Enrolled { user_id, workspace_id } = enrolled;
    let linked = members::user_id.eq(user_id).or(members::workspace_id.eq(workspace_id));
    let memberships: i64 = members::table.filter(linked).count().get_result(&mut **db)?;
    let here = contacts::table.filter(contacts::workspace_id.eq(workspace_id));
    let contacts: i64 = here.count().get_result(&mut **db)?;
    Ok(memberships == 1 && contacts == 0)
}

fn remove(db: &mut Unscoped, enrolled: &Enrolled) -> AppResult<()> {
    let &Enrolled { user_id, workspace_id } = enrolled;
    diesel::delete(members::table.filter(members::user_id.eq(user_id))).execute(&mut **db)?;
    // Takes the sessions and links along.
    diesel::delete(users::table.find(user_id)).execute(&mut **db)?;
    let entries = activity_entries::table.filter(activity_entries::workspace_id.eq(workspace_id));
    diesel::delete(entries).execute(&mut **db)?;
    diesel::delete(activity_heads::table.find(workspace_id)).execute(&mut **db)?;
    diesel::delete(role_rules::table.filter(role_rules::workspace_id.eq(workspace_id))).execute(&mut **db)?;
    diesel::delete(workspaces::table.find(workspace_id)).execute(&mut **db)?;
    Ok(())
}
