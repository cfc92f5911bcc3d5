//! `booking_series`. Only bookings that the reader may see are found.

use diesel::prelude::*;

use super::rule::Rule;
use crate::bookings::model::{Booking, Status};
use crate::bookings::queries::{ROW, Row, booking, visible};
use crate::db::Scoped;
use crate::error::AppResult;
use crate::schema::{booking_series, bookings};

/// The series that a booking is one of.
#[derive(Debug, Clone)]
pub struct Series {
    pub key: String,
    pub rule: Option<Rule>,
}

pub fn of_booking(db: &mut Scoped, booking: i64) -> AppResult<Option<Series>> {
    let found = booking_series::table
        .filter(booking_series::workspace_id.eq(db.workspace_id()))
        .filter(booking_series::booking_id.eq(booking))
        .select((booking_series::series, booking_series::rule))
        .first::<(String, String)>(&mut **db);
    Ok(found.optional()?.map(|(key, rule)| Series { key, rule: Rule::parse(&rule) }))
}

pub fn insert(db: &mut Scoped, key: &str, rule: Rule, booking: i64) -> AppResult<()> {
    diesel::insert_into(booking_series::table)
        .values((
            booking_series::workspace_id.eq(db.workspace_id()),
            booking_series::booking_id.eq(booking),
            booking_series::series.eq(key),
            booking_series::rule.eq(rule.rrule()),
        ))
        .execute(&mut **db)?;
    Ok(())
}

/// All bookings of the series that are not cancelled, in order of time.
pub fn bookings(db: &mut Scoped, key: &str) -> AppResult<Vec<Booking>> {
    let members = booking_series::table
        .filter(booking_series::workspace_id.eq(db.workspace_id()))
        .filter(booking_series::series.eq(key.to_owned()))
        .select(booking_series::booking_id);
    let ids: Vec<i64> = members.load(&mut **db)?;
    let rows: Vec<Row> = visible(db)
        .filter(bookings::id.eq_any(ids))
        .filter(bookings::status.ne(Status::Cancelled))
        .order((bookings::starts_at, bookings::id))
        .select(ROW)
        .load(&mut **db)?;
    Ok(rows.into_iter().map(booking).collect())
}
