//! What a report says: read in one step, added up here.

use std::collections::HashMap;

use time::Date;

use super::model::sent;
use super::period::{Period, Span};
use super::queries::report::{self as queries, Alike, Line};
use crate::db::AnyConnection;
use crate::error::AppResult;
use crate::hits::ACTIONS;

/// A name and how often.
pub type Tally = (String, i64);

/// So many lines of each list are shown.
const SHOWN: usize = 10;

pub struct Report {
    pub period: Period,
    pub steps: Vec<Step>,
    pub views: i64,
    pub sign_ups: i64,
    pub pages: Vec<Tally>,
    pub referrers: Vec<Tally>,
    pub devices: Vec<Tally>,
    pub visits: Visits,
}

/// One bar, and one row of the table beside it.
pub struct Step {
    pub span: Span,
    pub views: i64,
    pub visits: i64,
    pub sign_ups: i64,
}

/// Of those who allow analytics.
pub struct Visits {
    pub count: i64,
    pub pages: i64,
    pub signed_up: i64,
    pub campaigns: Vec<Tally>,
    pub browsers: Vec<Tally>,
    pub systems: Vec<Tally>,
    pub places: Vec<Tally>,
}

pub fn read(conn: &mut AnyConnection, owner: Option<i64>, period: Period, today: Date) -> AppResult<Report> {
    let whole = period.whole(today);
    let lines = queries::lines(conn, owner, whole)?;
    let views = |line: &&Line| !line.route.starts_with("POST ");
    let tally_of = |name: fn(&Line) -> &str| top(lines.iter().filter(views).map(|l| (name(l), l.times)));
    Ok(Report {
        period,
        steps: steps(conn, owner, period, today)?,
        views: lines.iter().filter(views).map(|line| line.times).sum(),
        sign_ups: lines.iter().filter(|line| is_sign_up(&line.route)).map(|line| line.times).sum(),
        pages: tally_of(|line| &line.route),
        referrers: tally_of(|line| &line.referrer),
        devices: tally_of(|line| &line.device),
        visits: Visits::of(&queries::alike(conn, owner, whole)?),
    })
}

fn is_sign_up(route: &str) -> bool {
    ACTIONS.iter().any(|(path, _)| sent(path) == route)
}

fn steps(conn: &mut AnyConnection, owner: Option<i64>, period: Period, today: Date) -> AppResult<Vec<Step>> {
    let days = queries::days(conn, owner, period.whole(today))?;
    let step = |span: Span| {
        let inside = || days.iter().filter(|(day, ..)| span.holds(*day));
        Ok(Step {
            span,
            views: inside().filter(|(_, route, _)| !route.starts_with("POST ")).map(|(.., n)| n).sum(),
            sign_ups: inside().filter(|(_, route, _)| is_sign_up(route)).map(|(.., n)| n).sum(),
            visits: queries::visits_in(conn, owner, span)?,
        })
    };
    period.spans(today).into_iter().map(step).collect()
}

impl Visits {
    fn of(alike: &[Alike]) -> Self {
        let sum = |number: fn(&Alike) -> i64| alike.iter().map(number).sum();
        let tally = |name: fn(&Alike) -> String| {
            let named: Vec<Tally> = alike.iter().map(|a| (name(a), a.visits)).collect();
            top(named.iter().map(|(name, times)| (name.as_str(), *times)))
        };
        Self {
            count: sum(|a| a.visits),
            pages: sum(|a| a.pages),
            signed_up: sum(|a| a.signed_up),
            campaigns: tally(|a| joined([&a.source.0, &a.source.1, &a.source.2], " · ")),
            browsers: tally(|a| a.browser.clone()),
            systems: tally(|a| a.os.clone()),
            places: tally(|a| joined([&a.place.1, &a.place.0], ", ")),
        }
    }
}

fn joined<const N: usize>(parts: [&String; N], with: &str) -> String {
    let there: Vec<&str> = parts.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    there.join(with)
}

/// The most frequent names; what has none is left out.
fn top<'l>(named: impl Iterator<Item = (&'l str, i64)>) -> Vec<Tally> {
    let mut sums: HashMap<&str, i64> = HashMap::new();
    for (name, times) in named.filter(|(name, _)| !name.is_empty()) {
        *sums.entry(name).or_default() += times;
    }
    let mut tallies: Vec<Tally> = sums.into_iter().map(|(name, times)| (name.to_owned(), times)).collect();
    tallies.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    tallies.truncate(SHOWN);
    tallies
}
