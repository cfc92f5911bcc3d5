//! How times and obstacles are said to people who work here.

use std::collections::HashMap;

use crate::bookings::slots::Obstacle;
use crate::civil::{Wall, format_date, format_time, local};
use crate::clock::Instant;
use crate::staff::model::People;

/// What sentences about times need: the business's clock and the names of people and resources.
pub struct Scene<'a> {
    pub wall: &'a Wall,
    pub people: &'a People,
    pub resources: &'a HashMap<i64, String>,
}

/// "Tue, Nov 3, 2026, 9:00 AM to 9:30 AM"; the second date only if it is another.
pub fn when(wall: &Wall, from: Instant, to: Instant) -> String {
    let (first, last) = (local(from, &wall.zone), local(to, &wall.zone));
    let start = format!("{}, {}", day(wall, from), format_time(first.time(), wall.locale));
    let end = format_time(last.time(), wall.locale);
    match first.date() == last.date() {
        true => format!("{start} to {end}"),
        false => format!("{start} to {}, {end}", format_date(last.date(), wall.locale)),
    }
}

/// "Tue, Nov 3, 2026".
pub fn day(wall: &Wall, at: Instant) -> String {
    let date = local(at, &wall.zone).date();
    let weekday = date.weekday().to_string();
    format!("{}, {}", &weekday[..3], format_date(date, wall.locale))
}

pub fn clock(wall: &Wall, at: Instant) -> String {
    format_time(local(at, &wall.zone).time(), wall.locale)
}

/// Each obstacle as a sentence; `member` is who would have done it.
pub fn in_the_way(scene: &Scene, member: Option<i64>, found: &[Obstacle]) -> Vec<String> {
    let who = match member {
        Some(id) => scene.people.name(Some(id)).to_owned(),
        None => "Nobody who does this".to_owned(),
    };
    if found.is_empty() {
        return vec!["Somebody was quicker: this time was just taken.".to_owned()];
    }
    found.iter().map(|obstacle| sentence(scene, &who, member.is_some(), *obstacle)).collect()
}

fn sentence(scene: &Scene, who: &str, is_one: bool, obstacle: Obstacle) -> String {
    let wall = scene.wall;
    match obstacle {
        Obstacle::Past => "This time is over.".into(),
        Obstacle::Notice { minutes } => {
            format!(
                "Clients must book at least {} ahead.",
                crate::bookings::catalogue::length_in_words(minutes as i32)
            )
        }
        Obstacle::Window { days } => format!("Clients can book at most {days} days ahead."),
        Obstacle::NotTheirs if is_one => format!("{who} does not do all of these services."),
        Obstacle::NotTheirs => "Nobody does all of these services.".into(),
        Obstacle::NotWorking { closed: true, .. } => "The business is closed on that day.".into(),
        Obstacle::NotWorking { off: true, .. } if is_one => format!("{who} is off then."),
        Obstacle::NotWorking { .. } if is_one => format!("{who} does not work then."),
        Obstacle::NotWorking { .. } => "Nobody works then.".into(),
        Obstacle::TooLong { closes } => {
            format!("It would last longer than work does: until {}.", clock(wall, closes))
        }
        Obstacle::Step { minutes } => format!("Times begin every {minutes} minutes."),
        Obstacle::Taken { from, to } if is_one => {
            format!(
                "{who} is taken from {} to {}, with the time kept free around bookings.",
                clock(wall, from),
                clock(wall, to)
            )
        }
        Obstacle::Taken { .. } => "Everybody who does this is taken then.".into(),
        Obstacle::Full { seats } => format!("All {seats} seats are taken."),
        Obstacle::Resource { id } => {
            let name = scene.resources.get(&id).map_or("Something that is needed", String::as_str);
            format!("{name} is taken then.")
        }
        Obstacle::DayFull => "It is booked often enough on that day.".into(),
    }
}
