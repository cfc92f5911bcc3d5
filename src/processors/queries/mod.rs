//! The `processors` table; what businesses object to is in the file below.

pub mod objections;

use diesel::dsl::count;
use diesel::prelude::*;
use time::Date;

use crate::clock::Instant;
use crate::db::Unscoped;
use crate::error::AppResult;
use crate::schema::{disclosures, processors, workspaces};
use crate::text::fold::fold;

/// What people are told before it holds; afterwards it is fixed.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = processors)]
pub struct Promised {
    pub name: String,
    pub purpose: String,
    pub data: String,
    /// Names, with ", " between them.
    pub countries: String,
    pub stores_data: bool,
    pub required: bool,
}

/// What is looked after while it works for us.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = processors, treat_none_as_null = true)]
pub struct Terms {
    /// One a line; one that starts with a dot stands for every host below.
    pub hosts: String,
    pub safeguard: String,
    pub agreement: String,
    pub agreed_on: Option<Date>,
    pub vetting: String,
    pub review_on: Option<Date>,
    pub policy_url: String,
    pub functions: String,
    /// They signed a business associate agreement.
    pub baa: bool,
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = processors)]
pub struct Processor {
    pub id: i64,
    #[diesel(embed)]
    pub promised: Promised,
    #[diesel(embed)]
    pub terms: Terms,
    pub emergency: String,
    pub version: i32,
    pub created_at: Instant,
    pub announced_at: Option<Instant>,
    pub effective_on: Option<Date>,
    pub retired_at: Option<Instant>,
}

/// Every entry, also retired ones, by name.
pub fn all(db: &mut Unscoped) -> AppResult<Vec<Processor>> {
    let rows = processors::table.order((processors::name_key, processors::id)).select(Processor::as_select());
    Ok(rows.load(&mut **db)?)
}

/// Those that people were told of and that were not retired.
pub fn public(db: &mut Unscoped) -> AppResult<Vec<Processor>> {
    Ok(all(db)?.into_iter().filter(Processor::is_public).collect())
}

pub fn find(db: &mut Unscoped, id: i64) -> AppResult<Processor> {
    Ok(processors::table.find(id).select(Processor::as_select()).first(&mut **db)?)
}

pub fn insert(db: &mut Unscoped, promised: &Promised, terms: &Terms) -> AppResult<i64> {
    let now = db.now;
    let id = diesel::insert_into(processors::table)
        .values((
            promised,
            terms,
            processors::name_key.eq(fold(&promised.name)),
            processors::emergency.eq(""),
            processors::version.eq(1),
            processors::created_at.eq(now),
            processors::updated_at.eq(now),
        ))
        .returning(processors::id)
        .get_result(&mut **db)?;
    Ok(id)
}

/// `false` if somebody else saved since `version` was read.
pub fn update(
    db: &mut Unscoped,
    id: i64,
    version: i32,
    promised: &Promised,
    terms: &Terms,
) -> AppResult<bool> {
    let now = db.now;
    let saved = diesel::update(processors::table.find(id).filter(processors::version.eq(version)))
        .set((
            promised,
            terms,
            processors::name_key.eq(fold(&promised.name)),
            processors::version.eq(version + 1),
            processors::updated_at.eq(now),
        ))
        .execute(&mut **db)?;
    Ok(saved > 0)
}

/// `false` if it changed since, or was announced already.
pub fn announce(db: &mut Unscoped, id: i64, version: i32, from: Date, emergency: &str) -> AppResult<bool> {
    let now = db.now;
    let draft = processors::table
        .find(id)
        .filter(processors::version.eq(version))
        .filter(processors::announced_at.is_null())
        .filter(processors::retired_at.is_null());
    let done = diesel::update(draft)
        .set((
            processors::announced_at.eq(now),
            processors::effective_on.eq(from),
            processors::emergency.eq(emergency),
            processors::version.eq(version + 1),
            processors::updated_at.eq(now),
        ))
        .execute(&mut **db)?;
    Ok(done > 0)
}

/// Ends it; its name is free again for another entry.
pub fn retire(db: &mut Unscoped, id: i64) -> AppResult<bool> {
    let now = db.now;
    let working = processors::table.find(id).filter(processors::retired_at.is_null());
    let done = diesel::update(working)
        .set((
            processors::retired_at.eq(now),
            processors::name_key.eq(format!("retired {id}")),
            processors::version.eq(processors::version + 1),
            processors::updated_at.eq(now),
        ))
        .execute(&mut **db)?;
    Ok(done > 0)
}

/// How many businesses there are to be told.
pub fn businesses(db: &mut Unscoped) -> AppResult<i64> {
    Ok(workspaces::table.count().get_result(&mut **db)?)
}

/// How many people's data went there.
pub fn people_disclosed(db: &mut Unscoped, id: i64) -> AppResult<i64> {
    let received = disclosures::table.filter(disclosures::processor_id.eq(id));
    Ok(received.select(count(disclosures::user_id).aggregate_distinct()).get_result(&mut **db)?)
}
