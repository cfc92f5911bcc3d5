//! What the page of the figures shows.

use askama::Template;

use super::model::Report;
use super::page::Period;
use crate::bookings::hours::model::WEEKDAYS;
use crate::civil::{Wall, format_time, time_of_minute};
use crate::web::{Chrome, Nav, Who};

#[derive(Template)]
#[template(path = "bookings/reports/page.html")]
pub struct ReportPage {
    chrome: Chrome,
    subtitle: String,
    from: String,
    to: String,
    csv_href: String,
    total: i64,
    no_shows: String,
    groups: Vec<Group>,
    hours: Vec<String>,
    days: Vec<Day>,
}

struct Group {
    title: &'static str,
    id: &'static str,
    lines: Vec<Line>,
}

struct Line {
    name: String,
    count: i64,
    most: i64,
}

/// A row of the busiest hours.
struct Day {
    name: &'static str,
    cells: Vec<Cell>,
}

struct Cell {
    count: i64,
    /// How busy beside the busiest, in fifths.
    level: i64,
}

impl ReportPage {
    pub fn of(who: &Who, period: Period, report: &Report) -> Self {
        let wall = who.wall();
        let (from, to) = (period.first.to_string(), period.last.to_string());
        Self {
            chrome: who.chrome(Nav::Calendar),
            subtitle: format!("{} to {}", wall.date(period.first), wall.date(period.last)),
            csv_href: format!("/bookings/reports.csv?from={from}&to={to}"),
            from,
            to,
            total: report.total,
            no_shows: no_shows(report, &wall),
            groups: vec![
                group("By service", "services", &report.by_service),
                group("By staff", "staff", &report.by_member),
                group("By status", "status", &report.by_status),
            ],
            hours: hours(report, &wall),
            days: days(report),
        }
    }
}

fn no_shows(report: &Report, wall: &Wall) -> String {
    match report.no_show_rate() {
        None => "–".into(),
        Some(tenths) => format!("{} %", wall.number(&format!("{}.{}", tenths / 10, tenths % 10))),
    }
}

fn group(title: &'static str, id: &'static str, list: &[(String, i64)]) -> Group {
    let most = list.iter().map(|(_, count)| *count).max().unwrap_or(1);
    let line = |(name, count): &(String, i64)| Line { name: name.clone(), count: *count, most };
    Group { title, id, lines: list.iter().map(line).collect() }
}

fn hours(report: &Report, wall: &Wall) -> Vec<String> {
    let Some((first, last)) = report.span() else { return Vec::new() };
    (first..=last).map(|hour| format_time(time_of_minute(hour as u16 * 60), wall.locale)).collect()
}

fn days(report: &Report) -> Vec<Day> {
    let Some((first, last)) = report.span() else { return Vec::new() };
    let most = report.busiest().max(1);
    let cell = |count: i64| Cell { count, level: (count * 5 + most - 1) / most };
    let day = |(name, hours): (&&'static str, &[i64; 24])| Day {
        name,
        cells: hours[first..=last].iter().map(|count| cell(*count)).collect(),
    };
    WEEKDAYS.iter().zip(&report.hours).map(day).collect()
}
