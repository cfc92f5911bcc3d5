//! A booking as a calendar reads it (RFC 5545): a stable UID, a SEQUENCE that grows with every
//! change, times on the wall clock of a zone, and that zone's rules beside them. Pure.

use time::{Duration, PrimitiveDateTime};

use crate::civil::{Change, Zone, changes, local};
use crate::clock::Instant;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// A file to take along.
    Publish,
    /// An invitation, or a change of one.
    Request,
    Cancel,
}

impl Method {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Publish => "PUBLISH",
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
        }
    }
}

/// Who invites, or is invited; an invitation without them is none (RFC 5546 section 3.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    pub name: String,
    pub email: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventStatus {
    Tentative,
    Confirmed,
    Cancelled,
}

#[derive(Debug, Clone)]
pub struct Event {
    pub uid: String,
    pub sequence: i32,
    /// When this state of it was written.
    pub stamp: Instant,
    pub start: Instant,
    pub end: Instant,
    pub zone: Zone,
    pub status: EventStatus,
    pub summary: String,
    pub description: String,
    pub location: String,
    pub url: String,
    pub organizer: Option<Party>,
    pub attendee: Option<Party>,
}

pub fn calendar(method: Method, events: &[Event]) -> String {
    let mut out = Lines::default();
    out.add("BEGIN:VCALENDAR");
    out.add("VERSION:2.0");
    out.add("PRODID:-//ClientSync//Bookings//EN");
    out.add("CALSCALE:GREGORIAN");
    out.add(&format!("METHOD:{}", method.word()));
    for zone in zones(events) {
        let of_zone = || events.iter().filter(|event| event.zone == *zone);
        if let (Some(first), Some(last)) = (of_zone().map(|e| e.start).min(), of_zone().map(|e| e.end).max())
        {
            timezone(&mut out, zone, first, last);
        }
    }
    events.iter().for_each(|event| self::event(&mut out, event));
    out.add("END:VCALENDAR");
    out.0
}

fn zones(events: &[Event]) -> Vec<&Zone> {
    let mut found: Vec<&Zone> = Vec::new();
    for event in events {
        if !found.contains(&&event.zone) {
            found.push(&event.zone);
        }
    }
    found
}

/// The offsets that hold from the first event until a year after the last, each change on its own:
/// rules that a calendar would have to work out are not needed for so short a time.
fn timezone(out: &mut Lines, zone: &Zone, first: Instant, last: Instant) {
    out.add("BEGIN:VTIMEZONE");
    out.add(&format!("TZID:{}", zone.name()));
    let mut changes = changes(zone, first, last + Duration::days(366));
    if changes.first().is_none_or(|change| change.at > first) {
        changes.insert(0, since_ever(zone, first));
    }
    for change in &changes {
        let kind = if change.is_summer { "DAYLIGHT" } else { "STANDARD" };
        out.add(&format!("BEGIN:{kind}"));
        out.add(&format!("DTSTART:{}", stamp(change.at + change.before)));
        out.add(&format!("TZOFFSETFROM:{}", offset(change.before)));
        out.add(&format!("TZOFFSETTO:{}", offset(change.after)));
        out.add(&format!("TZNAME:{}", change.name));
        out.add(&format!("END:{kind}"));
    }
    out.add("END:VTIMEZONE");
}

fn since_ever(zone: &Zone, at: Instant) -> Change {
    let offset = zone.offset_at(at);
    let beginning = time::macros::datetime!(1970-01-01 0:00);
    Change {
        at: beginning - offset,
        before: offset,
        after: offset,
        name: zone.abbreviation(at),
        is_summer: false,
    }
}

fn event(out: &mut Lines, event: &Event) {
    let on_wall = |at: Instant| stamp(local(at, &event.zone));
    out.add("BEGIN:VEVENT");
    out.add(&format!("UID:{}", event.uid));
    out.add(&format!("SEQUENCE:{}", event.sequence));
    out.add(&format!("DTSTAMP:{}Z", stamp(event.stamp)));
    out.add(&format!("DTSTART;TZID={}:{}", event.zone.name(), on_wall(event.start)));
    out.add(&format!("DTEND;TZID={}:{}", event.zone.name(), on_wall(event.end)));
    out.add(match event.status {
        EventStatus::Tentative => "STATUS:TENTATIVE",
        EventStatus::Confirmed => "STATUS:CONFIRMED",
        EventStatus::Cancelled => "STATUS:CANCELLED",
    });
    out.text("SUMMARY", &event.summary);
    out.text("DESCRIPTION", &event.description);
    out.text("LOCATION", &event.location);
    if !event.url.is_empty() {
        out.add(&format!("URL:{}", event.url));
    }
    if let Some(party) = &event.organizer {
        out.add(&format!("ORGANIZER;CN={}:mailto:{}", quoted(&party.name), party.email));
    }
    if let Some(party) = &event.attendee {
        let (name, email) = (quoted(&party.name), &party.email);
        out.add(&format!("ATTENDEE;CN={name};PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:{email}"));
    }
    out.add("END:VEVENT");
}

