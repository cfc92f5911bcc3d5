//! Contacts in the order of their numbers, for programs that read all of them page by page.

use diesel::prelude::*;

use super::{list, visible};
use crate::contacts::filter::Filter;
use crate::db::Scoped;
use crate::error::AppResult;
use crate::schema::contacts;

/// The numbers of those that the filter lets through, after one of them.
pub fn page(db: &mut Scoped, filter: &Filter, after: Option<i64>, limit: i64) -> AppResult<Vec<i64>> {
    let wanted = match filter.narrows() {
        true => list::matching(db, filter)?,
        false => visible(db),
    };
    let rest = wanted.filter(contacts::id.gt(after.unwrap_or(0)));
    Ok(rest.order(contacts::id).limit(limit).select(contacts::id).load(&mut **db)?)
}
