//! Reads the board of a stretch of days: a fixed number of statements however many bookings there are.

use std::collections::{BTreeMap, HashMap};

use diesel::prelude::*;
use time::{Date, Duration};

use super::board::{Board, Off, Range, Resource, Service, Sitting, Staff};
use super::days;
use super::timeline::{Busy, Timeline};
use crate::bookings::model::Status;
use crate::civil::{Zone, local_date, start_of_local_day};
use crate::clock::Instant;
use crate::db::Scoped;
use crate::error::AppResult;
use crate::schema::{
    booking_items, bookings, hour_exceptions, members, occupancies, resources, staff_hours, staff_zones,
    time_off,
};

/// What a board is wanted for.
pub struct Wanted<'a> {
    pub services: &'a [Service],
    /// The business's zone, and every so many minutes a time begins.
    pub zone: &'a Zone,
    pub step_minutes: i32,
    pub first: Date,
    pub last: Date,
    /// A booking that is being moved does not stand in its own way.
    pub moving: Option<i64>,
}

pub fn board(db: &mut Scoped, wanted: &Wanted) -> AppResult<Board> {
    let members = active_staff(db, wanted.services)?;
    let needed: Vec<i64> = wanted.services.iter().flat_map(|s| s.resources.iter().copied()).collect();
    let days = Days::of(wanted);
    let taken = occupied(db, &days, wanted.moving)?;
    let load = load(&taken, wanted.zone);
    let staff = staff(db, &members, wanted, &days, &taken)?;
    Ok(Board {
        now: db.now,
        zone: wanted.zone.clone(),
        step: u16::try_from(wanted.step_minutes).unwrap_or(15),
        staff,
        resources: stock(db, &needed, &taken)?,
        taken: counts(db, wanted, &days)?,
        load,
    })
}

/// A day or two more than was asked for: calendars differ, and buffers reach over midnight.
struct Days {
    first: Date,
    last: Date,
    from: Instant,
    until: Instant,
}

impl Days {
    fn of(wanted: &Wanted) -> Self {
        let first = wanted.first.checked_sub(Duration::days(2)).unwrap_or(wanted.first);
        let last = wanted.last.checked_add(Duration::days(3)).unwrap_or(wanted.last);
        Self {
            from: start_of_local_day(first, wanted.zone),
            until: start_of_local_day(last, wanted.zone),
            first,
            last,
        }
    }
}

/// Those who do one of the services and work here now.
fn active_staff(db: &mut Scoped, services: &[Service]) -> AppResult<Vec<i64>> {
    let mut wanted: Vec<i64> = services.iter().flat_map(|service| service.staff.iter().copied()).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let here = members::table
        .filter(members::workspace_id.eq(db.workspace_id()))
        .filter(members::id.eq_any(wanted))
        .filter(members::deactivated_at.is_null())
        .order(members::id)
        .select(members::id);
    Ok(here.load(&mut **db)?)
}

#[derive(Queryable)]
struct Occupied {
    member_id: Option<i64>,
    resource_id: Option<i64>,
    place: i32,
    sitting: String,
    busy_from: Instant,
    busy_to: Instant,
}

/// What is taken in these days; a hold that has lapsed is not.
fn occupied(db: &mut Scoped, days: &Days, moving: Option<i64>) -> AppResult<Vec<Occupied>> {
    let now = db.now;
    let rows = occupancies::table
        .filter(occupancies::workspace_id.eq(db.workspace_id()))
        .filter(occupancies::busy_to.gt(days.from))
        .filter(occupancies::busy_from.lt(days.until))
        .filter(occupancies::held_until.is_null().or(occupancies::held_until.gt(now)))
        .filter(occupancies::booking_id.ne(moving.unwrap_or(0)))
        .select((
            occupancies::member_id,
            occupancies::resource_id,
            occupancies::place,
            occupancies::sitting,
            occupancies::busy_from,
            occupancies::busy_to,
        ))
        .load(&mut **db)?;
    Ok(rows)
}

impl Occupied {
    fn busy(&self) -> Busy {
        Busy {
            from: self.busy_from,
            to: self.busy_to,
            sitting: Sitting::parse(&self.sitting),
            place: u32::try_from(self.place).unwrap_or(1),
        }
    }
}

