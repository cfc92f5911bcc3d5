//! The `workspaces` and `role_rules` tables.

use diesel::prelude::*;

use super::model::NewWorkspace;
use crate::db::{Unscoped, chain};
use crate::error::AppResult;
use crate::schema::workspaces;

pub fn insert(db: &mut Unscoped, new: &NewWorkspace) -> AppResult<i64> {
    let now = db.now;
    let id = diesel::insert_into(workspaces::table)
        .values((
            workspaces::slug.eq(&new.slug),
            workspaces::name.eq(&new.name),
            workspaces::industry.eq(&new.industry),
            workspaces::timezone.eq(&new.timezone),
            workspaces::locale.eq(&new.locale),
            workspaces::business_use_at.eq(now),
            workspaces::created_at.eq(now),
            workspaces::updated_at.eq(now),
        ))
        .returning(workspaces::id)
        .get_result(&mut **db)?;
    chain::start(db, id)?;
    Ok(id)
}

pub fn slug_taken(db: &mut Unscoped, slug: &str) -> AppResult<bool> {
    let found =
        workspaces::table.filter(workspaces::slug.eq(slug)).select(workspaces::id).first::<i64>(&mut **db);
    Ok(found.optional()?.is_some())
}
