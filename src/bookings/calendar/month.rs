//! A month: how much there is on each day.

use askama::Template;
use time::Date;

use super::asked::{Asked, View, after};
use super::read::Shown;
use super::views::Head;
use crate::web::{Chrome, Nav, Who};

#[derive(Template)]
#[template(path = "bookings/calendar/month.html")]
pub struct MonthPage {
    chrome: Chrome,
    head: Head,
    weekdays: Vec<String>,
    weeks: Vec<Vec<Day>>,
}

struct Day {
    number: u8,
    /// The whole date, for whoever hears the page.
    label: String,
    href: String,
    is_today: bool,
    /// Of the month before or after.
    is_other: bool,
    /// Numbers, empty where there is nothing.
    booked: String,
    booked_word: &'static str,
    waiting: String,
    /// How full it is beside the fullest day, in fifths.
    fifths: i64,
}

impl MonthPage {
    pub fn of(who: &Who, asked: &Asked, month: &Shown) -> Self {
        let (wall, (first, last)) = (who.wall(), asked.days());
        let begin = asked.week_of(first);
        let most = month.tally.iter().map(|(_, tally)| tally.booked).max().unwrap_or(0).max(1);
        let day = |date: Date| {
            let tally = month.tally.iter().find(|(day, _)| *day == date).map(|(_, tally)| *tally);
            let tally = tally.unwrap_or_default();
            Day {
                number: date.day(),
                label: wall.date(date),
                href: asked.href(View::Day, date),
                is_today: date == wall.today(),
                is_other: date < first || date > last,
                booked: shown(tally.booked),
                booked_word: if tally.booked == 1 { "booking" } else { "bookings" },
                waiting: shown(tally.waiting),
                fifths: (tally.booked * 5 + most - 1) / most,
            }
        };
        let weeks = std::iter::successors(Some(begin), |week| Some(after(*week, 7)))
            .take_while(|week| *week <= last)
            .map(|week| (0..7).map(|n| day(after(week, n))).collect());
        Self {
            chrome: who.chrome(Nav::Calendar),
            head: Head::of(who, asked, month),
            weekdays: (0..7).map(|n| after(begin, n).weekday().to_string()).collect(),
            weeks: weeks.collect(),
        }
    }
}

fn shown(count: i64) -> String {
    if count == 0 { String::new() } else { count.to_string() }
}
