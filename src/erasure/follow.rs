//! From the ledger into the database: one entry a transaction, in order, each exactly once,
//! whoever does it: the request that promised it, another thread, another node, the next start.

use super::outcome::Outcome;
use super::{apply, queries, workspace};
use crate::bundles;
use crate::clock::Instant;
use crate::db::{AnyConnection, Db, checkpoint};
use crate::error::{AppError, AppResult};
use crate::holds;
use crate::inventory::Column;
use crate::ledger::{Act, Entry, Head, Ledger, Target};
use crate::services::Services;

/// Entries read at once.
const PAGE: usize = 100;

/// The database has seen more of the ledger than the ledger has, or another one.
#[derive(Debug, thiserror::Error)]
pub enum OtherLedger {
    #[error(
        "there is no erasure ledger at {place}, but this database has already applied {applied} entries of it. The \
         ledger was lost: people who were erased could come back. Put the newest copy of the ledger in its place \
         (CLIENTSYNC_LEDGER) and start again."
    )]
    Missing { place: String, applied: i64 },
    #[error(
        "the erasure ledger has {found} entries, but this database has already applied {applied}. The ledger was lost \
         or replaced by an older copy: people who were erased could come back. Put the newest copy of the ledger in \
         its place (CLIENTSYNC_LEDGER) and start again."
    )]
    Shorter { found: i64, applied: i64 },
    #[error(
        "entry {0} of the erasure ledger is not the one that this database has applied: it is the ledger of another \
         installation. Put this installation's own ledger in its place (CLIENTSYNC_LEDGER) and start again."
    )]
    Foreign(i64),
    #[error("the erasure ledger can't be compared with the database: {0}")]
    Unreadable(String),
}

/// What catching up came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CaughtUp {
    pub entries: u64,
    pub erasures: u64,
}

/// A database that follows a ledger: the installation's own, or a copy of it elsewhere.
pub struct Follower<'s> {
    pub db: &'s Db,
    pub ledger: &'s Ledger,
    pub inventory: &'s [Column],
    pub now: Instant,
}

/// Refuses a ledger that would let erased people come back.
pub fn refuse_other_ledger(services: &Services) -> Result<(), OtherLedger> {
    Follower::of(services).refuse_other_ledger()
}

/// How far this database has followed the ledger.
pub fn applied(services: &Services) -> AppResult<Head> {
    Follower::of(services).applied()
}

/// Makes these acts last: they are on the ledger before the database changes.
pub async fn promise(services: &Services, acts: Vec<Act>) -> AppResult<()> {
    if acts.is_empty() {
        return Ok(());
    }
    let (own, now) = (services.clone(), services.clock.now());
    let done = tokio::task::spawn_blocking(move || {
        // On another installation's ledger the act would be written down and never done.
        refuse_other_ledger(&own).map_err(AppError::internal)?;
        let acts = own.db.read_now(|conn| queries::with_merged(conn, acts))?;
        own.ledger.append(now, &acts)?;
        catch_up(&own)
    });
    done.await.map_err(AppError::internal)?
}

/// Applies every entry that the database has not seen yet.
pub fn catch_up(services: &Services) -> AppResult<()> {
    let done = Follower::of(services).catch_up()?;
    if done.erasures > 0 {
        services.db.read_now(|conn| bundles::store::sweep(services, conn))?;
    }
    Ok(())
}

impl<'s> Follower<'s> {
    pub fn of(services: &'s Services) -> Self {
        Self {
            db: &services.db,
            ledger: &services.ledger,
            inventory: &services.inventory,
            now: services.clock.now(),
        }
    }

    pub fn applied(&self) -> AppResult<Head> {
        self.db.read_now(queries::state)
    }

    pub fn refuse_other_ledger(&self) -> Result<(), OtherLedger> {
        let applied = self.applied().map_err(|e| OtherLedger::Unreadable(e.to_string()))?;
        refuse_other_than(self.ledger, &applied)
    }

    pub fn catch_up(&self) -> AppResult<CaughtUp> {
        let mut done = CaughtUp::default();
        loop {
            let mut last = self.applied()?;
            let entries = after(self.ledger, &last).map_err(AppError::internal)?;
            if entries.is_empty() {
                break;
            }
            for entry in &entries {
                if !last.is_followed_by(entry) {
                    return Err(AppError::internal(OtherLedger::Foreign(entry.seq)));
                }
                self.apply(entry).inspect_err(|error| {
                    tracing::error!(%error, seq = entry.seq, "an entry of the erasure ledger can't be applied");
                })?;
                last = entry.head();
                done.entries += 1;
                done.erasures += u64::from(matches!(entry.act, Act::Erase { .. }));
            }
        }
        if done.erasures > 0 {
            self.db.read_now(checkpoint)?;
        }
        Ok(done)
    }

    fn apply(&self, entry: &Entry) -> AppResult<()> {
        let removed = match &entry.act {
            Act::Erase { target: target @ Target::Workspace { key }, .. } => {
                self.empty_workspace(entry, target, key)?
            }
            _ => Outcome::default(),
        };
        self.db.write_now(|conn| {
            if queries::take_turn(conn, entry)? {
                apply::carry_out(self.inventory, conn, entry, &removed, self.now)?;
            }
            Ok(())
        })
    }

    /// In steps of their own: a large business is no single transaction. Each asks again
    /// whether it is still this entry's turn: what comes later may put a hold on it or lift one.
    fn empty_workspace(&self, entry: &Entry, target: &Target, key: &str) -> AppResult<Outcome> {
        let mut removal = self.db.read_now(|conn| workspace::Removal::of(conn, self.inventory))?;
        let mut step = |conn: &mut AnyConnection| {
            if !queries::is_next(conn, entry)? || holds::queries::is_held(conn, target)? {
                return Ok(false);
            }
            match queries::workspace_of(conn, key)? {
                Some(id) => removal.step(conn, id),
                None => Ok(false),
            }
        };
        while self.db.write_now(&mut step)? {}
        Ok(removal.outcome())
    }
}

/// Refuses a ledger that has not the entry which a database has applied last.
pub fn refuse_other_than(ledger: &Ledger, applied: &Head) -> Result<(), OtherLedger> {
    after(ledger, applied).map(drop)
}

/// The next entries after `applied`, read together with that one: only the ledger that has
/// it is the one to follow.
fn after(ledger: &Ledger, applied: &Head) -> Result<Vec<Entry>, OtherLedger> {
    let unreadable = |e: AppError| OtherLedger::Unreadable(e.to_string());
    if applied.seq == 0 {
        return ledger.after(0, PAGE).map_err(unreadable);
    }
    let mut entries = ledger.after(applied.seq - 1, PAGE).map_err(unreadable)?.into_iter();
    match entries.next() {
        Some(known) if known.head() == *applied => Ok(entries.collect()),
        Some(known) => Err(OtherLedger::Foreign(known.seq)),
        None if !ledger.exists().map_err(unreadable)? => {
            Err(OtherLedger::Missing { place: ledger.place().into(), applied: applied.seq })
        }
        None => {
            let found = ledger.head().map_err(unreadable)?.seq;
            Err(OtherLedger::Shorter { found, applied: applied.seq })
        }
    }
}
