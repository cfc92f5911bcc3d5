//! What has a date, as iCalendar (RFC 5545). Which tables that are, and which columns hold the
//! day and the words, their features say beside their inventory. Pure.

use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

use super::plan::Section;
use crate::inventory::Dated;
use crate::inventory::read::Value;
use crate::inventory::rows::Record;
use crate::text::content_line::{escaped, push};
use crate::{bookings, follow_ups};

/// Everything with a date; a feature that gets one adds its line.
pub const SOURCES: &[&Dated] = &[&bookings::DATED, &follow_ups::DATED];

pub const BEGIN: &str =
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//ClientSync//Export//EN\r\nCALSCALE:GREGORIAN\r\n";
pub const END: &str = "END:VCALENDAR\r\n";

const DAY: &[BorrowedFormatItem] = format_description!("[year][month][day]");
const MOMENT: &[BorrowedFormatItem] = format_description!("[year][month][day]T[hour][minute][second]Z");

pub fn file(table: &str) -> String {
    format!("calendar/{table}.ics")
}

/// The row as a task or an appointment, if its table has dates.
pub fn entry(section: &Section, record: &Record) -> Option<String> {
    let dated = SOURCES.iter().find(|dated| dated.table == section.table.name)?;
    let value = |column: &str| {
        let place = section.rows.columns().iter().position(|c| c.column == column)?;
        record.values.get(place)
    };
    let key: Vec<String> = record.key.iter().map(ToString::to_string).collect();
    let is_task = dated.done.is_some();
    let (kind, day) = if is_task { ("VTODO", "DUE") } else { ("VEVENT", "DTSTART") };
    let mut text = String::new();
    push(&mut text, "BEGIN", kind);
    push(&mut text, "UID", &format!("{}-{}@clientsync", dated.table, key.join("-")));
    dated_line(&mut text, "DTSTAMP", value(dated.written).or_else(|| value(dated.starts))?);
    dated_line(&mut text, day, value(dated.starts)?);
    if let Some(ends) = dated.ends.and_then(value) {
        dated_line(&mut text, "DTEND", ends);
    }
    if let Some(Value::Text(title)) = value(dated.title) {
        push(&mut text, "SUMMARY", &escaped(title));
    }
    if let Some(done) = dated.done.and_then(value) {
        let is_done = !done.is_empty();
        push(&mut text, "STATUS", if is_done { "COMPLETED" } else { "NEEDS-ACTION" });
        dated_line(&mut text, "COMPLETED", done);
    }
    push(&mut text, "END", kind);
    Some(text)
}

fn dated_line(text: &mut String, name: &str, value: &Value) {
    match value {
        // A stamp is always a moment.
        Value::Day(day) if name == "DTSTAMP" => {
            push(text, name, &day.midnight().format(MOMENT).unwrap_or_default());
        }
        Value::Day(day) => push(text, &format!("{name};VALUE=DATE"), &day.format(DAY).unwrap_or_default()),
        Value::Moment(at) => push(text, name, &at.format(MOMENT).unwrap_or_default()),
        _ => {}
    }
}
