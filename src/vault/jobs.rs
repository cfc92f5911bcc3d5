//! The nightly work. Both jobs write down what came of them; what they complain about never
//! names a person.

use std::fs::{File, TryLockError};

use serde::{Deserialize, Serialize};

use super::queries::LastDrill;
use super::{aside, drill, folder, queries};
use crate::error::{AppError, AppResult, redacted};
use crate::jobs::Job;
use crate::services::Services;

/// Makes the night's backup, where there is a folder for it, and destroys what has reached its end.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NightlyBackup {}

impl Job for NightlyBackup {
    const KIND: &'static str = "vault.backup";

    async fn run(self, services: Services) -> AppResult<()> {
        tokio::task::spawn_blocking(move || night(&services)).await.map_err(AppError::internal)?
    }
}

fn night(services: &Services) -> AppResult<()> {
    let Some(_turn) = turn(services)? else { return Ok(()) };
    let now = services.clock.now();
    let days = services.config.installation.backup_days;
    aside::destroy_expired(services.db.engine(), days, now).map_err(AppError::internal)?;
    let Some(folder) = &services.config.backup.folder else { return Ok(()) };
    let made = folder::back_up(services, folder, now);
    if let Err(why) = &made {
        let (place, trouble) = (folder.display().to_string(), redacted(&format!("{why:#}")));
        let sealed = services.config.backup.key.is_some();
        services.db.write_now(|conn| queries::backup_failed(conn, now, &place, sealed, &trouble))?;
    }
    // What must go goes also on a night without a new one.
    folder::destroy_expired(services, folder, now).map_err(said)?;
    folder::copy_ledger(services, folder).map_err(said)?;
    made.map_err(said)
}

/// Tries a restore, and writes down whether it worked.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Drill {}

impl Job for Drill {
    const KIND: &'static str = "vault.drill";

    async fn run(self, services: Services) -> AppResult<()> {
        tokio::task::spawn_blocking(move || try_restore(&services)).await.map_err(AppError::internal)?
    }
}

fn try_restore(services: &Services) -> AppResult<()> {
    if !services.config.backup.drill {
        return Ok(());
    }
    let Some(_turn) = turn(services)? else { return Ok(()) };
    let (at, begun) = (services.clock.now(), std::time::Instant::now());
    let (passed, detail) = match drill::run(services, at) {
        Ok(says) => (true, says),
        Err(why) => (false, redacted(&format!("{why:#}"))),
    };
    if !passed {
        tracing::error!(detail, "the restore drill did not pass");
    }
    let took_ms = begun.elapsed().as_millis() as i64;
    services.db.write_now(|conn| queries::keep_drill(conn, &LastDrill { at, took_ms, passed, detail }))
}

/// One at a time on this machine: a job that takes long is begun again by another worker.
fn turn(services: &Services) -> AppResult<Option<File>> {
    let path = services.config.data.join("vault.lock");
    let file =
        File::options().create(true).truncate(false).write(true).open(path).map_err(AppError::internal)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(AppError::internal(error)),
    }
}

fn said(error: anyhow::Error) -> AppError {
    AppError::internal(format!("{error:#}"))
}
