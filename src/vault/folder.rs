//! The folder of backups: the night's own is put there, and what has reached its end is
//! destroyed. The ledger is copied beside them, and only ever grows there.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use anyhow::Context;

use super::aside;
use super::copy::{Order, take};
use super::label::{Label, end_of_life};
use super::{Done, queries};
use crate::clock::Instant;
use crate::config::LedgerPlace;
use crate::ledger::Ledger;
use crate::services::Services;

const LEDGER: &str = "erasure.ledger";
const PREFIX: &str = "clientsync-";
const ENDINGS: [&str; 3] = [".backup", ".backup.age", ".part"];

/// A backup in the folder, by its label; without one, by the day it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Held {
    pub path: PathBuf,
    pub created_at: Instant,
    pub end_of_life: Instant,
    pub encrypted: bool,
}

/// Tonight's backup. What is half-written never has the name of a backup.
pub(super) fn back_up(services: &Services, folder: &Path, now: Instant) -> Done<()> {
    std::fs::create_dir_all(folder).with_context(|| format!("{} can't be made", folder.display()))?;
    let key = services.config.backup.key.as_ref();
    let ending = if key.is_some() { "backup.age" } else { "backup" };
    let stamp = format!("{}T{:02}{:02}{:02}", now.date(), now.hour(), now.minute(), now.second());
    let path = folder.join(format!("{PREFIX}{stamp}.{ending}"));
    let half = path.with_extension("part");
    let _ = std::fs::remove_file(&half);
    let days = services.config.installation.backup_days;
    let taken = take(&Order { engine: services.db.engine(), to: &half, key, days, now, count: &[] })?;
    std::fs::rename(&half, &path)?;
    taken.label.write_beside(&path)?;
    let (place, finished) = (path.display().to_string(), services.clock.now());
    services.db.write_now(|conn| queries::backup_done(conn, &place, &taken.label, finished))?;
    Ok(())
}

pub(super) fn copy_ledger(services: &Services, folder: &Path) -> Done<()> {
    let copy = Ledger::open(&LedgerPlace::File(folder.join(LEDGER)))?;
    services.ledger.copy_to(&copy)?;
    Ok(())
}

/// Destroys every backup whose end has come; how many.
pub(super) fn destroy_expired(services: &Services, folder: &Path, now: Instant) -> Done<usize> {
    let mut destroyed = 0;
    let days = services.config.installation.backup_days;
    for held in held(folder, days)?.iter().filter(|held| held.end_of_life <= now) {
        std::fs::remove_file(&held.path)
            .with_context(|| format!("{} can't be destroyed", held.path.display()))?;
        let _ = std::fs::remove_file(Label::path(&held.path));
        let place = held.path.display().to_string();
        services.db.write_now(|conn| queries::destroyed(conn, &place, now))?;
        destroyed += 1;
    }
    Ok(destroyed)
}

/// What is in the folder.
pub(super) fn held(folder: &Path, days: u16) -> Done<Vec<Held>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| format!("{} can't be read", folder.display()))? {
        let path = entry?.path();
        if path.is_file() && path.extension() != Some(OsStr::new("json")) {
            found.extend(Held::at(path, days));
        }
    }
    Ok(found)
}

impl Held {
    /// `None` for a file that is no backup of ours.
    pub(super) fn at(path: PathBuf, days: u16) -> Option<Self> {
        if let Ok(Some(label)) = Label::beside(&path) {
            let Label { created_at, end_of_life, encrypted, .. } = label;
            return Some(Self { path, created_at, end_of_life, encrypted });
        }
        let name = path.file_name()?.to_str()?;
        if !name.starts_with(PREFIX) || !ENDINGS.iter().any(|ending| name.ends_with(ending)) {
            return None;
        }
        let created_at = aside::changed(&path)?;
        let encrypted = name.ends_with(".age");
        Some(Self { end_of_life: end_of_life(created_at, days), created_at, encrypted, path })
    }
}
