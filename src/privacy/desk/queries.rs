//! What the desks change about clients.

use diesel::prelude::*;

use crate::db::Scoped;
use crate::error::AppResult;
use crate::schema::contacts;

/// Kept, and not used any more.
pub fn restrict(db: &mut Scoped, subject_key: &str, why: &str) -> AppResult<()> {
    let now = db.now;
    let client = contacts::table
        .filter(contacts::workspace_id.eq(db.workspace_id()))
        .filter(contacts::subject_key.eq(subject_key.to_owned()));
    diesel::update(client)
        .set((contacts::restricted_at.eq(now), contacts::restricted_why.eq(why.to_owned())))
        .execute(&mut **db)?;
    Ok(())
}

/// Somebody says that the record is a child's.
pub fn freeze(db: &mut Scoped, subject_key: &str) -> AppResult<()> {
    restrict(db, subject_key, "child_report")
}
