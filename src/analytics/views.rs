//! How a report looks: every number as it is drawn and said.

use askama::Template;

use super::period::{self, Period};
use super::report::{Report, Step, Tally, Visits};
use crate::web::chart::{self, Bar, share};
use crate::web::{Chrome, Nav, Operator, Who};

#[derive(Template)]
#[template(path = "analytics/report.html")]
pub struct ReportPage {
    chrome: Chrome,
    subtitle: &'static str,
    back: (&'static str, &'static str),
    /// A business's public pages take no sign-ups.
    has_sign_ups: bool,
    nothing_yet: &'static str,
    is_empty: bool,
    periods: Vec<Choice>,
    csv_href: String,
    stats: Vec<Stat>,
    step: &'static str,
    bars: Vec<Bar>,
    chart_title: String,
    rows: Vec<Row>,
    everybody: Vec<List>,
    consenting: Vec<List>,
}

struct Choice {
    label: &'static str,
    href: String,
    current: bool,
}

struct Stat {
    label: &'static str,
    value: String,
    note: String,
}

/// A step of the chart, for the table beside it.
struct Row {
    label: String,
    views: i64,
    visits: i64,
    sign_ups: i64,
}

struct List {
    title: &'static str,
    what: &'static str,
    empty: &'static str,
    lines: Vec<Entry>,
}

struct Entry {
    name: String,
    times: i64,
    /// Hundredths of the longest.
    length: i64,
}

impl ReportPage {
    pub fn of_installation(who: &Operator, report: Report) -> Self {
        let page = Self::new(who.chrome(), "/operator/analytics", report);
        Self {
            subtitle: "How often the pages of this installation are opened. Businesses see their own public pages themselves.",
            back: ("/operator", "Installation"),
            has_sign_ups: true,
            nothing_yet: "Pages that people open are counted from now on and appear here within seconds.",
            ..page
        }
    }

    pub fn of_business(who: &Who, report: Report) -> Self {
        let page = Self::new(who.chrome(Nav::Workspace), "/workspace/analytics", report);
        Self {
            subtitle: "How often your public pages are opened.",
            back: ("/workspace", "Business"),
            has_sign_ups: false,
            nothing_yet: "Once people open the public pages of your business, you see here how often and from where.",
            ..page
        }
    }

    fn new(chrome: Chrome, path: &str, report: Report) -> Self {
        let period = report.period;
        let labelled = |step: &Step| (period::label(period, step.span), step.views);
        let bars = chart::bars(report.steps.iter().map(labelled).collect());
        Self {
            chrome,
            subtitle: "",
            back: ("", ""),
            has_sign_ups: false,
            nothing_yet: "",
            is_empty: report.views == 0 && report.visits.count == 0 && report.sign_ups == 0,
            periods: Period::ALL.into_iter().map(|p| Choice::of(p, path, p == period)).collect(),
            csv_href: format!("{path}.csv?period={}", period.word()),
            stats: stats(&report),
            step: period.step(),
            chart_title: format!(
                "Page views by {}, the oldest first; the table below has the numbers",
                period.step()
            ),
            bars,
            rows: report.steps.iter().rev().map(|step| Row::of(period, step)).collect(),
            everybody: vec![
                List::of("Pages", "Page", "No page was opened.", &report.pages),
                List::of("Linked from", "Site", "Nobody came from another site.", &report.referrers),
                List::of("Devices", "Device", "No page was opened.", &report.devices),
            ],
            consenting: with_consent(&report.visits),
        }
    }
}

fn stats(report: &Report) -> Vec<Stat> {
    let visits = &report.visits;
    vec![
        Stat { label: "Page views", value: report.views.to_string(), note: "everybody".into() },
        Stat { label: "Visits", value: visits.count.to_string(), note: "who allow analytics".into() },
        Stat {
            label: "Pages per visit",
            value: tenths(visits.pages, visits.count),
            note: "who allow analytics".into(),
        },
        Stat { label: "Sign-ups", value: report.sign_ups.to_string(), note: converted(visits) },
    ]
}

/// Said only where visits tell it: without consent nobody knows whose sign-up it was.
fn converted(visits: &Visits) -> String {
    if visits.count == 0 {
        return "everybody".into();
    }
    let share = tenths(visits.signed_up * 100, visits.count);
    format!("{share} % of the visits ({} of {})", visits.signed_up, visits.count)
}

fn tenths(number: i64, of: i64) -> String {
    if of == 0 {
        return "–".into();
    }
    let tenths = (number * 10 + of / 2) / of;
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn with_consent(visits: &Visits) -> Vec<List> {
    vec![
        List::of("Campaigns", "Campaign", "No visit came from a link with a campaign.", &visits.campaigns),
        List::of("Places", "Place", "No place is known.", &visits.places),
        List::of("Browsers", "Browser", "No visit yet.", &visits.browsers),
        List::of("Systems", "System", "No visit yet.", &visits.systems),
    ]
}

impl Choice {
    fn of(period: Period, path: &str, current: bool) -> Self {
        Self { label: period.label(), href: format!("{path}?period={}", period.word()), current }
    }
}

impl Row {
    fn of(period: Period, step: &Step) -> Self {
        let Step { span, views, visits, sign_ups } = *step;
        Self { label: period::label(period, span), views, visits, sign_ups }
    }
}

impl List {
    fn of(title: &'static str, what: &'static str, empty: &'static str, tallies: &[Tally]) -> Self {
        let most = tallies.iter().map(|(_, times)| *times).max().unwrap_or(0);
        let entry =
            |(name, times): &Tally| Entry { name: name.clone(), times: *times, length: share(*times, most) };
        Self { title, what, empty, lines: tallies.iter().map(entry).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tenths_are_rounded() {
        assert_eq!(tenths(10, 4), "2.5");
        assert_eq!(tenths(2, 3), "0.7");
        assert_eq!(tenths(100, 3), "33.3");
        assert_eq!(tenths(1, 0), "–");
    }
}
