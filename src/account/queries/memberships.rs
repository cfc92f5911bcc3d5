//! Where a person works, as far as signing in needs to know it.

use diesel::prelude::*;

use crate::db::Unscoped;
use crate::error::AppResult;
use crate::schema::{members, workspaces};

#[derive(Debug, Clone, Queryable)]
pub struct Membership {
    pub workspace_id: i64,
    pub member_id: i64,
    pub timezone: String,
    pub locale: String,
}

/// The active membership of the business gone to last, by invitation or by choice.
pub fn last_used(db: &mut Unscoped, user_id: i64) -> AppResult<Option<Membership>> {
    let last = members::table
        .inner_join(workspaces::table.on(workspaces::id.eq(members::workspace_id)))
        .filter(members::user_id.eq(user_id))
        .filter(members::deactivated_at.is_null())
        .order((members::last_used_at.desc(), members::id.desc()))
        .select((members::workspace_id, members::id, workspaces::timezone, workspaces::locale))
        .first(&mut **db);
    Ok(last.optional()?)
}
