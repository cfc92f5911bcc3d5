//! What the dashboard counts. Every query starts from the contacts that the member may see.

use diesel::prelude::*;

use crate::clock::Instant;
use crate::contacts::queries::visible;
use crate::db::Scoped;
use crate::error::AppResult;
use crate::schema::contacts;

/// A contact that was added lately.
pub struct Added {
    pub id: i64,
    pub name: String,
    pub by: Option<i64>,
    pub at: Instant,
}

pub fn has_contacts(db: &mut Scoped) -> AppResult<bool> {
    let any = visible(db).select(contacts::id).limit(1).first::<i64>(&mut **db);
    Ok(any.optional()?.is_some())
}

/// How many were added from `from` up to `until`; a range of one index.
pub fn added_between(db: &mut Scoped, from: Instant, until: Instant) -> AppResult<i64> {
    let added = visible(db).filter(contacts::created_at.ge(from)).filter(contacts::created_at.lt(until));
    Ok(added.count().get_result(&mut **db)?)
}

pub fn latest_added(db: &mut Scoped, limit: i64) -> AppResult<Vec<Added>> {
    let rows: Vec<(i64, String, Option<i64>, Instant)> = visible(db)
        .order((contacts::created_at.desc(), contacts::id.desc()))
        .limit(limit)
        .select((contacts::id, contacts::name, contacts::created_by, contacts::created_at))
        .load(&mut **db)?;
    Ok(rows.into_iter().map(|(id, name, by, at)| Added { id, name, by, at }).collect())
}
