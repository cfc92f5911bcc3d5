//! Puts a backup in the database's place: if it is whole, if this version understands it, if
//! its time is not over, if nobody uses the database, and if the erasure ledger is this
//! installation's own. The ledger is carried out on it before anybody can connect.

use std::collections::BTreeSet;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, anyhow, bail};
use diesel::connection::SimpleConnection;

use super::label::Label;
use super::postgres_tool::{self, Server};
use super::seal::{self, Keys};
use super::{Done, queries};
use crate::civil::format_utc;
use crate::clock::Instant;
use crate::config::Config;
use crate::db::{Db, Engine, OpenError, migrate, process};
use crate::erasure::{self, CaughtUp, Follower};
use crate::inventory::Column;
use crate::ledger::{Head, Ledger};

pub struct Restore<'r> {
    pub config: &'r Config,
    pub inventory: &'r [Column],
    pub file: &'r Path,
    /// The private keys to open it with, if not the configured ones.
    pub identity: Option<&'r Path>,
    /// Also one whose time is over, or that nothing says when it was made.
    pub past_its_end: bool,
    pub now: Instant,
}

pub struct Restored {
    /// Where the database as it was is kept.
    pub aside: Option<PathBuf>,
    pub label: Option<Label>,
    pub caught_up: CaughtUp,
    /// There is no ledger, so nobody was erased again.
    pub without_ledger: Option<String>,
}

impl Restore<'_> {
    pub fn run(&self) -> Done<Restored> {
        if !self.file.is_file() {
            bail!("there is no file {}", self.file.display());
        }
        let engine = Engine::of(&self.config.database_url)?;
        let _lock = process::lock(&engine)?;
        let unchanged = || format!("{} was not restored; nothing was changed", self.file.display());
        let keys = Keys::of(&self.config.backup, self.identity).with_context(unchanged)?;
        match &engine {
            Engine::Sqlite(path) => self.replace_sqlite(path, &keys).with_context(unchanged),
            Engine::Postgres(url) => self.replace_postgres(&engine, url, &keys),
        }
    }

    fn replace_sqlite(&self, database: &Path, keys: &Keys) -> Done<Restored> {
        let arriving = Arriving::at(database.with_extension("restoring.sqlite"));
        bring(self.file, keys, &arriving.0)?;
        let copy = Engine::Sqlite(arriving.0.clone());
        let head = examine(&copy)?;
        let label = self.judge()?;
        let current = Some(database).filter(|path| path.exists()).map(|path| Engine::Sqlite(path.to_owned()));
        let ledger = self.own_ledger(&head, label.as_ref(), current.as_ref().and_then(head_of))?;
        let caught_up = follow(&copy, &ledger, self.inventory, self.now)?;
        settle(&arriving.0)?;
        let aside = match database.exists() {
            true => Some(keep_aside(database, self.now)?),
            false => None,
        };
        std::fs::rename(&arriving.0, database)?;
        on_disk(database)?;
        Ok(Restored { aside, label, caught_up, without_ledger: missing(&ledger)? })
    }

    fn replace_postgres(&self, engine: &Engine, url: &str, keys: &Keys) -> Done<Restored> {
        let unchanged = "nothing was changed";
        let dump = Dump::read(self.file, keys).context(unchanged)?;
        refuse_while_in_use(engine).context(unchanged)?;
        // pg_restore replaces what the dump knows; what came later would stay, and not fit.
        if !migrate::applied_to_postgres(url)?.is_subset(&dump.versions) {
            bail!("the database is newer than the backup; restore it into an empty database");
        }
        let label = self.judge().context(unchanged)?;
        let ledger = self.own_ledger(&dump.ledger, label.as_ref(), head_of(engine)).context(unchanged)?;
        pg_restore(url, self.file, keys).context(unchanged)?;
        let caught_up = follow(engine, &ledger, self.inventory, self.now).context(
            "the backup is restored, but the erasure ledger could not be carried out on it yet; \
             the next start tries again before it serves anybody",
        )?;
        Ok(Restored { aside: None, label, caught_up, without_ledger: missing(&ledger)? })
    }

    /// What the label says, if the backup may be restored at all.
    fn judge(&self) -> Done<Option<Label>> {
        let Some(label) = Label::beside(self.file)? else {
            if self.past_its_end {
                return Ok(None);
            }
            bail!(
                "nothing says when this backup was made ({} is missing), so its time may be over; \
                 --past-its-end restores it all the same",
                Label::path(self.file).display()
            );
        };
        label.matches(self.file)?;
        if label.is_past_its_end(self.now) && !self.past_its_end {
            bail!(
                "the time of this backup was over at {}: it should have been destroyed, and what it holds may have \
                 reached its end everywhere else; --past-its-end restores it all the same",
                format_utc(label.end_of_life)
            );
        }
        Ok(Some(label))
    }

    /// The ledger, if it has everything that the backup, its label and the database to be
    /// replaced know of it: a shorter one would bring people back.
    fn own_ledger(&self, backup: &Head, label: Option<&Label>, current: Option<Head>) -> Done<Ledger> {
        let ledger = Ledger::open(&self.config.ledger)?;
        let known = [Some(backup.clone()), label.map(Label::ledger), current];
        for head in known.iter().flatten() {
            erasure::refuse_other_than(&ledger, head)?;
        }
        Ok(ledger)
    }
}