impl Sitting {
    /// How a class is written down; other bookings are `b` and their number.
    pub fn word(self) -> String {
        format!("g{}:{}", self.service, self.start.assume_utc().unix_timestamp())
    }

    fn parse(word: &str) -> Option<Self> {
        let (service, start) = word.strip_prefix('g')?.split_once(':')?;
        let start = time::OffsetDateTime::from_unix_timestamp(start.parse().ok()?).ok()?;
        Some(Self {
            service: service.parse().ok()?,
            start: time::PrimitiveDateTime::new(start.date(), start.time()),
        })
    }
}

fn load(taken: &[Occupied], zone: &Zone) -> HashMap<(i64, Date), u32> {
    let mut load = HashMap::new();
    for row in taken {
        if let Some(member) = row.member_id {
            *load.entry((member, local_date(row.busy_from, zone))).or_insert(0) += 1;
        }
    }
    load
}

type Hours = HashMap<i64, [Vec<Range>; 7]>;
type Exceptions = HashMap<i64, BTreeMap<Date, Vec<Range>>>;

fn staff(
    db: &mut Scoped,
    members: &[i64],
    wanted: &Wanted,
    days: &Days,
    taken: &[Occupied],
) -> AppResult<Vec<Staff>> {
    let zones = zones(db)?;
    let (mut hours, mut exceptions) = (weekly(db)?, exceptions(db, days)?);
    let off = off(db, days)?;
    let mut busy: HashMap<i64, Vec<Busy>> = HashMap::new();
    for row in taken {
        if let Some(member) = row.member_id {
            busy.entry(member).or_default().push(row.busy());
        }
    }
    let staff = members.iter().map(|&id| Staff {
        id,
        zone: zones.get(&id).and_then(|name| Zone::parse(name).ok()).unwrap_or_else(|| wanted.zone.clone()),
        week: hours.remove(&id).unwrap_or_default(),
        exceptions: exceptions.remove(&id).unwrap_or_default(),
        off: off
            .iter()
            .filter(|(whose, _)| whose.is_none_or(|whose| whose == id))
            .map(|(_, off)| off.clone())
            .collect(),
        busy: Timeline::new(busy.remove(&id).unwrap_or_default()),
    });
    Ok(staff.collect())
}

/// When some members work on some days, whatever they do; nothing of what is booked.
pub fn calendars(
    db: &mut Scoped,
    members: &[i64],
    zone: &Zone,
    first: Date,
    last: Date,
) -> AppResult<Vec<Staff>> {
    let wanted = Wanted { services: &[], zone, step_minutes: 15, first, last, moving: None };
    staff(db, members, &wanted, &Days::of(&wanted), &[])
}

fn zones(db: &mut Scoped) -> AppResult<HashMap<i64, String>> {
    let rows: Vec<(i64, String)> = staff_zones::table
        .filter(staff_zones::workspace_id.eq(db.workspace_id()))
        .select((staff_zones::member_id, staff_zones::timezone))
        .load(&mut **db)?;
    Ok(rows.into_iter().collect())
}

fn weekly(db: &mut Scoped) -> AppResult<Hours> {
    let rows: Vec<(i64, i32, i32, i32)> = staff_hours::table
        .filter(staff_hours::workspace_id.eq(db.workspace_id()))
        .order((staff_hours::member_id, staff_hours::weekday, staff_hours::from_minute))
        .select((
            staff_hours::member_id,
            staff_hours::weekday,
            staff_hours::from_minute,
            staff_hours::to_minute,
        ))
        .load(&mut **db)?;
    let mut hours = Hours::new();
    for (member, weekday, from, to) in rows {
        let day = usize::try_from(weekday - 1).unwrap_or(0).min(6);
        hours.entry(member).or_default()[day].push(range(from, to));
    }
    Ok(hours)
}

