//! What backups there are, as far as the program can see, against what was promised.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::folder::{self, Held};
use super::{aside, queries};
use crate::clock::Instant;
use crate::config::Config;
use crate::db::{AnyConnection, Engine};
use crate::error::AppResult;
use crate::ledger::{Head, Ledger};

/// Runs looked at: a year of nights.
const RUNS: i64 = 400;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holdings {
    pub count: usize,
    /// How many of them anybody could read who got hold of them.
    pub unsealed: usize,
    pub oldest: Option<Instant>,
    pub newest: Option<Instant>,
    /// Those that should have been destroyed by `now`.
    pub past_their_end: Vec<PathBuf>,
}

impl Holdings {
    /// The folder, what was made by hand and still lies where it was put, and the copies
    /// that upgrades and restores kept.
    pub fn of(conn: &mut AnyConnection, config: &Config, engine: &Engine, now: Instant) -> AppResult<Self> {
        let days = config.installation.backup_days;
        let mut found: BTreeMap<PathBuf, Held> = BTreeMap::new();
        if let Some(folder) = &config.backup.folder {
            let held = folder::held(folder, days).unwrap_or_default();
            found.extend(held.into_iter().map(|held| (held.path.clone(), held)));
        }
        for run in queries::backup_runs(conn, RUNS)? {
            let path = PathBuf::from(&run.place);
            if run.destroyed_at.is_none() && path.is_file() {
                found.entry(path.clone()).or_insert(Held {
                    path,
                    created_at: run.started_at,
                    end_of_life: run.end_of_life,
                    encrypted: run.encrypted,
                });
            }
        }
        let mut holdings = Self::default();
        found.values().for_each(|held| holdings.add(held, now));
        for copy in aside::copies(engine) {
            let end = super::label::end_of_life(copy.since, days);
            holdings.oldest = holdings.oldest.into_iter().chain([copy.since]).min();
            holdings.past_their_end.extend(Some(copy.path).filter(|_| end <= now));
        }
        Ok(holdings)
    }

    fn add(&mut self, held: &Held, now: Instant) {
        self.count += 1;
        self.unsealed += usize::from(!held.encrypted);
        self.oldest = self.oldest.into_iter().chain([held.created_at]).min();
        self.newest = self.newest.max(Some(held.created_at));
        if held.end_of_life <= now {
            self.past_their_end.push(held.path.clone());
        }
    }
}

/// Walks the ledger's chain from its first entry to its last, as it lies there now.
pub fn ledger_is_whole(ledger: &Ledger) -> AppResult<Head> {
    ledger.each(|_| Ok(()))
}
