//! The bookings of a period, as far as they are counted.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::bookings::model::Status;
use crate::bookings::queries::visible;
use crate::clock::Instant;
use crate::db::Scoped;
use crate::error::AppResult;
use crate::schema::{booking_items, bookings};

pub struct Row {
    pub starts_at: Instant,
    pub status: Status,
    pub member_id: i64,
    pub services: Vec<String>,
}

pub fn between(db: &mut Scoped, from: Instant, until: Instant) -> AppResult<Vec<Row>> {
    let found: Vec<(i64, Instant, Status, i64)> = visible(db)
        .filter(bookings::starts_at.ge(from))
        .filter(bookings::starts_at.lt(until))
        .order((bookings::starts_at, bookings::id))
        .select((bookings::id, bookings::starts_at, bookings::status, bookings::member_id))
        .load(&mut **db)?;
    let names: Vec<(i64, String)> = visible(db)
        .inner_join(booking_items::table.on(booking_items::booking_id.eq(bookings::id)))
        .filter(bookings::starts_at.ge(from))
        .filter(bookings::starts_at.lt(until))
        .order((bookings::id, booking_items::position))
        .select((bookings::id, booking_items::name))
        .load(&mut **db)?;
    let mut services: HashMap<i64, Vec<String>> = HashMap::new();
    for (booking, name) in names {
        services.entry(booking).or_default().push(name);
    }
    let row = |(id, starts_at, status, member_id)| Row {
        starts_at,
        status,
        member_id,
        services: services.remove(&id).unwrap_or_default(),
    };
    Ok(found.into_iter().map(row).collect())
}
