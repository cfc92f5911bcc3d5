//! Adds up counts and visits, of the installation's own pages (`owner` is `None`) or of one
//! business's public pages: never of both.

use diesel::dsl::{count, count_star, sql};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable};
use time::{Date, Time};

use crate::analytics::period::Span;
use crate::clock::Instant;
use crate::db::{AnyBackend, AnyConnection};
use crate::error::AppResult;
use crate::schema::{analytics_counts as counts, analytics_visits as visits};

/// A sum of integers is `numeric` on PostgreSQL; a count never needs more than this.
const SUM_OF_HITS: &str = "CAST(SUM(hits) AS BIGINT)";

type OfCounts = Box<dyn BoxableExpression<counts::table, AnyBackend, SqlType = Nullable<Bool>>>;
type OfVisits = Box<dyn BoxableExpression<visits::table, AnyBackend, SqlType = Nullable<Bool>>>;

fn counted_for(owner: Option<i64>) -> OfCounts {
    match owner {
        Some(id) => Box::new(counts::workspace_id.eq(id)),
        None => Box::new(counts::workspace_id.is_null().nullable()),
    }
}

fn visiting(owner: Option<i64>) -> OfVisits {
    match owner {
        Some(id) => Box::new(visits::workspace_id.eq(id)),
        None => Box::new(visits::workspace_id.is_null().nullable()),
    }
}

/// Counts that differ in more than the day.
#[derive(Debug, Queryable)]
pub struct Line {
    pub route: String,
    pub referrer: String,
    pub device: String,
    pub times: i64,
}

pub fn lines(conn: &mut AnyConnection, owner: Option<i64>, span: Span) -> AppResult<Vec<Line>> {
    Ok(counts::table
        .filter(counted_for(owner))
        .filter(counts::day.ge(span.from))
        .filter(counts::day.lt(span.until))
        .group_by((counts::route, counts::referrer, counts::device))
        .select((counts::route, counts::referrer, counts::device, sql::<BigInt>(SUM_OF_HITS)))
        .load(conn)?)
}

/// How often each page was opened, each form sent, on each day.
pub fn days(conn: &mut AnyConnection, owner: Option<i64>, span: Span) -> AppResult<Vec<(Date, String, i64)>> {
    Ok(counts::table
        .filter(counted_for(owner))
        .filter(counts::day.ge(span.from))
        .filter(counts::day.lt(span.until))
        .group_by((counts::day, counts::route))
        .select((counts::day, counts::route, sql::<BigInt>(SUM_OF_HITS)))
        .load(conn)?)
}

#[derive(Debug, Queryable)]
pub struct DayLine {
    pub day: Date,
    pub route: String,
    pub referrer: String,
    pub device: String,
    pub times: i64,
}

/// The counts as they are kept, oldest first.
pub fn day_lines(conn: &mut AnyConnection, owner: Option<i64>, span: Span) -> AppResult<Vec<DayLine>> {
    Ok(counts::table
        .filter(counted_for(owner))
        .filter(counts::day.ge(span.from))
        .filter(counts::day.lt(span.until))
        .order((counts::day, counts::route, counts::referrer, counts::device))
        .select((counts::day, counts::route, counts::referrer, counts::device, counts::hits))
        .load(conn)?)
}

/// Visits that are alike.
#[derive(Debug, Queryable)]
pub struct Alike {
    pub source: (String, String, String),
    pub browser: String,
    pub os: String,
    pub place: (String, String),
    pub visits: i64,
    pub signed_up: i64,
    pub pages: i64,
}

pub fn alike(conn: &mut AnyConnection, owner: Option<i64>, span: Span) -> AppResult<Vec<Alike>> {
    Ok(visits::table
        .filter(visiting(owner))
        .filter(visits::started_at.ge(midnight(span.from)))
        .filter(visits::started_at.lt(midnight(span.until)))
        .group_by((
            visits::utm_source,
            visits::utm_medium,
            visits::utm_campaign,
            visits::browser,
            visits::os,
            visits::country,
            visits::region,
        ))
        .select((
            (visits::utm_source, visits::utm_medium, visits::utm_campaign),
            visits::browser,
            visits::os,
            (visits::country, visits::region),
            count_star(),
            count(visits::signed_up_at),
            sql::<BigInt>(SUM_OF_HITS),
        ))
        .load(conn)?)
}

pub fn visits_in(conn: &mut AnyConnection, owner: Option<i64>, span: Span) -> AppResult<i64> {
    Ok(visits::table
        .filter(visiting(owner))
        .filter(visits::started_at.ge(midnight(span.from)))
        .filter(visits::started_at.lt(midnight(span.until)))
        .count()
        .get_result(conn)?)
}

fn midnight(day: Date) -> Instant {
    Instant::new(day, Time::MIDNIGHT)
}
