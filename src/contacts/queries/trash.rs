//! Deleted contacts: listed, brought back, and after their time gone for good.

use diesel::prelude::*;

use super::deleted;
use crate::clock::Instant;
use crate::db::Scoped;
use crate::error::AppResult;
use crate::schema::contacts;
use crate::web::paging::Slice;

pub const PAGE: usize = 50;

#[derive(Clone, Queryable)]
pub struct TrashRow {
    pub id: i64,
    pub name: String,
    pub company: String,
    pub deleted_at: Option<Instant>,
}

/// The latest deleted first; those after the contact `after` if it is given.
pub fn page(db: &mut Scoped, after: Option<i64>) -> AppResult<Slice<TrashRow>> {
    let mut query = deleted(db);
    if let Some((id, at)) = place(db, after)? {
        query = query
            .filter(contacts::deleted_at.le(at))
            .filter(contacts::deleted_at.lt(at).or(contacts::id.lt(id)).assume_not_null());
    }
    let rows = query
        .order((contacts::deleted_at.desc(), contacts::id.desc()))
        .limit(PAGE as i64 + 1)
        .select((contacts::id, contacts::name, contacts::company, contacts::deleted_at))
        .load(&mut **db)?;
    Ok(Slice::cut(rows, PAGE))
}

fn place(db: &mut Scoped, after: Option<i64>) -> AppResult<Option<(i64, Option<Instant>)>> {
    let Some(id) = after else { return Ok(None) };
    let at = deleted(db).filter(contacts::id.eq(id)).select(contacts::deleted_at);
    let at: Option<Option<Instant>> = at.first(&mut **db).optional()?;
    Ok(at.map(|at| (id, at)))
}

/// Of these contacts those that lie in the trash, with the key that the ledger calls them by.
pub fn keys(db: &mut Scoped, ids: &[i64]) -> AppResult<Vec<(i64, String)>> {
    let rows = deleted(db).filter(contacts::id.eq_any(ids.to_vec())).order(contacts::id);
    Ok(rows.select((contacts::id, contacts::subject_key)).load(&mut **db)?)
}
