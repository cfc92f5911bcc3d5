//! The `calendar_feeds` table.

use diesel::prelude::*;

use crate::db::{Scoped, Unscoped};
use crate::error::{AppError, AppResult};
use crate::schema::{calendar_feeds as feeds, members};

#[derive(Debug, Clone, Queryable)]
pub struct Feed {
    pub key: String,
    pub hides_names: bool,
}

fn member(db: &Scoped) -> AppResult<i64> {
    db.reach().member_id.ok_or(AppError::NotFound)
}

pub fn own(db: &mut Scoped) -> AppResult<Option<Feed>> {
    let member = member(db)?;
    let found = feeds::table
        .filter(feeds::workspace_id.eq(db.workspace_id()))
        .filter(feeds::member_id.eq(member))
        .select((feeds::feed_key, feeds::hides_names))
        .first(&mut **db);
    Ok(found.optional()?)
}

/// A new link; the one before it ends.
pub fn replace(db: &mut Scoped, key: &str, token_hash: &str, hides_names: bool) -> AppResult<()> {
    revoke(db)?;
    let (workspace, now, member) = (db.workspace_id(), db.now, member(db)?);
    diesel::insert_into(feeds::table)
        .values((
            feeds::workspace_id.eq(workspace),
            feeds::member_id.eq(member),
            feeds::feed_key.eq(key),
            feeds::token_hash.eq(token_hash),
            feeds::hides_names.eq(hides_names),
            feeds::created_at.eq(now),
        ))
        .execute(&mut **db)?;
    Ok(())
}

pub fn revoke(db: &mut Scoped) -> AppResult<bool> {
    let member = member(db)?;
    let own =
        feeds::table.filter(feeds::workspace_id.eq(db.workspace_id())).filter(feeds::member_id.eq(member));
    Ok(diesel::delete(own).execute(&mut **db)? > 0)
}

/// Workspace, member, and whether names stay out; 404 for a link of nobody who works here.
pub fn by_token(db: &mut Unscoped, token_hash: &str) -> AppResult<(i64, i64, bool)> {
    let found = feeds::table
        .inner_join(members::table.on(members::id.eq(feeds::member_id)))
        .filter(feeds::token_hash.eq(token_hash))
        .filter(members::deactivated_at.is_null())
        .select((feeds::workspace_id, feeds::member_id, feeds::hides_names));
    Ok(found.first(&mut **db)?)
}
