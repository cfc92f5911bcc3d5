//! Writes counts and visits, and deletes them when their time has come.

use diesel::prelude::*;
use time::Date;

use crate::analytics::model::{Counted, IDLE, NewVisit};
use crate::clock::Instant;
use crate::db::{AnyBackend, Unscoped};
use crate::error::AppResult;
use crate::hits::Hit;
use crate::schema::{
    analytics_counts as counts, analytics_hits as hits, analytics_visits as visits, workspaces,
};

pub fn workspace_of(db: &mut Unscoped, slug: &str) -> AppResult<Option<i64>> {
    let found = workspaces::table.filter(workspaces::slug.eq(slug)).select(workspaces::id).first(&mut **db);
    Ok(found.optional()?)
}

/// `false` if there is no line yet to add to. Two nodes may each begin one: the older is added to.
pub fn add(db: &mut Unscoped, counted: &Counted, times: i64) -> AppResult<bool> {
    let lines = counts::table
        .filter(counts::day.eq(counted.day))
        .filter(counts::route.eq(&counted.route))
        .filter(counts::referrer.eq(&counted.referrer))
        .filter(counts::device.eq(counted.device))
        .into_boxed::<AnyBackend>();
    let lines = match counted.workspace_id {
        Some(id) => lines.filter(counts::workspace_id.eq(id)),
        None => lines.filter(counts::workspace_id.is_null()),
    };
    let line: Option<i64> = lines.order(counts::id).select(counts::id).first(&mut **db).optional()?;
    let Some(line) = line else { return Ok(false) };
    diesel::update(counts::table.find(line)).set(counts::hits.eq(counts::hits + times)).execute(&mut **db)?;
    Ok(true)
}

pub fn insert(db: &mut Unscoped, counted: &Counted, times: i64) -> AppResult<()> {
    diesel::insert_into(counts::table)
        .values((
            counts::workspace_id.eq(counted.workspace_id),
            counts::day.eq(counted.day),
            counts::route.eq(&counted.route),
            counts::referrer.eq(&counted.referrer),
            counts::device.eq(counted.device),
            counts::hits.eq(times),
        ))
        .execute(&mut **db)?;
    Ok(())
}

pub fn lines_of(db: &mut Unscoped, day: Date) -> AppResult<i64> {
    Ok(counts::table.filter(counts::day.eq(day)).count().get_result(&mut **db)?)
}

/// The visit of this visitor that is going on.
pub fn open_visit(
    db: &mut Unscoped,
    workspace_id: Option<i64>,
    visitor_key: &str,
    at: Instant,
) -> AppResult<Option<i64>> {
    let open = visits::table
        .filter(visits::visitor_key.eq(visitor_key))
        .filter(visits::last_at.gt(at - IDLE))
        .into_boxed::<AnyBackend>();
    let open = match workspace_id {
        Some(id) => open.filter(visits::workspace_id.eq(id)),
        None => open.filter(visits::workspace_id.is_null()),
    };
    Ok(open.order(visits::last_at.desc()).select(visits::id).first(&mut **db).optional()?)
}

pub fn begin_visit(db: &mut Unscoped, new: &NewVisit) -> AppResult<i64> {
    Ok(diesel::insert_into(visits::table)
        .values((
            visits::workspace_id.eq(new.workspace_id),
            visits::visitor_key.eq(new.visitor_key),
            visits::started_at.eq(new.at),
            visits::last_at.eq(new.at),
            visits::referrer.eq(new.referrer),
            visits::utm_source.eq(new.utm_source),
            visits::utm_medium.eq(new.utm_medium),
            visits::utm_campaign.eq(new.utm_campaign),
            visits::browser.eq(new.browser),
            visits::os.eq(new.os),
            visits::device.eq(new.device),
            visits::country.eq(&new.country),
            visits::region.eq(&new.region),
            visits::hits.eq(0),
        ))
        .returning(visits::id)
        .get_result(&mut **db)?)
}

pub fn go_on(db: &mut Unscoped, visit: i64, hit: &Hit) -> AppResult<()> {
    diesel::update(visits::table.find(visit))
        .set((visits::last_at.eq(hit.at), visits::hits.eq(visits::hits + 1)))
        .execute(&mut **db)?;
    diesel::insert_into(hits::table)
        .values((
            hits::visit_id.eq(visit),
            hits::at.eq(hit.at),
            hits::route.eq(&hit.route),
            hits::action.eq(hit.action.unwrap_or_default()),
        ))
        .execute(&mut **db)?;
    Ok(())
}

pub fn mark_signed_up(db: &mut Unscoped, visit: i64, at: Instant) -> AppResult<()> {
    diesel::update(visits::table.find(visit)).set(visits::signed_up_at.eq(at)).execute(&mut **db)?;
    Ok(())
}

/// The visitor withdrew: their visits go, with every page of them.
pub fn forget(db: &mut Unscoped, visitor_key: &str) -> AppResult<()> {
    diesel::delete(visits::table.filter(visits::visitor_key.eq(visitor_key))).execute(&mut **db)?;
    Ok(())
}
