//! Which person, seat and places of resources a visit takes.

use crate::bookings::queries::{self, Place};
use crate::bookings::slots::{Board, Sitting, Visit};
use crate::clock::Instant;
use crate::db::Scoped;
use crate::error::AppResult;

/// A visit's name among those that take time: its class, or itself.
pub fn sitting(visit: &Visit, booking: i64, start: Instant) -> String {
    visit.sitting(start).map_or_else(|| format!("b{booking}"), Sitting::word)
}

/// `None` when a class is full: nobody sits on somebody else's seat, whatever the reason.
pub fn of(
    db: &mut Scoped,
    board: &Board,
    visit: &Visit,
    member: i64,
    sitting: &str,
    start: Instant,
) -> AppResult<Option<Vec<Place>>> {
    let Some(seat) = seat(db, visit, member, sitting)? else { return Ok(None) };
    let (from, to) = visit.busy(start);
    let mut places = vec![Place { member_id: Some(member), resource_id: None, number: seat, from, to }];
    for (service, from, to) in visit.items(start) {
        let (from, to) = (from - service.before, to + service.after);
        for &id in &service.resources {
            let number = place_of(board, visit, id, start, from, to);
            let place = Place { member_id: None, resource_id: Some(id), number, from, to };
            if !places.contains(&place) {
                places.push(place);
            }
        }
    }
    Ok(Some(places))
}

/// The lowest seat that is free.
fn seat(db: &mut Scoped, visit: &Visit, member: i64, sitting: &str) -> AppResult<Option<i32>> {
    let taken = queries::seats_taken(db, sitting, member)?;
    let seats = i32::try_from(visit.seats()).unwrap_or(i32::MAX);
    Ok((1..=seats).find(|seat| !taken.contains(seat)))
}

/// The lowest place that is free, and one that the class sits at already before any other. When
/// none is free, somebody books past that knowingly, at the first.
fn place_of(board: &Board, visit: &Visit, resource: i64, start: Instant, from: Instant, to: Instant) -> i32 {
    let Some(resource) = board.resources.iter().find(|r| r.id == resource) else { return 1 };
    let sitting = visit.sitting(start);
    let shares = |n: &usize| {
        sitting.is_some() && resource.places[*n].overlapping(from, to).any(|busy| busy.sitting == sitting)
    };
    let is_free = |n: &usize| resource.places[*n].is_free(from, to);
    let places = 0..resource.places.len();
    let found = places.clone().find(shares).or_else(|| places.clone().find(is_free)).unwrap_or(0);
    i32::try_from(found).unwrap_or(0) + 1
}
