//! Why a time is not offered: every rule that a visit would break, with that person at that time.
//! No obstacle means that `free` offers the time; a test holds the two together.

use time::Duration;

use super::board::{Board, Rules, Staff, Visit};
use super::days::{Window, windows};
use super::free::{day_is_full, end_of_window, missing_resource, staff_is_free};
use crate::civil::local_date;
use crate::clock::Instant;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// It is over.
    Past,
    /// Shorter before the time than the service asks for.
    Notice { minutes: i64 },
    /// Further ahead than the service can be booked.
    Window { days: i64 },
    /// The services of the visit are not all done by this person.
    NotTheirs,
    /// Nobody works then; `closed` for everybody or `off` for this one.
    NotWorking { closed: bool, off: bool },
    /// Work ends before the visit would.
    TooLong { closes: Instant },
    /// Times begin on another minute.
    Step { minutes: u16 },
    /// The person is taken, buffers included.
    Taken { from: Instant, to: Instant },
    /// The class is full.
    Full { seats: u32 },
    /// Something that the service needs is taken.
    Resource { id: i64 },
    /// The service was booked often enough that day.
    DayFull,
}

impl Obstacle {
    /// Whether somebody who books for the business may go past it.
    pub fn can_be_overridden(self) -> bool {
        match self {
            Self::Full { .. } => false,
            Self::Past
            | Self::Notice { .. }
            | Self::Window { .. }
            | Self::NotTheirs
            | Self::NotWorking { .. }
            | Self::TooLong { .. }
            | Self::Step { .. }
            | Self::Taken { .. }
            | Self::Resource { .. }
            | Self::DayFull => true,
        }
    }
}

pub fn judge(board: &Board, visit: &Visit, member: i64, start: Instant) -> Vec<Obstacle> {
    let mut found = of_rules(board, visit, start);
    let Some(staff) = board.find(member).filter(|staff| visit.does(staff.id)) else {
        found.push(Obstacle::NotTheirs);
        return found;
    };
    found.extend(of_hours(board, visit, staff, start));
    found.extend(of_taken(visit, staff, start));
    found.extend(missing_resource(board, visit, start).map(|id| Obstacle::Resource { id }));
    found
}

fn of_rules(board: &Board, visit: &Visit, start: Instant) -> Vec<Obstacle> {
    let mut found = Vec::new();
    if start < board.now {
        found.push(Obstacle::Past);
    }
    if visit.rules == Rules::House {
        return found;
    }
    if board.now <= start && start < board.now + visit.notice() {
        found.push(Obstacle::Notice { minutes: visit.notice().whole_minutes() });
    }
    if end_of_window(board, visit).is_none_or(|end| start >= end) {
        found.push(Obstacle::Window { days: visit.window_days() });
    }
    if day_is_full(board, visit, start) {
        found.push(Obstacle::DayFull);
    }
    found
}

fn of_hours(board: &Board, visit: &Visit, staff: &Staff, start: Instant) -> Option<Obstacle> {
    let day = local_date(start, &staff.zone);
    let near = windows(staff, day - Duration::DAY, day + Duration::days(2));
    let Some(window) = near.iter().find(|window| window.opens <= start && start < window.closes) else {
        let mut off = staff.off.iter().filter(|off| off.is_on(day)).peekable();
        let is_off = off.peek().is_some();
        return Some(Obstacle::NotWorking { closed: off.any(|off| off.closed), off: is_off });
    };
    if start + visit.length() > window.until {
        return Some(Obstacle::TooLong { closes: window.until });
    }
    let is_on_step = visit.rules == Rules::House || begins(board, window, staff, start);
    (!is_on_step).then_some(Obstacle::Step { minutes: board.step })
}

fn begins(board: &Board, window: &Window, staff: &Staff, start: Instant) -> bool {
    let mut found = false;
    window.starts(board.step, staff, &mut |at| found |= at == start);
    found
}

fn of_taken(visit: &Visit, staff: &Staff, start: Instant) -> Option<Obstacle> {
    if staff_is_free(visit, staff, start) {
        return None;
    }
    let (from, to) = visit.busy(start);
    let sitting = visit.sitting(start);
    let in_the_way = |busy: &&super::Busy| sitting.is_none() || busy.sitting != sitting;
    match staff.busy.overlapping(from, to).find(in_the_way) {
        Some(busy) => Some(Obstacle::Taken { from: busy.from, to: busy.to }),
        None => Some(Obstacle::Full { seats: visit.seats() }),
    }
}
