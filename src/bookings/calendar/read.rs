//! What a view of the calendar shows, read in one step.

use std::collections::HashMap;

use time::Date;

use super::asked::{Asked, View, after};
use crate::bookings::queries::list::{Line, Tally};
use crate::bookings::queries::{details, list};
use crate::bookings::slots::{self, Range, Staff};
use crate::civil::{MINUTES_A_DAY, Wall, Zone, local, start_of_local_day};
use crate::clock::Instant;
use crate::db::Scoped;
use crate::error::AppResult;
use crate::staff::model::People;
use crate::staff::queries::people;

pub struct Shown {
    pub people: People,
    /// What is booked; of a month there are only the numbers.
    pub lines: Vec<Line>,
    pub tally: Vec<(Date, Tally)>,
    /// The colour of each booking's first service.
    pub colours: HashMap<i64, i32>,
    /// Who works here, with their hours.
    pub staff: Vec<Staff>,
}

pub fn shown(db: &mut Scoped, asked: &Asked, wall: &Wall) -> AppResult<Shown> {
    let (first, last) = asked.days();
    let zone = &wall.zone;
    let (from, until) = (start_of_local_day(first, zone), start_of_local_day(after(last, 1), zone));
    let people = people(db)?;
    let own = db.reach().own_only.then_some(db.reach().member_id.unwrap_or(0));
    let here = |id: i64| asked.staff.is_none_or(|wanted| wanted == id) && own.is_none_or(|own| own == id);
    let members: Vec<i64> = people.iter().filter(|p| p.active && here(p.id)).map(|p| p.id).collect();
    if asked.view == View::Month {
        let tally = by_day(list::tallied(db, from, until, asked.staff)?, zone);
        return Ok(Shown { people, lines: Vec::new(), tally, colours: HashMap::new(), staff: Vec::new() });
    }
    let lines = list::between(db, from, until, asked.staff)?;
    let ids: Vec<i64> = lines.iter().map(|line| line.booking.id).collect();
    Ok(Shown {
        colours: details::colours(db, &ids)?,
        staff: slots::queries::calendars(db, &members, zone, first, last)?,
        tally: Vec::new(),
        people,
        lines,
    })
}

fn by_day(starts: Vec<(Instant, Tally)>, zone: &Zone) -> Vec<(Date, Tally)> {
    let mut days: Vec<(Date, Tally)> = Vec::new();
    for (start, one) in starts {
        let day = local(start, zone).date();
        match days.last_mut() {
            Some((last, tally)) if *last == day => tally.add(one),
            _ => days.push((day, one)),
        }
    }
    days
}

/// When somebody works on one day of the business's calendar, in minutes of its wall clock.
pub fn open(staff: &Staff, day: Date, zone: &Zone) -> Vec<Range> {
    let windows = slots::windows(staff, after(day, -1), after(day, 1));
    let range = |window: &slots::Window| Range {
        from: minute_of(window.opens, day, zone),
        to: minute_of(window.closes, day, zone),
    };
    windows.iter().map(range).filter(|range| range.from < range.to).collect()
}

/// What the wall clock shows on that day; before it the first minute, after it the last.
pub fn minute_of(at: Instant, day: Date, zone: &Zone) -> u16 {
    let wall = local(at, zone);
    match wall.date().cmp(&day) {
        std::cmp::Ordering::Less => 0,
        std::cmp::Ordering::Greater => MINUTES_A_DAY,
        std::cmp::Ordering::Equal => u16::from(wall.hour()) * 60 + u16::from(wall.minute()),
    }
}
