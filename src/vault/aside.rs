//! What upgrades and restores keep beside an SQLite database, and what a crash may have left
//! there. These copies hold what later erasures do not reach, so they end as backups do.

use std::path::{Path, PathBuf};

use time::{Duration, OffsetDateTime, PrimitiveDateTime};

use super::copy::ON_ITS_WAY;
use super::drill;
use super::label::end_of_life;
use crate::clock::Instant;
use crate::db::Engine;

const KEPT_ASIDE: [&str; 2] = [".before-migration-", ".before-restore-"];
/// Whatever is under way ends sooner.
const ABANDONED: Duration = Duration::DAY;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Aside {
    pub path: PathBuf,
    pub since: Instant,
}

/// The copies that were kept aside.
pub(super) fn copies(engine: &Engine) -> Vec<Aside> {
    beside(engine, |name| KEPT_ASIDE.iter().any(|mark| name.contains(mark)))
}

/// Removes the copies whose time is over, and pieces of work that was interrupted; how many copies.
pub(super) fn destroy_expired(engine: &Engine, days: u16, now: Instant) -> std::io::Result<usize> {
    let pieces = beside(engine, |name| name.starts_with(ON_ITS_WAY) || name.starts_with(drill::FOLDER));
    for piece in pieces.iter().filter(|piece| piece.since + ABANDONED < now) {
        match piece.path.is_dir() {
            true => std::fs::remove_dir_all(&piece.path)?,
            false => std::fs::remove_file(&piece.path)?,
        }
    }
    let copies = copies(engine);
    let expired = copies.iter().filter(|copy| end_of_life(copy.since, days) <= now);
    expired.map(|copy| std::fs::remove_file(&copy.path).map(|()| 1)).sum()
}

fn beside(engine: &Engine, is_wanted: impl Fn(&str) -> bool) -> Vec<Aside> {
    let Engine::Sqlite(database) = engine else { return Vec::new() };
    let Ok(entries) = std::fs::read_dir(database.parent().unwrap_or(Path::new("."))) else {
        return Vec::new();
    };
    entries
        .filter_map(Result::ok)
        .filter(|entry| entry.file_name().to_str().is_some_and(&is_wanted))
        .filter_map(|entry| Some(Aside { since: changed(&entry.path())?, path: entry.path() }))
        .collect()
}

/// When a file was written last.
pub(super) fn changed(path: &Path) -> Option<Instant> {
    let at = OffsetDateTime::from(std::fs::metadata(path).ok()?.modified().ok()?);
    Some(PrimitiveDateTime::new(at.date(), at.time()))
}
