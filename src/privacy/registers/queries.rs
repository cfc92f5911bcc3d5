//! What the public pages and the records of processing say of businesses and processors.

use diesel::prelude::*;
use time::Date;

use crate::clock::Instant;
use crate::db::{Scoped, Unscoped};
use crate::error::AppResult;
use crate::schema::{processors, workspaces};

/// A business as its clients and the authorities get to see it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = workspaces)]
pub struct Business {
    pub name: String,
    pub address: String,
    pub phone: String,
    pub privacy_contact_email: String,
    pub privacy_text: String,
    pub inactive_months: Option<i32>,
    pub archived_months: Option<i32>,
    pub activity_months: Option<i32>,
    pub trash_days: i32,
    pub closes_at: Option<Instant>,
}

pub fn business_of_slug(db: &mut Unscoped, slug: &str) -> AppResult<Business> {
    let business = workspaces::table.filter(workspaces::slug.eq(slug)).select(Business::as_select());
    Ok(business.first(&mut **db)?)
}

pub fn own_business(db: &mut Scoped) -> AppResult<Business> {
    Ok(workspaces::table.find(db.workspace_id()).select(Business::as_select()).first(&mut **db)?)
}

pub fn businesses(db: &mut Unscoped) -> AppResult<Vec<Business>> {
    Ok(workspaces::table.order(workspaces::id).select(Business::as_select()).load(&mut **db)?)
}

/// A company that receives data.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = processors)]
pub struct Receiver {
    pub name: String,
    pub countries: String,
    pub safeguard: String,
}

/// Those that may be reached on a day.
pub fn receivers(conn: &mut crate::db::AnyConnection, today: Date) -> AppResult<Vec<Receiver>> {
    let receivers = processors::table
        .filter(processors::effective_on.le(today))
        .filter(processors::retired_at.is_null())
        .order(processors::name_key)
        .select(Receiver::as_select())
        .load(conn)?;
    Ok(receivers)
}
