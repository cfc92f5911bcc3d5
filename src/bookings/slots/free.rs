//! The free times of a visit, and who takes it when anybody may.

use time::{Date, Duration};

use super::board::{Board, Rules, Staff, Visit};
use super::days::windows;
use crate::civil::start_of_local_day;
use crate::clock::Instant;

/// A time that is free, and with whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    pub start: Instant,
    pub end: Instant,
    /// In no particular order; `pick` chooses.
    pub staff: Vec<i64>,
}

/// The free times on these days of the business's calendar, in order.
pub fn free(board: &Board, visit: &Visit, first: Date, last: Date) -> Vec<Slot> {
    let Some((from, until)) = bounds(board, visit, first, last) else { return Vec::new() };
    let mut found: Vec<(Instant, i64)> = Vec::new();
    for staff in board.staff.iter().filter(|staff| visit.does(staff.id)) {
        starts(board, visit, staff, from, until, |start| found.push((start, staff.id)));
    }
    found.sort_unstable();
    let mut slots: Vec<Slot> = Vec::with_capacity(found.len());
    for (start, member) in found {
        match slots.last_mut() {
            Some(slot) if slot.start == start => slot.staff.push(member),
            _ => slots.push(Slot { start, end: start + visit.length(), staff: vec![member] }),
        }
    }
    slots.retain(|slot| !day_is_full(board, visit, slot.start));
    slots
}

/// The instants between which a start may lie; `None` if there are none.
fn bounds(board: &Board, visit: &Visit, first: Date, last: Date) -> Option<(Instant, Instant)> {
    let mut from = start_of_local_day(first, &board.zone);
    let mut until = start_of_local_day(last.next_day()?, &board.zone);
    from = from.max(board.now);
    if visit.rules == Rules::Client {
        from = from.max(board.now + visit.notice());
        until = until.min(end_of_window(board, visit)?);
    }
    (from < until).then_some((from, until))
}

/// When the last day that can be booked ends.
pub fn end_of_window(board: &Board, visit: &Visit) -> Option<Instant> {
    let last = board.day(board.now).checked_add(Duration::days(visit.window_days()))?;
    Some(start_of_local_day(last.next_day()?, &board.zone))
}

fn starts(
    board: &Board,
    visit: &Visit,
    staff: &Staff,
    from: Instant,
    until: Instant,
    mut each: impl FnMut(Instant),
) {
    // A day more on both sides: the person's calendar may be a day ahead or behind.
    let (first, last) = (from.date() - Duration::days(2), until.date() + Duration::days(2));
    let length = visit.length();
    for window in windows(staff, first, last) {
        if window.until <= from || window.opens >= until {
            continue;
        }
        window.starts(board.step, staff, &mut |start| {
            let within = from <= start && start < until && start + length <= window.until;
            if within && has_room(board, visit, staff, start) {
                each(start);
            }
        });
    }
}

/// Whether the person, a seat and the resources are free for a visit that starts then.
pub fn has_room(board: &Board, visit: &Visit, staff: &Staff, start: Instant) -> bool {
    staff_is_free(visit, staff, start) && resources_are_free(board, visit, start)
}

pub fn staff_is_free(visit: &Visit, staff: &Staff, start: Instant) -> bool {
    let (from, to) = visit.busy(start);
    let Some(sitting) = visit.sitting(start) else { return staff.busy.is_free(from, to) };
    let mut seats = 0;
    for busy in staff.busy.overlapping(from, to) {
        if busy.sitting != Some(sitting) {
            return false;
        }
        seats += 1;
    }
    seats < visit.seats()
}

fn resources_are_free(board: &Board, visit: &Visit, start: Instant) -> bool {
    missing_resource(board, visit, start).is_none()
}

/// The first resource of which nothing is free then.
pub fn missing_resource(board: &Board, visit: &Visit, start: Instant) -> Option<i64> {
    let sitting = visit.sitting(start);
    for (service, from, to) in visit.items(start) {
        let (from, to) = (from - service.before, to + service.after);
        for id in &service.resources {
            let resource = board.resources.iter().find(|resource| resource.id == *id);
            let is_free = resource.is_some_and(|resource| {
                resource.places.iter().any(|place| {
                    place.overlapping(from, to).all(|busy| sitting.is_some() && busy.sitting == sitting)
                })
            });
            if !is_free {
                return Some(*id);
            }
        }
    }
    None
}

/// Whether one of the services can't be booked once more on that day.
pub fn day_is_full(board: &Board, visit: &Visit, start: Instant) -> bool {
    if visit.rules == Rules::House || visit.services.iter().all(|service| service.daily_cap.is_none()) {
        return false;
    }
    let day = board.day(start);
    visit.services.iter().any(|service| {
        let taken = board.taken.get(&(service.id, day)).copied().unwrap_or(0);
        service.daily_cap.is_some_and(|cap| taken >= cap)
    })
}

/// Who takes a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pick {
    pub member: i64,
}

/// Among those who are free: whoever has the fewest bookings that day; among equals, whoever
/// has worked here longest (the lowest number).
pub fn pick(board: &Board, free: &[i64], start: Instant) -> Option<Pick> {
    let day = board.day(start);
    let load = |member: &i64| board.load.get(&(*member, day)).copied().unwrap_or(0);
    let member = free.iter().copied().min_by_key(|member| (load(member), *member))?;
    Some(Pick { member })
}
