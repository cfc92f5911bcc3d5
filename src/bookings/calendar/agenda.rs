//! An agenda: two weeks as a list, with what was cancelled.

use askama::Template;
use time::Date;

use super::asked::{Asked, View};
use super::read::Shown;
use super::views::{Block, Head};
use crate::civil::local_date;
use crate::web::{Chrome, Nav, Who};

#[derive(Template)]
#[template(path = "bookings/calendar/agenda.html")]
pub struct AgendaPage {
    chrome: Chrome,
    head: Head,
    days: Vec<Day>,
}

struct Day {
    title: String,
    href: String,
    is_today: bool,
    blocks: Vec<Block>,
}

impl AgendaPage {
    pub fn of(who: &Who, asked: &Asked, shown: &Shown) -> Self {
        let wall = who.wall();
        let mut days: Vec<(Date, Day)> = Vec::new();
        for line in &shown.lines {
            let date = local_date(line.booking.starts_at, &wall.zone);
            let block = Block::of(who, shown, line, &wall);
            match days.last_mut() {
                Some((last, day)) if *last == date => day.blocks.push(block),
                _ => days.push((
                    date,
                    Day {
                        title: format!("{}, {}", date.weekday(), wall.near_day(date)),
                        href: asked.href(View::Day, date),
                        is_today: date == wall.today(),
                        blocks: vec![block],
                    },
                )),
            }
        }
        Self {
            chrome: who.chrome(Nav::Calendar),
            head: Head::of(who, asked, shown),
            days: days.into_iter().map(|(_, day)| day).collect(),
        }
    }
}