fn missing(ledger: &Ledger) -> Done<Option<String>> {
    Ok(if ledger.exists()? { None } else { Some(ledger.place().to_owned()) })
}

/// Brings a copy to this version's shape, and carries out on it what the ledger says since.
pub fn follow(engine: &Engine, ledger: &Ledger, inventory: &[Column], now: Instant) -> Done<CaughtUp> {
    migrate::run_on_copy(engine)?;
    let db = Db::beside(engine)?;
    let follower = Follower { db: &db, ledger, inventory, now };
    follower.refuse_other_ledger()?;
    Ok(follower.catch_up()?)
}

/// The same for a copy that stays where it is, on a laptop for example.
pub fn replay(config: &Config, inventory: &[Column], copy: &Engine, now: Instant) -> Done<CaughtUp> {
    let _lock = process::lock(copy)?;
    let head = match copy {
        Engine::Sqlite(path) if !path.is_file() => bail!("there is no file {}", path.display()),
        Engine::Sqlite(_) => examine(copy)?,
        Engine::Postgres(_) => head_of(copy).context("this is not a ClientSync database")?,
    };
    let ledger = Ledger::open(&config.ledger)?;
    erasure::refuse_other_than(&ledger, &head)?;
    if !ledger.exists()? {
        bail!("there is no erasure ledger at {}; name it with CLIENTSYNC_LEDGER", ledger.place());
    }
    let caught_up = follow(copy, &ledger, inventory, now)?;
    if let Engine::Sqlite(path) = copy {
        settle(path)?;
    }
    Ok(caught_up)
}

/// Writes what the backup holds to a file, opened if it is sealed.
pub(super) fn bring(backup: &Path, keys: &Keys, to: &Path) -> Done<()> {
    let mut options = File::options();
    options.create(true).truncate(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(to).with_context(|| format!("{} can't be written", to.display()))?;
    io::copy(&mut seal::reader(backup, keys)?, &mut file)
        .context("the file is damaged, or the disk is full")?;
    file.sync_all()?;
    Ok(())
}

/// A copy that is damaged, newer or something else entirely must not take the database's
/// place. How far it has followed the ledger.
pub(super) fn examine(copy: &Engine) -> Done<Head> {
    let mut conn = copy.connect()?;
    let damage =
        queries::damage(&mut conn).context("the file is not an SQLite database, or it is damaged")?;
    if let Some(says) = damage {
        bail!("the file is damaged: {says}");
    }
    if !queries::is_clientsync(&mut conn) {
        bail!("the file is not a ClientSync database");
    }
    drop(conn);
    migrate::pending(copy)?;
    head_of(copy).ok_or_else(|| anyhow!("the file does not say how far it has followed the erasure ledger"))
}

/// How far a database has followed the ledger; `None` if it can't say.
fn head_of(engine: &Engine) -> Option<Head> {
    let mut conn = engine.connect().ok()?;
    let migration = queries::newest_migration(&mut conn).ok()?;
    queries::ledger_head(&mut conn, &migration).ok()
}

/// How often, and how long apart, it is tried to take a file's log away.
const SETTLING_TRIES: u32 = 100;
const SETTLING: std::time::Duration = std::time::Duration::from_millis(100);

/// One file without a log beside it.
pub(super) fn settle(file: &Path) -> Done<()> {
    let mut conn = Engine::Sqlite(file.to_owned()).connect()?;
    let mut tries = 0;
    // A pool that was just closed lets its last connection go a moment later.
    while let Err(locked) =
        conn.batch_execute("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE")
    {
        tries += 1;
        if tries > SETTLING_TRIES {
            return Err(locked.into());
        }
        std::thread::sleep(SETTLING);
    }
    drop(conn);
    File::options().write(true).open(file)?.sync_all()?;
    Ok(())
}

/// Another name for the old file first, so that at no moment there is no database.
fn keep_aside(database: &Path, now: Instant) -> Done<PathBuf> {
    let mut conn = Engine::Sqlite(database.to_owned()).connect()?;
    // A database that is too broken for this is kept as it is.
    let _ = conn.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)");
    drop(conn);
    let stamp = format!("{}T{:02}{:02}{:02}", now.date(), now.hour(), now.minute(), now.second());
    let aside = database.with_extension(format!("before-restore-{stamp}.sqlite"));
    std::fs::hard_link(database, &aside)
        .or_else(|_| std::fs::copy(database, &aside).map(drop))
        .with_context(|| format!("{} can't be written", aside.display()))?;
    // A log of the old database must not be played into the new one.
    remove_log(database);
    Ok(aside)
}

