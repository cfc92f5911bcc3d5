//! `/operator/backups`: what backups there are, when each is destroyed, and the last tries to
//! restore one.

use actix_web::HttpResponse;
use askama::Template;

use crate::civil::format_utc;
use crate::error::AppResult;
use crate::vault::{self, BackupRun, LastDrill};
use crate::web::{Chrome, Operator, page};

/// A month of nights, and what was made by hand.
const RUNS: i64 = 60;
const DRILLS: i64 = 14;

#[derive(Template)]
#[template(path = "operator/backups.html")]
struct BackupsPage {
    chrome: Chrome,
    folder: String,
    sealed: bool,
    days: u16,
    runs: Vec<Row>,
    drills: Vec<Row>,
}

struct Row {
    at: String,
    note: String,
    label: &'static str,
    badge: &'static str,
}

pub async fn show(who: Operator) -> AppResult<HttpResponse> {
    let (runs, drills) =
        who.read_unscoped(|db| Ok((vault::backup_runs(db, RUNS)?, vault::drills(db, DRILLS)?))).await?;
    let config = &who.services.config;
    page(&BackupsPage {
        chrome: who.chrome(),
        folder: config.backup.folder.as_ref().map(|folder| folder.display().to_string()).unwrap_or_default(),
        sealed: config.backup.key.is_some(),
        days: config.installation.backup_days,
        runs: runs.iter().map(Row::of_backup).collect(),
        drills: drills.iter().map(Row::of_drill).collect(),
    })
}

impl Row {
    fn of_backup(run: &BackupRun) -> Self {
        let at = format_utc(run.started_at);
        if !run.trouble.is_empty() {
            return Self { at, note: run.trouble.clone(), label: "Failed", badge: "danger" };
        }
        let sealed = if run.encrypted { "encrypted" } else { "not encrypted" };
        let megabytes = run.bytes as f64 / 1_000_000.0;
        let end = run.destroyed_at.unwrap_or(run.end_of_life).date();
        let (label, badge, ends) = match run.destroyed_at {
            Some(_) => ("Destroyed", "neutral", "destroyed on"),
            None => ("Kept", "success", "destroyed on or before"),
        };
        Self { at, note: format!("{}, {megabytes:.1} MB, {sealed}, {ends} {end}", run.place), label, badge }
    }

    fn of_drill(drill: &LastDrill) -> Self {
        let (label, badge) = if drill.passed { ("Passed", "success") } else { ("Failed", "danger") };
        let seconds = drill.took_ms as f64 / 1000.0;
        let note = format!("{}, in {seconds:.1} seconds", drill.detail);
        Self { at: format_utc(drill.at), note, label, badge }
    }
}
