//! The pages of working hours.

use askama::Template;

use super::forms::name;
use super::may_change;
use super::model::{RANGES_A_DAY, TimeOff, WEEKDAYS};
use super::pages::{Forms, Shown};
use crate::access::Permission;
use crate::bookings::slots::Range;
use crate::civil::{MINUTES_A_DAY, Wall, Zone, format_time, time_of_minute};
use crate::web::{Chrome, FormState, Nav, Who};

#[derive(Template)]
#[template(path = "bookings/hours.html")]
pub struct HoursPage {
    chrome: Chrome,
    name: String,
    href: String,
    staff_href: String,
    may_change: bool,
    has_hours: bool,
    zones: Vec<(String, String)>,
    /// The zone in words, for who may only look.
    zone: String,
    form: FormState,
    days: Vec<DayFields>,
    exceptions: Vec<Line>,
    exception_form: FormState,
    off: Vec<Line>,
    off_form: FormState,
}

/// The fields of one weekday.
struct DayFields {
    weekday: &'static str,
    stretches: Vec<Stretch>,
    error: String,
    /// For who may only look.
    hours: String,
}

struct Stretch {
    from: TimeField,
    to: TimeField,
}

struct TimeField {
    name: String,
    value: String,
    label: String,
    is_wrong: bool,
}

pub struct Line {
    what: String,
    note: String,
    /// Empty where the reader may not remove it.
    remove: String,
}

impl HoursPage {
    pub fn of(who: &Who, shown: Shown, forms: Forms) -> Self {
        let (wall, member) = (who.wall(), shown.member.id);
        let form = forms.hours.unwrap_or_else(|| shown.form());
        let may_change = who.may(Permission::WriteBookings) && may_change(who, member);
        let manages = who.may(Permission::ManageServices);
        let business = &who.member.workspace.timezone;
        Self {
            chrome: who.chrome(Nav::Staff),
            href: format!("/staff/{member}/hours"),
            staff_href: format!("/staff/{member}"),
            may_change,
            has_hours: shown.has_hours(),
            zones: zones(business),
            zone: shown.zone.clone().unwrap_or_else(|| business.clone()),
            days: WEEKDAYS.iter().enumerate().map(|(n, _)| day_fields(n, &form, &shown, &wall)).collect(),
            exceptions: shown
                .exceptions
                .iter()
                .map(|exception| Line {
                    what: wall.date(exception.day),
                    note: range_in_words(exception.range, &wall),
                    remove: removal(may_change, "hour-exceptions", exception.id),
                })
                .collect(),
            off: shown
                .off
                .iter()
                .map(|off| {
                    let may_remove = if off.member_id.is_none() { manages } else { may_change };
                    off_line(off, may_remove, &wall)
                })
                .collect(),
            name: shown.member.name,
            form,
            exception_form: forms.exception,
            off_form: forms.off,
        }
    }
}

fn zones(business: &str) -> Vec<(String, String)> {
    let own = (String::new(), format!("As the business ({business})"));
    std::iter::once(own).chain(Zone::names().iter().map(|name| (name.clone(), name.clone()))).collect()
}

fn day_fields(day: usize, form: &FormState, shown: &Shown, wall: &Wall) -> DayFields {
    let weekday = WEEKDAYS[day];
    let field = |end: &str, number: usize, label: &str| {
        let name = name(end, day, number);
        TimeField {
            value: form.value(&name).to_owned(),
            is_wrong: form.error(&name).is_some(),
            label: format!("{weekday}, {label}"),
            name,
        }
    };
    let labels = [("from", "to"), ("after the break, from", "after the break, to")];
    let stretches = (0..RANGES_A_DAY)
        .zip(labels)
        .map(|(n, (from, to))| Stretch { from: field("from", n, from), to: field("to", n, to) });
    let hours: Vec<String> = shown.week[day].iter().map(|range| range_in_words(*range, wall)).collect();
    let stretches: Vec<Stretch> = stretches.collect();
    let error = stretches
        .iter()
        .flat_map(|stretch| [&stretch.from, &stretch.to])
        .find_map(|field| form.error(&field.name))
        .unwrap_or_default()
        .to_owned();
    DayFields { weekday, stretches, error, hours: hours.join(", ") }
}

/// "9:00 AM to 5:00 PM".
pub fn range_in_words(range: Range, wall: &Wall) -> String {
    let end = match range.to {
        MINUTES_A_DAY => "midnight".to_owned(),
        minute => format_time(time_of_minute(minute), wall.locale),
    };
    format!("{} to {end}", format_time(time_of_minute(range.from), wall.locale))
}

fn off_line(off: &TimeOff, may_remove: bool, wall: &Wall) -> Line {
    let days = match off.first == off.last {
        true => wall.date(off.first),
        false => format!("{} to {}", wall.date(off.first), wall.date(off.last)),
    };
    let minutes = off.minutes.map_or_else(|| "all day".to_owned(), |range| range_in_words(range, wall));
    let everybody = if off.member_id.is_none() { "everybody" } else { "" };
    let parts = [minutes.as_str(), off.label.as_str(), everybody];
    Line {
        what: days,
        note: parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "),
        remove: removal(may_remove, "time-off", off.id),
    }
}

fn removal(may: bool, kind: &str, id: i64) -> String {
    if may { format!("/{kind}/{id}/remove") } else { String::new() }
}

#[derive(Template)]
#[template(path = "bookings/closed.html")]
pub struct ClosedPage {
    chrome: Chrome,
    may_change: bool,
    days: Vec<Line>,
    form: FormState,
}

impl ClosedPage {
    pub fn of(who: &Who, days: Vec<TimeOff>, form: FormState) -> Self {
        let (wall, may_change) = (who.wall(), who.may(Permission::ManageServices));
        Self {
            chrome: who.chrome(Nav::Services),
            may_change,
            days: days.iter().map(|off| off_line(off, may_change, &wall)).collect(),
            form,
        }
    }
}