/// The new name must be on disk before anybody is told.
fn on_disk(database: &Path) -> Done<()> {
    #[cfg(unix)]
    File::open(database.parent().unwrap_or(Path::new(".")))?.sync_all()?;
    let _ = database;
    Ok(())
}

/// A file on its way, removed again unless it took the database's place.
struct Arriving(PathBuf);

impl Arriving {
    fn at(path: PathBuf) -> Self {
        let _ = std::fs::remove_file(&path);
        remove_log(&path);
        Self(path)
    }
}

impl Drop for Arriving {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
        remove_log(&self.0);
    }
}

fn remove_log(file: &Path) {
    for ending in ["-wal", "-shm"] {
        let mut name = file.as_os_str().to_owned();
        name.push(ending);
        let _ = std::fs::remove_file(PathBuf::from(name));
    }
}

/// What a dump says of itself, without touching any database.
struct Dump {
    versions: BTreeSet<String>,
    ledger: Head,
}

impl Dump {
    fn read(file: &Path, keys: &Keys) -> Done<Self> {
        let mut command = Command::new("pg_restore");
        command.args([
            "--data-only",
            "--table=__diesel_schema_migrations",
            "--table=ledger_state",
            "--file=-",
        ]);
        let listing = postgres_tool::feed(command, &mut seal::reader(file, keys)?)
            .context("the file is not a PostgreSQL dump, or it is damaged")?;
        let first = |row: &Vec<String>| row.first().cloned();
        let versions: BTreeSet<String> =
            rows_of(&listing, "__diesel_schema_migrations").iter().filter_map(first).collect();
        if versions.is_empty() {
            bail!("the file is not a dump of a ClientSync database");
        }
        if let Some(version) = versions.difference(&migrate::known_to_postgres()?).next() {
            return Err(OpenError::Newer(version.clone()).into());
        }
        Ok(Self { versions, ledger: ledger_in(&listing)? })
    }
}

/// The rows of one table in the text that `pg_restore` prints.
fn rows_of(listing: &str, table: &str) -> Vec<Vec<String>> {
    let begins = format!("COPY public.{table} (");
    let rows = listing.lines().skip_while(|line| !line.starts_with(&begins)).skip(1);
    rows.take_while(|line| *line != "\\.").map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

fn ledger_in(listing: &str) -> Done<Head> {
    match rows_of(listing, "ledger_state").first().map(Vec::as_slice) {
        None => Ok(Head::default()),
        Some([_, seq, hash, ..]) => Ok(Head { seq: seq.parse()?, hash: hash.clone() }),
        Some(_) => bail!("the dump does not say how far it has followed the erasure ledger"),
    }
}

pub(super) fn pg_restore(url: &str, file: &Path, keys: &Keys) -> Done<()> {
    let mut command = Server::of(url)?.tool("pg_restore");
    command.args(["--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction"]);
    postgres_tool::feed(command, &mut seal::reader(file, keys)?).map(drop)
}

fn refuse_while_in_use(engine: &Engine) -> Done<()> {
    let others = queries::other_connections(&mut engine.connect()?)?;
    if others > 0 {
        bail!("{others} other connections use the database; stop every ClientSync first");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dump_s_rows_are_found_by_table() {
        let listing = "SET x;\nCOPY public.ledger_state (id, applied_seq, applied_hash, secret_check) FROM stdin;\n\
            1\t12\tabc\t\n\\.\n\nCOPY public.__diesel_schema_migrations (version, run_on) FROM stdin;\n\
            20261122000001\t2026\n20261122000002\t2026\n\\.\n";
        assert_eq!(ledger_in(listing).unwrap(), Head { seq: 12, hash: "abc".into() });
        assert_eq!(rows_of(listing, "__diesel_schema_migrations").len(), 2);
        assert_eq!(ledger_in("SET x;").unwrap(), Head::default());
    }
}
