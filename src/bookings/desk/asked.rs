//! What the page of a new booking was asked for: in its address, or in the form that came from it.

use std::collections::HashMap;

use time::Date;

use crate::bookings::MOST_SERVICES;
use crate::bookings::catalogue::{self, Service};
use crate::bookings::slots::queries::Wanted;
use crate::bookings::slots::{self, Board, Rules, Slot, Visit};
use crate::civil::{Wall, WallClock, Zone, on_wall_clock, parse_date, parse_iso};
use crate::clock::Instant;
use crate::contacts::filter::{Cursor, Filter};
use crate::contacts::queries as contacts;
use crate::db::Scoped;
use crate::error::AppResult;
use crate::staff::model::People;
use crate::staff::queries::people;
use crate::web::Input;

#[derive(Debug, Clone)]
pub struct Asked {
    pub services: Vec<i64>,
    pub member: Option<i64>,
    pub day: Date,
    pub q: String,
    pub contact: Option<i64>,
}

impl Asked {
    pub fn read(input: &Input, wall: &Wall) -> Self {
        let mut services = Vec::new();
        for id in input.ids("service") {
            if !services.contains(&id) && services.len() < MOST_SERVICES {
                services.push(id);
            }
        }
        Self {
            services,
            member: input.get("staff").parse().ok().filter(|id| *id > 0),
            day: parse_date(input.get("date")).filter(|day| *day >= wall.today()).unwrap_or(wall.today()),
            q: crate::text::fold::clean_line(input.get("q")).chars().take(100).collect(),
            contact: input.get("contact").parse().ok(),
        }
    }
}

/// The start that was picked, or typed as a time of the day.
pub fn start(input: &Input, day: Date, zone: &Zone) -> Result<Instant, &'static str> {
    match input.get("start") {
        "" | "other" => typed_start(input.get("time"), day, zone),
        picked => parse_iso(picked).ok_or("Choose a time."),
    }
}

fn typed_start(typed: &str, day: Date, zone: &Zone) -> Result<Instant, &'static str> {
    let minute = crate::bookings::hours::model::parse_minute(typed).ok_or("Choose a time, or type one.")?;
    match on_wall_clock(day, crate::civil::time_of_minute(minute), zone) {
        WallClock::Once(at) => Ok(at),
        WallClock::Twice { first, .. } => Ok(first),
        WallClock::Never { .. } => Err("On that day the clocks go forward past this time."),
    }
}

/// A client that may be meant: number, name, company.
pub struct Found {
    pub id: i64,
    pub name: String,
    pub company: String,
}

/// All that the page offers, read in one step.
pub struct Offer {
    pub services: Vec<Service>,
    pub people: People,
    pub resources: HashMap<i64, String>,
    /// With services chosen: the free times of the day.
    pub slots: Vec<Slot>,
    pub clients: Vec<Found>,
}

pub fn offer(db: &mut Scoped, asked: &Asked, wall: &Wall) -> AppResult<Offer> {
    let services = catalogue::queries::services(db)?;
    let chosen: Vec<slots::Service> = asked
        .services
        .iter()
        .filter_map(|id| services.iter().find(|service| service.id == *id))
        .map(Service::timing)
        .collect();
    let slots = if chosen.is_empty() { Vec::new() } else { free(db, &chosen, asked, wall)? };
    let resources = catalogue::queries::resources(db)?;
    Ok(Offer {
        slots,
        clients: clients(db, asked)?,
        people: people(db)?,
        resources: resources.into_iter().map(|resource| (resource.id, resource.name)).collect(),
        services,
    })
}

fn free(db: &mut Scoped, chosen: &[slots::Service], asked: &Asked, wall: &Wall) -> AppResult<Vec<Slot>> {
    let board = board(db, chosen, asked.day, asked.day, &wall.zone, None)?;
    let own = db.reach().own_only.then_some(db.reach().member_id.unwrap_or(0));
    let visit = Visit { services: chosen, member: own.or(asked.member), rules: Rules::House };
    Ok(slots::free(&board, &visit, asked.day, asked.day))
}

/// The board of some days, by the business's rules.
pub fn board(
    db: &mut Scoped,
    services: &[slots::Service],
    first: Date,
    last: Date,
    zone: &Zone,
    moving: Option<i64>,
) -> AppResult<Board> {
    let step_minutes = catalogue::queries::rules(db)?.step_minutes;
    slots::queries::board(db, &Wanted { services, zone, step_minutes, first, last, moving })
}

const MOST_CLIENTS: usize = 8;

fn clients(db: &mut Scoped, asked: &Asked) -> AppResult<Vec<Found>> {
    let mut found = Vec::new();
    if let Some(id) = asked.contact
        && let Some((id, name)) = contacts::names(db, &[id])?.pop()
    {
        found.push(Found { id, name, company: String::new() });
    }
    if !asked.q.is_empty() {
        let filter = Filter { q: asked.q.clone(), ..Filter::default() };
        let rows = contacts::list::page(db, &filter, Cursor::First)?.rows;
        let others = rows.into_iter().filter(|row| Some(row.id) != asked.contact).take(MOST_CLIENTS);
        found.extend(others.map(|row| Found { id: row.id, name: row.name, company: row.company }));
    }
    Ok(found)
}
