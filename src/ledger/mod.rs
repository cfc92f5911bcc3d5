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

pub(crate) const UNWRITABLE: &str =
    "The record of erasures can’t be written right now, so nothing was changed. Please try again later.";
/// Entries read at once where the whole chain is walked.
const PAGE: usize = 1000;

#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    #[error("the erasure ledger {place} can't be used: {why}")]
    Unusable { place: String, why: String },
    #[error("the erasure ledger {place} was changed: entry {seq} does not follow the one before it")]
    Broken { place: String, seq: i64 },
    #[error(
        "the erasure ledger is in a database of ClientSync itself: it would be rolled back together with it. \
         Name a database of its own (CLIENTSYNC_LEDGER)."
    )]
    Inside,
}

/// "1 entry", "7 entries".
pub fn counted(entries: i64) -> String {
    if entries == 1 { "1 entry".into() } else { format!("{entries} entries") }
}

/// Handle to the ledger, cheap to clone.
#[derive(Clone)]
pub struct Ledger {
    store: Arc<Mutex<Store>>,
    place: Arc<str>,
}

enum Store {
    File(FileLedger),
    Database(DatabaseLedger),
}

impl Ledger {
    /// Opens the ledger and walks its whole chain. One that is not there yet is empty.
    pub fn open(place: &LedgerPlace) -> Result<Self, LedgerError> {
        let (store, place) = match place {
            LedgerPlace::File(path) => (Store::File(FileLedger::open(path)?), path.display().to_string()),
            LedgerPlace::Database(url) => {
                (Store::Database(DatabaseLedger::open(url)?), database::PLACE.into())
            }
        };
        Ok(Self { store: Arc::new(Mutex::new(store)), place: place.into() })
    }

    /// Makes an empty one where there is none.
    pub fn prepare(&self) -> AppResult<()> {
        match &mut *self.store()? {
            Store::File(file) => file.prepare(),
            Store::Database(_) => Ok(()),
        }
    }

    /// Whether there is one at all, be it empty.
    pub fn exists(&self) -> AppResult<bool> {
        match &*self.store()? {
            Store::File(file) => Ok(file.exists()),
            Store::Database(_) => Ok(true),
        }
    }

    /// Where it is, in words that hold no password.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// Adds entries, in this order, and returns the last one's number. When this returns
    /// they are on disk.
    pub fn append(&self, at: Instant, acts: &[Act]) -> AppResult<i64> {
        self.add(|head| entry::chain(head, at, acts))
    }

    fn add(&self, entries: impl FnOnce(&Head) -> AppResult<Vec<Entry>>) -> AppResult<i64> {
        match &mut *self.store()? {
            Store::File(file) => file.add(entries),
            Store::Database(database) => database.add(entries),
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

    /// Whether it has the entry that `head` names: a ledger that has not is shorter or another one.
    pub fn has(&self, head: &Head) -> AppResult<bool> {
        if head.seq == 0 {
            return Ok(true);
        }
        Ok(self.after(head.seq - 1, 1)?.first().is_some_and(|entry| entry.head() == *head))
    }

    /// Calls `visit` with every entry, oldest first; an error at one that does not follow.
    pub fn each(&self, mut visit: impl FnMut(&Entry) -> AppResult<()>) -> AppResult<Head> {
        let mut head = Head::default();
        loop {
            let entries = self.after(head.seq, PAGE)?;
            for entry in &entries {
                if !head.is_followed_by(entry) {
                    return Err(AppError::internal(self.broken_after(&head)));
                }
                visit(entry)?;
                head = entry.head();
            }
            if entries.len() < PAGE {
                return Ok(head);
            }
        }
    }

    /// Adds to `copy` what it lacks of this ledger. It only ever grows: a copy that has
    /// something else is refused.
    pub fn copy_to(&self, copy: &Self) -> AppResult<i64> {
        let there = copy.head()?;
        if !self.has(&there)? {
            return Err(AppError::internal(format!(
                "{} has {} entries that {} does not have: it is newer, or belongs to another installation",
                copy.place, there.seq, self.place
            )));
        }
        copy.prepare()?;
        loop {
            let entries = self.after(copy.head()?.seq, PAGE)?;
            let Some(last) = entries.last().map(|entry| entry.seq) else { return Ok(copy.head()?.seq) };
            let added = copy.add(|head| match entry::follow(head, &entries) {
                true => Ok(entries),
                false => Err(AppError::internal(copy.broken_after(head))),
            })?;
            if added < last {
                return Err(AppError::internal("the copy of the ledger stays behind"));
            }
        }
    }

    fn broken_after(&self, head: &Head) -> LedgerError {
        LedgerError::Broken { place: self.place.to_string(), seq: head.seq + 1 }
    }

    fn store(&self) -> AppResult<MutexGuard<'_, Store>> {
        self.store.lock().map_err(AppError::internal)
    }
}
