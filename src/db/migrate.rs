//! Brings the database to this binary's shape. All pending migrations run in one
//! transaction, so a failure leaves the old state; a SQLite file is copied aside first.

use std::collections::BTreeSet;
use std::path::Path;

use diesel::backend::Backend;
use diesel::connection::SimpleConnection;
use diesel::migration::{Migration, MigrationSource};
use diesel::pg::Pg;
use diesel::sqlite::Sqlite;
use diesel::{Connection, PgConnection, SqliteConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::conn::SQLITE_PRAGMAS;
use super::{Engine, OpenError};

pub const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
pub const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Returns the names of the migrations that ran.
pub fn run(engine: &Engine) -> Result<Vec<String>, OpenError> {
    match engine {
        Engine::Sqlite(path) => on_sqlite(path, &SQLITE),
        Engine::Postgres(url) => on_postgres(url, &POSTGRES),
    }
}

/// The same for a copy that takes the database's place or is thrown away: nothing is kept aside.
pub fn run_on_copy(engine: &Engine) -> Result<Vec<String>, OpenError> {
    let Engine::Sqlite(path) = engine else { return run(engine) };
    let mut conn = connect_sqlite(path)?;
    refuse_newer(&mut conn, &SQLITE)?;
    apply(&mut conn, &SQLITE)
}

/// The migrations that a start would run. Changes nothing; an error if the database is newer.
pub fn pending(engine: &Engine) -> Result<Vec<String>, OpenError> {
    match engine {
        Engine::Sqlite(path) => pending_of(&mut connect_sqlite(path)?, &SQLITE),
        Engine::Postgres(url) => pending_of(&mut PgConnection::establish(url).map_err(connect)?, &POSTGRES),
    }
}

/// The versions of PostgreSQL migrations that this binary knows.
pub fn known_to_postgres() -> Result<BTreeSet<String>, OpenError> {
    known::<Pg>(&POSTGRES)
}

/// The versions that a PostgreSQL database has been brought to.
pub fn applied_to_postgres(url: &str) -> Result<BTreeSet<String>, OpenError> {
    let mut conn = PgConnection::establish(url).map_err(connect)?;
    let applied = conn.applied_migrations().map_err(migration)?;
    Ok(applied.iter().map(ToString::to_string).collect())
}

pub fn on_postgres(url: &str, source: &impl MigrationSource<Pg>) -> Result<Vec<String>, OpenError> {
    let mut conn = PgConnection::establish(url).map_err(connect)?;
    // Two nodes that start together must not migrate together.
    conn.batch_execute("SELECT pg_advisory_lock(7310977)").map_err(failed)?;
    let done = refuse_newer(&mut conn, source).and_then(|()| apply(&mut conn, source));
    conn.batch_execute("SELECT pg_advisory_unlock(7310977)").map_err(failed)?;
    done
}

pub fn on_sqlite(path: &Path, source: &impl MigrationSource<Sqlite>) -> Result<Vec<String>, OpenError> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)
            .map_err(|source| OpenError::File { path: folder.to_owned(), source })?;
    }
    let existed = path.exists();
    let mut conn = connect_sqlite(path)?;
    refuse_newer(&mut conn, source)?;
    let pending = conn.has_pending_migration(Borrowed(source)).map_err(migration)?;
    if existed && pending {
        copy_aside(&mut conn, path)?;
    }
    apply(&mut conn, source)
}

fn connect_sqlite(path: &Path) -> Result<SqliteConnection, OpenError> {
    let mut conn = SqliteConnection::establish(&path.display().to_string()).map_err(connect)?;
    conn.batch_execute(SQLITE_PRAGMAS).map_err(failed)?;
    Ok(conn)
}

/// Keeps the file as it was before this binary's migrations, beside the database.
fn copy_aside(conn: &mut SqliteConnection, path: &Path) -> Result<(), OpenError> {
    let applied = conn.applied_migrations().map_err(migration)?;
    let Some(newest) = applied.iter().map(ToString::to_string).max() else { return Ok(()) };
    let copy = path.with_extension(format!("before-migration-{newest}.sqlite"));
    if copy.exists() {
        return Ok(());
    }
    let quoted = copy.display().to_string().replace('\'', "''");
    conn.batch_execute(&format!("VACUUM INTO '{quoted}'")).map_err(failed)
}

fn refuse_newer<DB: Backend>(
    conn: &mut impl MigrationHarness<DB>,
    source: &impl MigrationSource<DB>,
) -> Result<(), OpenError> {
    let known = known(source)?;
    let applied = conn.applied_migrations().map_err(migration)?;
    match applied.iter().map(ToString::to_string).find(|version| !known.contains(version)) {
        Some(version) => Err(OpenError::Newer(version)),
        None => Ok(()),
    }
}

fn known<DB: Backend>(source: &impl MigrationSource<DB>) -> Result<BTreeSet<String>, OpenError> {
    let migrations = source.migrations().map_err(migration)?;
    Ok(migrations.iter().map(|m| m.name().version().to_string()).collect())
}

fn pending_of<DB: Backend>(
    conn: &mut impl MigrationHarness<DB>,
    source: &impl MigrationSource<DB>,
) -> Result<Vec<String>, OpenError> {
    refuse_newer(conn, source)?;
    let pending = conn.pending_migrations(Borrowed(source)).map_err(migration)?;
    Ok(pending.iter().map(|m| m.name().to_string()).collect())
}

fn apply<C, DB>(conn: &mut C, source: &impl MigrationSource<DB>) -> Result<Vec<String>, OpenError>
where
    DB: Backend,
    C: Connection<Backend = DB> + MigrationHarness<DB>,
{
    conn.transaction(|conn| {
        let ran = conn.run_pending_migrations(Borrowed(source)).map_err(migration)?;
        Ok(ran.iter().map(ToString::to_string).collect())
    })
}

/// The harness takes its source by value, and a source is no `Clone`.
struct Borrowed<'s, S>(&'s S);

impl<DB: Backend, S: MigrationSource<DB>> MigrationSource<DB> for Borrowed<'_, S> {
    fn migrations(&self) -> diesel::migration::Result<Vec<Box<dyn Migration<DB>>>> {
        self.0.migrations()
    }
}

impl From<diesel::result::Error> for OpenError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Migration(error.to_string())
    }
}

fn connect(error: diesel::ConnectionError) -> OpenError {
    OpenError::Connect(error.to_string())
}

fn failed(error: diesel::result::Error) -> OpenError {
    OpenError::Migration(error.to_string())
}

fn migration(error: Box<dyn std::error::Error + Send + Sync>) -> OpenError {
    OpenError::Migration(error.to_string())
}