fn exceptions(db: &mut Scoped, days: &Days) -> AppResult<Exceptions> {
    let rows: Vec<(i64, Date, i32, i32)> = hour_exceptions::table
        .filter(hour_exceptions::workspace_id.eq(db.workspace_id()))
        .filter(hour_exceptions::day.ge(days.first))
        .filter(hour_exceptions::day.le(days.last))
        .order((hour_exceptions::member_id, hour_exceptions::day, hour_exceptions::from_minute))
        .select((
            hour_exceptions::member_id,
            hour_exceptions::day,
            hour_exceptions::from_minute,
            hour_exceptions::to_minute,
        ))
        .load(&mut **db)?;
    let mut found = Exceptions::new();
    for (member, day, from, to) in rows {
        found.entry(member).or_default().entry(day).or_default().push(range(from, to));
    }
    Ok(found)
}

type OffRow = (Option<i64>, Date, Date, Option<i32>, Option<i32>);

fn off(db: &mut Scoped, days: &Days) -> AppResult<Vec<(Option<i64>, Off)>> {
    let rows: Vec<OffRow> = time_off::table
        .filter(time_off::workspace_id.eq(db.workspace_id()))
        .filter(time_off::last_day.ge(days.first))
        .filter(time_off::first_day.le(days.last))
        .select((
            time_off::member_id,
            time_off::first_day,
            time_off::last_day,
            time_off::from_minute,
            time_off::to_minute,
        ))
        .load(&mut **db)?;
    let off = |(member, first, last, from, to): OffRow| {
        let minutes = from.zip(to).map(|(from, to)| range(from, to));
        (member, Off { first, last, minutes, closed: member.is_none() })
    };
    Ok(rows.into_iter().map(off).collect())
}

fn range(from: i32, to: i32) -> Range {
    Range { from: u16::try_from(from).unwrap_or(0), to: u16::try_from(to).unwrap_or(0) }
}

fn stock(db: &mut Scoped, needed: &[i64], taken: &[Occupied]) -> AppResult<Vec<Resource>> {
    if needed.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<(i64, i32)> = resources::table
        .filter(resources::workspace_id.eq(db.workspace_id()))
        .filter(resources::id.eq_any(needed.to_vec()))
        .select((resources::id, resources::quantity))
        .load(&mut **db)?;
    let resource = |(id, quantity): (i64, i32)| {
        let of_place = |place: i32| {
            let here = |row: &&Occupied| row.resource_id == Some(id) && row.place == place;
            Timeline::new(taken.iter().filter(here).map(Occupied::busy).collect())
        };
        Resource { id, places: (1..=quantity).map(of_place).collect() }
    };
    Ok(rows.into_iter().map(resource).collect())
}

/// How often the services with a cap are booked on each day of the business's calendar.
fn counts(db: &mut Scoped, wanted: &Wanted, days: &Days) -> AppResult<HashMap<(i64, Date), u32>> {
    let capped: Vec<i64> = wanted.services.iter().filter(|s| s.daily_cap.is_some()).map(|s| s.id).collect();
    let mut counts = HashMap::new();
    if capped.is_empty() {
        return Ok(counts);
    }
    let now = db.now;
    let rows: Vec<(i64, Instant)> = booking_items::table
        .inner_join(bookings::table)
        .filter(booking_items::workspace_id.eq(db.workspace_id()))
        .filter(booking_items::service_id.eq_any(capped))
        .filter(booking_items::starts_at.ge(days.from))
        .filter(booking_items::starts_at.lt(days.until))
        .filter(bookings::status.eq_any(Status::OCCUPYING.to_vec()))
        .filter(bookings::held_until.is_null().or(bookings::held_until.gt(now)))
        .filter(bookings::id.ne(wanted.moving.unwrap_or(0)))
        .select((booking_items::service_id, bookings::starts_at))
        .load(&mut **db)?;
    for (service, start) in rows {
        *counts.entry((service, local_date(start, wanted.zone))).or_insert(0) += 1;
    }
    Ok(counts)
}

/// Whether somebody has any hours at all: a new business is told to set them.
pub fn has_hours(db: &mut Scoped) -> AppResult<bool> {
    let any = staff_hours::table
        .filter(staff_hours::workspace_id.eq(db.workspace_id()))
        .select(staff_hours::id)
        .first::<i64>(&mut **db);
    Ok(any.optional()?.is_some())
}

/// The number of a weekday as it is stored, Monday = 1.
pub fn weekday_number(day: Date) -> i32 {
    i32::try_from(days::number(day.weekday())).unwrap_or(0) + 1
}