fn stamp(at: PrimitiveDateTime) -> String {
    let (date, time) = (at.date(), at.time());
    format!(
        "{:04}{:02}{:02}T{:02}{:02}{:02}",
        date.year(),
        u8::from(date.month()),
        date.day(),
        time.hour(),
        time.minute(),
        time.second()
    )
}

fn offset(offset: Duration) -> String {
    let sign = if offset.is_negative() { '-' } else { '+' };
    let seconds = offset.whole_seconds().abs();
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let rest = if rest == 0 { String::new() } else { format!("{rest:02}") };
    format!("{sign}{hours:02}{minutes:02}{rest}")
}

/// Lines of at most 75 bytes, as the format wants them.
#[derive(Default)]
struct Lines(String);

const LONGEST_LINE: usize = 75;

impl Lines {
    /// Nothing for an empty text.
    fn text(&mut self, name: &str, text: &str) {
        if !text.is_empty() {
            self.add(&format!("{name}:{}", escaped(text)));
        }
    }

    fn add(&mut self, line: &str) {
        let mut room = LONGEST_LINE;
        for c in line.chars().filter(|c| !c.is_control()) {
            if c.len_utf8() > room {
                self.0.push_str("\r\n ");
                room = LONGEST_LINE - 1;
            }
            self.0.push(c);
            room -= c.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

/// A parameter's value; it can't hold a quotation mark at all.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "'"))
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    fn one(zone: &str, start: Instant) -> Event {
        Event {
            uid: "abc@example.com".into(),
            sequence: 3,
            stamp: datetime!(2026-06-01 8:00),
            start,
            end: start + Duration::minutes(45),
            zone: Zone::parse(zone).unwrap(),
            status: EventStatus::Confirmed,
            summary: "Cut, colour; and more".into(),
            description: "First line\nSecond".into(),
            location: String::new(),
            url: "https://example.com/b/x".into(),
            organizer: Some(Party { name: "The \"best\" salon".into(), email: "mail@example.com".into() }),
            attendee: None,
        }
    }

    #[test]
    fn the_wall_clock_and_its_rules_are_written_down() {
        let text = calendar(Method::Publish, &[one("America/Chicago", datetime!(2026-10-30 14:00))]);
        for line in [
            "UID:abc@example.com",
            "SEQUENCE:3",
            "DTSTART;TZID=America/Chicago:20261030T090000",
            "DTEND;TZID=America/Chicago:20261030T094500",
            "DTSTART:20261101T020000",
            "TZOFFSETFROM:-0500",
            "TZOFFSETTO:-0600",
            "SUMMARY:Cut\\, colour\\; and more",
            "DESCRIPTION:First line\\nSecond",
            "ORGANIZER;CN=\"The 'best' salon\":mailto:mail@example.com",
        ] {
            assert!(text.contains(&format!("{line}\r\n")), "{line} is not in {text}");
        }
        assert!(!text.contains("LOCATION"));
        let fixed = calendar(Method::Publish, &[one("UTC", datetime!(2026-10-30 14:00))]);
        assert!(fixed.contains("DTSTART:19700101T000000\r\nTZOFFSETFROM:+0000\r\nTZOFFSETTO:+0000\r\n"));
    }

    #[test]
    fn no_line_is_too_long_and_no_letter_is_cut() {
        let long = Event { summary: "Größe ".repeat(40), ..one("UTC", datetime!(2026-10-30 14:00)) };
        let text = calendar(Method::Request, &[long]);
        assert!(text.split("\r\n").all(|line| line.len() <= 75));
        assert!(text.replace("\r\n ", "").contains(&"Größe ".repeat(40)));
    }
}
