//! Working stretches: from hours on a wall clock to instants, day by day. Days have 23 to 25
//! hours and minutes that are shown twice or never, so nothing here multiplies by 24.

use time::{Date, Duration, Weekday};

use super::board::{Range, Staff};
use crate::civil::{WallClock, from_minute_of_day, on_wall_clock, time_of_minute};
use crate::clock::Instant;

/// One stretch of work on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    pub day: Date,
    pub range: Range,
    pub opens: Instant,
    pub closes: Instant,
    /// Where work that goes on without a gap ends, perhaps on the next day.
    pub until: Instant,
}

/// The stretches of these days on the person's own calendar, in order.
pub fn windows(staff: &Staff, first: Date, last: Date) -> Vec<Window> {
    let mut found = Vec::new();
    let mut day = Some(first);
    while let Some(today) = day.filter(|day| *day <= last) {
        for range in ranges(staff, today) {
            let opens = from_minute_of_day(today, range.from, &staff.zone);
            let closes = from_minute_of_day(today, range.to, &staff.zone);
            if opens < closes {
                found.push(Window { day: today, range, opens, closes, until: closes });
            }
        }
        day = today.next_day();
    }
    join(&mut found);
    found
}

/// What goes on past midnight without a gap is one stretch.
fn join(windows: &mut [Window]) {
    for n in (1..windows.len()).rev() {
        if windows[n - 1].closes == windows[n].opens {
            windows[n - 1].until = windows[n].until;
        }
    }
}

/// The hours of a day, less what is off.
pub fn ranges(staff: &Staff, day: Date) -> Vec<Range> {
    let hours = match staff.exceptions.get(&day) {
        Some(exception) => exception,
        None => &staff.week[number(day.weekday())],
    };
    let off = staff.off.iter().filter(|off| off.is_on(day));
    off.fold(hours.clone(), |hours, off| match off.minutes {
        None => Vec::new(),
        Some(minutes) => hours.into_iter().flat_map(|range| without(range, minutes)).collect(),
    })
}

pub fn number(weekday: Weekday) -> usize {
    usize::from(weekday.number_days_from_monday())
}

fn without(range: Range, off: Range) -> impl Iterator<Item = Range> {
    let before = Range { from: range.from, to: range.to.min(off.from) };
    let after = Range { from: range.from.max(off.to), to: range.to };
    [before, after].into_iter().filter(|range| range.from < range.to)
}

impl Window {
    /// Where appointments may begin, every `step` minutes of the wall clock.
    pub fn starts(&self, step: u16, staff: &Staff, each: &mut impl FnMut(Instant)) {
        let minutes = (self.range.from..self.range.to).step_by(usize::from(step.max(1)));
        let as_shown = Duration::minutes(i64::from(self.range.to - self.range.from));
        if self.closes - self.opens == as_shown {
            // The clocks don't change meanwhile, as on nearly every day.
            let from = self.range.from;
            return minutes.map(|m| self.opens + Duration::minutes(i64::from(m - from))).for_each(each);
        }
        let mut shown: Vec<Instant> = minutes
            .flat_map(|minute| match on_wall_clock(self.day, time_of_minute(minute), &staff.zone) {
                WallClock::Once(at) => [Some(at), None],
                WallClock::Twice { first, second } => [Some(first), Some(second)],
                WallClock::Never { .. } => [None, None],
            })
            .flatten()
            .filter(|at| self.opens <= *at && *at < self.closes)
            .collect();
        shown.sort_unstable();
        shown.into_iter().for_each(each);
    }
}
