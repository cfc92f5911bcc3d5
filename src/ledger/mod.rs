//! The erasure ledger: what must stay true of a person although the database may be rolled
//! back to an older copy. It stands beside the database, never inside it, holds no plain
//! identifier (random keys and keyed digests only), and each entry's hash covers the one
//! before. An entry is on disk before anything is deleted, and what the database has not
//! applied yet is applied at the next start (11 CCR §7022(d)–(e): a deletion that backups
//! let wait is made up for when one is restored, and the record that makes that possible
//! may be kept). Uses the configuration and the clock's instants; who applies the entries
//! is `erasure`.

mod database;
mod entry;
mod file;

use std::sync::{Arc, Mutex, MutexGuard};

use crate::clock::Instant;
use crate::config::LedgerPlace;
use crate::error::{AppError, AppResult};
use database::DatabaseLedger;
use file::FileLedger;

pub use entry::{Act, Channel, Entry, Head, Scope, Target};

#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    #[error("the erasure ledger {place} can't be used: {why}")]
    Unusable { place: String, why: String },
    #[error("the erasure ledger {place} was changed: entry {seq} does not follow the one before it")]
    Broken { place: String, seq: i64 },
}

/// Handle to the ledger, cheap to clone.
#[derive(Clone)]
pub struct Ledger(Arc<Mutex<Store>>);

enum Store {
    File(FileLedger),
    Database(DatabaseLedger),
}

impl Ledger {
    /// Opens the ledger and walks its whole chain.
    pub fn open(place: &LedgerPlace) -> Result<Self, LedgerError> {
        let store = match place {
            LedgerPlace::File(path) => Store::File(FileLedger::open(path)?),
            LedgerPlace::Database(url) => Store::Database(DatabaseLedger::open(url)?),
        };
        Ok(Self(Arc::new(Mutex::new(store))))
    }

    /// Adds entries, in this order, and returns the last one's number. When this returns
    /// they are on disk.
    pub fn append(&self, at: Instant, acts: &[Act]) -> AppResult<i64> {
        match &mut *self.store()? {
            Store::File(file) => file.append(at, acts),
            Store::Database(database) => database.append(at, acts),
        }
    }

    /// At most `limit` entries after number `seq`, oldest first.
    pub fn after(&self, seq: i64, limit: usize) -> AppResult<Vec<Entry>> {
        match &mut *self.store()? {
            Store::File(file) => file.after(seq, limit),
            Store::Database(database) => database.after(seq, limit),
        }
    }

    pub fn head(&self) -> AppResult<Head> {
        match &mut *self.store()? {
            Store::File(file) => file.head(),
            Store::Database(database) => database.head(),
        }
    }

    /// The hash of one entry, to tell this ledger from another of the same length.
    pub fn hash_of(&self, seq: i64) -> AppResult<Option<String>> {
        if seq == 0 {
            return Ok(Some(String::new()));
        }
        Ok(self.after(seq - 1, 1)?.pop().filter(|entry| entry.seq == seq).map(|entry| entry.hash))
    }

    fn store(&self) -> AppResult<MutexGuard<'_, Store>> {
        self.0.lock().map_err(AppError::internal)
    }
}
