//! Reports whose days are over.

use diesel::prelude::*;

use crate::db::{Scoped, Unscoped};
use crate::error::AppResult;
use crate::schema::{contacts, restrictions};

/// A frozen record that nobody decided about in time.
#[derive(Debug, Clone, Queryable)]
pub struct Overdue {
    pub restriction_id: i64,
    pub workspace_id: i64,
    pub subject_key: String,
    pub request_id: Option<i64>,
}

/// In every workspace, those after the restriction `after`.
pub fn overdue(db: &mut Unscoped, after: i64, limit: i64) -> AppResult<Vec<Overdue>> {
    let now = db.now;
    let rows = restrictions::table
        .inner_join(contacts::table)
        .filter(restrictions::id.gt(after))
        .filter(restrictions::ended_at.is_null())
        .filter(restrictions::decide_by.le(now))
        .order(restrictions::id)
        .limit(limit)
        .select((
            restrictions::id,
            restrictions::workspace_id,
            contacts::subject_key,
            restrictions::request_id,
        ))
        .load(&mut **db)?;
    Ok(rows)
}

/// The report that froze this contact.
pub fn report_of(db: &mut Scoped, contact: i64) -> AppResult<Option<i64>> {
    let report = restrictions::table
        .filter(restrictions::workspace_id.eq(db.workspace_id()))
        .filter(restrictions::contact_id.eq(contact))
        .filter(restrictions::ended_at.is_null())
        .filter(restrictions::decide_by.is_not_null())
        .order(restrictions::id.desc())
        .select(restrictions::request_id)
        .first::<Option<i64>>(&mut **db)
        .optional()?;
    Ok(report.flatten())
}
