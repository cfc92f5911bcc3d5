//! `occupancies`: who and what is taken from when to when. The database itself refuses two rows
//! that share a member, or a place of a resource, and time, unless they are of one party
//! (`migrations/*/…_bookings`); everything here only tries to ask it for what it will grant.

use diesel::prelude::*;

use crate::clock::Instant;
use crate::db::{Scoped, ids};
use crate::error::AppResult;
use crate::schema::{occupancies, workspaces};

/// One person, or one place of a resource, taken from when to when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub member_id: Option<i64>,
    pub resource_id: Option<i64>,
    pub number: i32,
    pub from: Instant,
    pub to: Instant,
}

/// Lets the bookings of one business be made one at a time, so that what a step reads still
/// holds when it writes. Without it nothing could be booked twice either, but one of two who
/// want the last seat of three would be refused for want of another try.
pub fn queue(db: &mut Scoped) -> AppResult<()> {
    diesel::update(workspaces::table.find(db.workspace_id()))
        .set(workspaces::version.eq(workspaces::version))
        .execute(&mut **db)?;
    Ok(())
}

/// Frees the time of holds and requests that have lapsed. Called before anything is taken, so
/// that no sweeper is needed for the time to be free again.
pub fn release_lapsed(db: &mut Scoped) -> AppResult<()> {
    let now = db.now;
    let lapsed = occupancies::table
        .filter(occupancies::workspace_id.eq(db.workspace_id()))
        .filter(occupancies::held_until.le(now));
    diesel::delete(lapsed).execute(&mut **db)?;
    Ok(())
}

/// What was held is taken for good, or until another moment.
pub fn keep(db: &mut Scoped, booking: i64, until: Option<Instant>) -> AppResult<()> {
    let of_booking = occupancies::table
        .filter(occupancies::workspace_id.eq(db.workspace_id()))
        .filter(occupancies::booking_id.eq(booking));
    diesel::update(of_booking).set(occupancies::held_until.eq(until)).execute(&mut **db)?;
    Ok(())
}

/// Gives back all that a booking takes.
pub fn release(db: &mut Scoped, booking: i64) -> AppResult<()> {
    let of_booking = occupancies::table
        .filter(occupancies::workspace_id.eq(db.workspace_id()))
        .filter(occupancies::booking_id.eq(booking));
    diesel::delete(of_booking).execute(&mut **db)?;
    Ok(())
}

/// Takes the places. With `over`, what is in the way joins the same party first: the booking is
/// put on top of it knowingly, and everything else is still kept apart.
pub fn occupy(
    db: &mut Scoped,
    booking: i64,
    sitting: &str,
    places: &[Place],
    held_until: Option<Instant>,
    over: bool,
) -> AppResult<()> {
    // A party of its own for each visit: one that was booked over and moved leaves its old party.
    let mut party = match sitting_party(db, sitting)? {
        Some(party) => party,
        None => ids::random_key()?,
    };
    if over {
        party = join_parties(db, party, places)?;
    }
    places.iter().try_for_each(|place| insert(db, booking, sitting, &party, place, held_until))
}

/// The party of a class that somebody sits in already: one that was booked over has joined another.
fn sitting_party(db: &mut Scoped, sitting: &str) -> AppResult<Option<String>> {
    let found = occupancies::table
        .filter(occupancies::workspace_id.eq(db.workspace_id()))
        .filter(occupancies::sitting.eq(sitting))
        .select(occupancies::party)
        .first(&mut **db);
    Ok(found.optional()?)
}

fn join_parties(db: &mut Scoped, mut party: String, places: &[Place]) -> AppResult<String> {
    for place in places {
        let mut others = in_the_way(db, place, &party)?;
        if let Some(first) = others.pop() {
            others.push(std::mem::replace(&mut party, first));
            for other in others {
                rename_party(db, &other, &party)?;
            }
        }
    }
    Ok(party)
}

fn in_the_way(db: &mut Scoped, place: &Place, party: &str) -> AppResult<Vec<String>> {
    let mut overlapping = occupancies::table
        .filter(occupancies::workspace_id.eq(db.workspace_id()))
        .filter(occupancies::busy_from.lt(place.to))
        .filter(occupancies::busy_to.gt(place.from))
        .filter(occupancies::party.ne(party.to_owned()))
        .select(occupancies::party)
        .distinct()
        .into_boxed();
    overlapping = match (place.member_id, place.resource_id) {
        (Some(member), _) => overlapping.filter(occupancies::member_id.eq(member)),
        (None, resource) => overlapping
            .filter(occupancies::resource_id.eq(resource.unwrap_or(0)))
            .filter(occupancies::place.eq(place.number)),
    };
    Ok(overlapping.load(&mut **db)?)
}

/// Takes the rows out and puts them back: changed one by one, they would collide with each other.
fn rename_party(db: &mut Scoped, old: &str, new: &str) -> AppResult<()> {
    let of_party = occupancies::table
        .filter(occupancies::workspace_id.eq(db.workspace_id()))
        .filter(occupancies::party.eq(old.to_owned()));
    let rows: Vec<Row> = of_party
        .clone()
        .order(occupancies::id)
        .select((
            (occupancies::booking_id, occupancies::sitting, occupancies::held_until),
            (occupancies::member_id, occupancies::resource_id, occupancies::place),
            (occupancies::busy_from, occupancies::busy_to),
        ))
        .load(&mut **db)?;
    diesel::delete(of_party).execute(&mut **db)?;
    for ((booking, sitting, held_until), (member_id, resource_id, number), (from, to)) in rows {
        insert(db, booking, &sitting, new, &Place { member_id, resource_id, number, from, to }, held_until)?;
    }
    Ok(())
}

type Row = ((i64, String, Option<Instant>), (Option<i64>, Option<i64>, i32), (Instant, Instant));

fn insert(
    db: &mut Scoped,
    booking: i64,
    sitting: &str,
    party: &str,
    place: &Place,
    held_until: Option<Instant>,
) -> AppResult<()> {
    diesel::insert_into(occupancies::table)
        .values((
            occupancies::workspace_id.eq(db.workspace_id()),
            occupancies::booking_id.eq(booking),
            occupancies::member_id.eq(place.member_id),
            occupancies::resource_id.eq(place.resource_id),
            occupancies::place.eq(place.number),
            occupancies::sitting.eq(sitting),
            occupancies::party.eq(party),
            occupancies::busy_from.eq(place.from),
            occupancies::busy_to.eq(place.to),
            occupancies::held_until.eq(held_until),
        ))
        .execute(&mut **db)?;
    Ok(())
}

/// The numbers of the seats of a class that are taken, and how many rows there are.
pub fn seats_taken(db: &mut Scoped, sitting: &str, member: i64) -> AppResult<Vec<i32>> {
    let seats = occupancies::table
        .filter(occupancies::workspace_id.eq(db.workspace_id()))
        .filter(occupancies::sitting.eq(sitting))
        .filter(occupancies::member_id.eq(member))
        .order(occupancies::place)
        .select(occupancies::place);
    Ok(seats.load(&mut **db)?)
}
