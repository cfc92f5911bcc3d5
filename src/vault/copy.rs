//! Takes a backup while the server runs: `VACUUM INTO` on SQLite, `pg_dump` on PostgreSQL. Both
//! see one moment of the database. Nothing lies open on the way: what is sealed is never
//! written unsealed outside the database's own folder.

use std::fs::File;
use std::io;
use std::path::Path;

use anyhow::{Context, anyhow, bail};
use diesel::connection::SimpleConnection;

use super::label::{Label, digest, end_of_life};
use super::postgres_tool::{self, Server};
use super::{Done, queries, seal};
use crate::clock::Instant;
use crate::config::BackupKey;
use crate::db::{AnyConnection, Engine};
use crate::ledger::Head;

/// What a copy on its way to the seal is called, beside the database.
pub(super) const ON_ITS_WAY: &str = "backup-in-progress-";

pub struct Order<'o> {
    pub engine: &'o Engine,
    pub to: &'o Path,
    pub key: Option<&'o BackupKey>,
    /// How long it is kept.
    pub days: u16,
    pub now: Instant,
    /// Tables whose rows are counted on the way.
    pub count: &'o [&'static str],
}

pub struct Taken {
    pub label: Label,
    /// The rows of each table just before and just after the copy.
    pub rows: Vec<(i64, i64)>,
}

/// What the copied database is.
struct Contents {
    migration: String,
    ledger: Head,
    rows: Vec<(i64, i64)>,
}

/// Writes the backup. The label is the caller's to put beside it, once it lies where it stays.
pub fn take(order: &Order) -> Done<Taken> {
    if let Engine::Sqlite(path) = order.engine
        && !path.exists()
    {
        bail!("there is no database at {}", path.display());
    }
    let file = reserve(order.to)?;
    let taken = write(order, &file);
    if taken.is_err() {
        let _ = std::fs::remove_file(order.to);
    }
    taken
}

/// An empty file that only its owner may read, so that the copy never stands open for a moment.
fn reserve(file: &Path) -> Done<File> {
    let mut options = File::options();
    options.create_new(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file).with_context(|| format!("{} can't be created", file.display()))
}

fn write(order: &Order, file: &File) -> Done<Taken> {
    let contents = match order.engine {
        Engine::Sqlite(path) => from_sqlite(order, path, file)?,
        Engine::Postgres(url) => from_postgres(order, url, file)?,
    };
    let (bytes, sha256) = digest(order.to)?;
    // The label says whole seconds.
    let created_at = order.now.replace_nanosecond(0).unwrap_or(order.now);
    let label = Label {
        version: env!("CARGO_PKG_VERSION").into(),
        engine: order.engine.name().into(),
        migration: contents.migration,
        ledger_seq: contents.ledger.seq,
        ledger_hash: contents.ledger.hash,
        created_at,
        end_of_life: end_of_life(created_at, order.days),
        encrypted: order.key.is_some(),
        bytes,
        sha256,
    };
    Ok(Taken { label, rows: contents.rows })
}

fn from_sqlite(order: &Order, database: &Path, file: &File) -> Done<Contents> {
    let mut conn = order.engine.connect()?;
    let before = queries::count(&mut conn, order.count)?;
    let (migration, ledger) = match order.key {
        None => {
            let contents = vacuum_into(&mut conn, order.to)?;
            file.sync_all()?;
            contents
        }
        Some(_) => {
            let folder = database.parent().unwrap_or(Path::new("."));
            let open = tempfile::Builder::new().prefix(ON_ITS_WAY).suffix(".sqlite").tempfile_in(folder)?;
            let contents = vacuum_into(&mut conn, open.path())?;
            seal::write(order.key, file, |to| Ok(io::copy(&mut File::open(open.path())?, to).map(drop)?))?;
            contents
        }
    };
    let after = queries::count(&mut conn, order.count)?;
    Ok(Contents { migration, ledger, rows: before.into_iter().zip(after).collect() })
}

/// Copies the database, and says what the copy is.
fn vacuum_into(conn: &mut AnyConnection, file: &Path) -> Done<(String, Head)> {
    let target = file.display().to_string().replace('\'', "''");
    conn.batch_execute(&format!("VACUUM INTO '{target}'"))?;
    let mut copy = Engine::Sqlite(file.to_owned()).connect()?;
    contents_of(&mut copy)
}

fn contents_of(conn: &mut AnyConnection) -> Done<(String, Head)> {
    let migration =
        queries::newest_migration(conn).map_err(|_| anyhow!("this is not a ClientSync database"))?;
    let ledger = queries::ledger_head(conn, &migration)?;
    Ok((migration, ledger))
}

/// The dump sees exactly what was counted: both use one snapshot.
fn from_postgres(order: &Order, url: &str, file: &File) -> Done<Contents> {
    let mut conn = order.engine.connect()?;
    let snapshot = queries::export_snapshot(&mut conn)?;
    let (migration, ledger) = contents_of(&mut conn)?;
    let rows = queries::count(&mut conn, order.count)?.into_iter().map(|rows| (rows, rows)).collect();
    let mut command = Server::of(url)?.tool("pg_dump");
    command.args(["--format=custom", "--no-owner", "--no-privileges"]).arg(format!("--snapshot={snapshot}"));
    seal::write(order.key, file, |to| postgres_tool::read_from(command, to))?;
    Ok(Contents { migration, ledger, rows })
}
