//! What the pages about messages show.

use askama::Template;
use time::Duration;

use super::edit::Values;
use super::model::{Kind, PLACES, State, distance, filled};
use super::queries::Past;
use crate::bookings::queries::list::Line;
use crate::bookings::when;
use crate::civil::{Moment, Wall, format_datetime};
use crate::clock::Instant;
use crate::outbox::Refusal;
use crate::web::{Chrome, FormState, Nav, Who};

const NEXT: usize = 15;

#[derive(Template)]
#[template(path = "bookings/messages/index.html")]
pub struct RemindersPage {
    chrome: Chrome,
    next: Vec<Next>,
    past: Vec<PastRow>,
    texts: Vec<TextRow>,
}

struct Next {
    href: String,
    title: String,
    note: String,
    at: String,
}

struct PastRow {
    href: String,
    title: String,
    note: String,
    at: Moment,
    label: &'static str,
    badge: &'static str,
}

struct TextRow {
    href: String,
    label: &'static str,
    is_own: bool,
}

type Shown = (Vec<(i64, Instant, i32)>, Vec<Past>, Vec<(i64, String, String)>, Vec<Line>, Vec<Kind>);

impl RemindersPage {
    pub fn of(who: &Who, (coming, latest, outcomes, lines, own): Shown) -> Self {
        let wall = who.wall();
        Self {
            chrome: who.chrome(Nav::Services),
            next: next(&wall, coming, &lines),
            past: latest.iter().map(|past| past_row(&wall, past, &outcomes, &lines)).collect(),
            texts: Kind::ALL
                .iter()
                .map(|&kind| TextRow {
                    href: format!("/workspace/reminders/{}", kind.word()),
                    label: kind.label(),
                    is_own: own.contains(&kind),
                })
                .collect(),
        }
    }
}

fn named(lines: &[Line], booking: i64) -> Option<&Line> {
    lines.iter().find(|line| line.booking.id == booking)
}

fn title(line: Option<&Line>) -> String {
    match line {
        Some(line) if line.client.is_empty() => format!("{} · nobody named", line.services),
        Some(line) => format!("{} · {}", line.services, line.client),
        None => "A booking".into(),
    }
}

fn next(wall: &Wall, coming: Vec<(i64, Instant, i32)>, lines: &[Line]) -> Vec<Next> {
    let due = |start: Instant, minutes: i32| start - Duration::minutes(i64::from(minutes));
    let mut coming: Vec<_> =
        coming.into_iter().filter(|(_, start, minutes)| due(*start, *minutes) > wall.now).collect();
    coming.sort_by_key(|(id, start, minutes)| (due(*start, *minutes), *id));
    let row = |(id, start, minutes): (i64, Instant, i32)| {
        let line = named(lines, id);
        let end = line.map_or(start, |line| line.booking.ends_at);
        Next {
            href: format!("/bookings/{id}"),
            title: title(line),
            note: format!("{}, {}", distance(minutes), when(wall, start, end)),
            at: format_datetime(due(start, minutes), &wall.zone, wall.locale),
        }
    };
    coming.into_iter().take(NEXT).map(row).collect()
}

fn past_row(wall: &Wall, past: &Past, outcomes: &[(i64, String, String)], lines: &[Line]) -> PastRow {
    let outcome = outcomes.iter().find(|(id, ..)| past.outbox_id == Some(*id));
    let (label, badge, why) = match (past.state, outcome) {
        (State::Planned, _) => ("Next", "neutral", ""),
        (State::LeftOut, _) => ("Left out", "neutral", past.why.as_str()),
        (State::Posted, Some((_, state, refusal))) if state == "refused" => {
            ("Kept back", "warning", Refusal::from_word(refusal).map_or("", Refusal::words))
        }
        (State::Posted, Some((_, state, _))) if state == "waiting" => {
            ("Not sent yet", "danger", "It is tried again by itself.")
        }
        (State::Posted, _) => ("Sent", "success", ""),
    };
    let kind = past.kind.label();
    PastRow {
        href: format!("/bookings/{}", past.booking_id),
        title: title(named(lines, past.booking_id)),
        note: if why.is_empty() { kind.to_owned() } else { format!("{kind}. {why}") },
        at: wall.moment(past.created_at),
        label,
        badge,
    }
}

#[derive(Template)]
#[template(path = "bookings/messages/edit.html")]
pub struct EditPage {
    chrome: Chrome,
    title: &'static str,
    action: String,
    /// There are words of the business's own to take back.
    is_own: bool,
    places: &'static [(&'static str, &'static str)],
    preview: Option<Preview>,
    form: FormState,
}

struct Preview {
    subject: String,
    paragraphs: Vec<String>,
}

impl EditPage {
    pub fn of(who: &Who, kind: Kind, is_own: bool, sample: Option<Values>, form: FormState) -> Self {
        let preview = sample.map(|values| Preview {
            subject: filled(form.value("subject"), &values),
            paragraphs: filled(form.value("body"), &values).split("\n\n").map(str::to_owned).collect(),
        });
        Self {
            chrome: who.chrome(Nav::Services),
            title: kind.label(),
            action: format!("/workspace/reminders/{}", kind.word()),
            is_own,
            places: PLACES,
            preview,
            form,
        }
    }
}
