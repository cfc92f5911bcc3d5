//! `/proof`: what the checks found, for everybody.

use actix_web::HttpResponse;
use askama::Template;

use super::checks::Check;
use super::queries::{self, Result};
use crate::civil::format_utc;
use crate::error::AppResult;
use crate::privacy::retention;
use crate::web::{Chrome, Public, page};

#[derive(Template)]
#[template(path = "privacy/proof.html")]
struct ProofPage {
    chrome: Chrome,
    lines: Vec<Line>,
    failing: usize,
    /// What the last nightly run of the rules removed.
    last_run: String,
}

struct Line {
    promise: &'static str,
    outcome: Outcome,
    detail: String,
    checked: String,
}

#[derive(PartialEq, Eq)]
enum Outcome {
    Passed,
    Failing,
    NotYet,
}

impl Outcome {
    fn label(&self) -> &'static str {
        match self {
            Self::Passed => "Kept",
            Self::Failing => "Failing",
            Self::NotYet => "Not checked yet",
        }
    }

    fn badge(&self) -> &'static str {
        match self {
            Self::Passed => "success",
            Self::Failing => "danger",
            Self::NotYet => "neutral",
        }
    }
}

pub async fn show(who: Public) -> AppResult<HttpResponse> {
    let (results, run) = who.read_unscoped(|db| Ok((queries::results(db)?, retention::last_run(db)?))).await?;
    let lines: Vec<Line> = Check::ALL.iter().map(|check| Line::of(*check, &results)).collect();
    let failing = lines.iter().filter(|line| line.outcome == Outcome::Failing).count();
    page(&ProofPage { chrome: who.chrome(), lines, failing, last_run: run.map(|run| in_words(&run)).unwrap_or_default() })
}

fn in_words(run: &retention::Run) -> String {
    let total: i64 = run.removed.iter().map(|(_, count)| count).sum();
    let records = match total {
        0 => "nothing was over".into(),
        1 => "1 record was over and is deleted".into(),
        n => format!("{n} records were over and are deleted"),
    };
    format!("{}: {records}.", format_utc(run.started_at))
}

impl Line {
    fn of(check: Check, results: &[Result]) -> Self {
        let found = results.iter().find(|result| result.name == check.name());
        Self {
            promise: check.promise(),
            outcome: match found {
                Some(result) if result.passed => Outcome::Passed,
                Some(_) => Outcome::Failing,
                None => Outcome::NotYet,
            },
            detail: found.map_or_else(|| "The first check runs tonight.".into(), |r| r.detail.clone()),
            checked: found.map(|result| format_utc(result.checked_at)).unwrap_or_default(),
        }
    }
}
