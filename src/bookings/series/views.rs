//! The page that lets a booking repeat, and what other pages say of a series.

use askama::Template;

use super::Scope;
use super::actions::Changed;
use super::page::Preview;
use super::rule::Rule;
use crate::bookings::desk::words::{Scene, clock, day, in_the_way, when};
use crate::bookings::slots::Obstacle;
use crate::civil::Wall;
use crate::clock::Instant;
use crate::text::fold;
use crate::web::flash::Flash;
use crate::web::{Chrome, FormState, Nav, Who};

#[derive(Template)]
#[template(path = "bookings/repeat.html")]
pub struct RepeatPage {
    chrome: Chrome,
    href: String,
    action: String,
    now: String,
    /// The rule in words, once there is one.
    rule: String,
    every: [(&'static str, &'static str); 3],
    dates: Vec<DateLine>,
    free: usize,
    form: FormState,
}

struct DateLine {
    when: String,
    is_free: bool,
    why: String,
}

impl RepeatPage {
    pub fn of(who: &Who, preview: Preview, rule: Option<Rule>, form: FormState) -> Self {
        let (wall, booking) = (who.wall(), &preview.shown.booking);
        let scene = Scene { wall: &wall, people: &preview.shown.people, resources: &preview.resources };
        let line = |(start, found): &(Instant, Vec<Obstacle>)| DateLine {
            when: format!("{}, {}", day(&wall, *start), clock(&wall, *start)),
            is_free: found.is_empty(),
            why: match found.is_empty() {
                true => String::new(),
                false => in_the_way(&scene, Some(booking.member_id), found).join(" "),
            },
        };
        let dates: Vec<DateLine> = preview.dates.iter().map(line).collect();
        Self {
            chrome: who.chrome(Nav::Calendar),
            href: format!("/bookings/{}", booking.id),
            action: format!("/bookings/{}/repeat", booking.id),
            now: when(&wall, booking.starts_at, booking.ends_at),
            rule: rule.map(|rule| fold::capitalised(&rule.words())).unwrap_or_default(),
            every: [("DAILY", "Days"), ("WEEKLY", "Weeks"), ("MONTHLY", "Months")],
            free: dates.iter().filter(|date| date.is_free).count(),
            dates,
            form,
        }
    }
}

/// A choice of which bookings a change is for.
pub struct ScopeChoice {
    pub value: &'static str,
    pub label: &'static str,
    pub chosen: bool,
}

impl ScopeChoice {
    /// None where the booking stands alone.
    pub fn of(repeats: bool, chosen: &str) -> Vec<Self> {
        let chosen = Scope::from_word(chosen).unwrap_or(Scope::This);
        let choice =
            |scope: &Scope| Self { value: scope.word(), label: scope.label(), chosen: *scope == chosen };
        if repeats { Scope::ALL.iter().map(choice).collect() } else { Vec::new() }
    }
}

/// "5 booked. Not these, because the time is taken: Tue, Nov 3, 2026."
pub fn changed(wall: &Wall, changed: &Changed, done: &str) -> Flash {
    let taken: Vec<String> = changed.taken.iter().map(|at| day(wall, *at)).collect();
    let said = format!("{} {done}.", changed.done);
    match taken.is_empty() {
        true => Flash::success(said),
        false => Flash::notice(format!("{said} Not these, because the time is taken: {}.", taken.join("; "))),
    }
}
