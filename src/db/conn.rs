//! The connection over both engines, its pools and SQLite's pragmas.

use std::path::PathBuf;
use std::time::Duration;

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::r2d2::{ManageConnection, R2D2Connection};
use diesel::{Connection, MultiConnection, PgConnection, QueryResult, SqliteConnection};

use super::OpenError;

#[derive(MultiConnection)]
pub enum AnyConnection {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

pub type AnyBackend = <AnyConnection as diesel::Connection>::Backend;
pub type Pool = diesel::r2d2::Pool<Opener>;

#[derive(Debug, Clone)]
pub enum Engine {
    Sqlite(PathBuf),
    Postgres(String),
}

impl Engine {
    pub fn of(url: &str) -> Result<Self, OpenError> {
        if let Some(path) = url.strip_prefix("sqlite://") {
            return Ok(Self::Sqlite(PathBuf::from(path)));
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Self::Postgres(url.to_owned()));
        }
        let scheme = url.split("://").next().unwrap_or_default();
        Err(OpenError::UnknownScheme(scheme.to_owned()))
    }

    /// One connection outside the pools. It leaves an SQLite file as it is, so it is for
    /// looking at copies.
    pub fn connect(&self) -> Result<AnyConnection, OpenError> {
        let refused = |e: diesel::ConnectionError| OpenError::Connect(e.to_string());
        let (mut conn, statement) = match self {
            Self::Sqlite(path) => {
                let conn = SqliteConnection::establish(&path.display().to_string()).map_err(refused)?;
                (AnyConnection::Sqlite(conn), "PRAGMA busy_timeout = 10000")
            }
            Self::Postgres(url) => {
                let conn = PgConnection::establish(url).map_err(refused)?;
                (AnyConnection::Postgres(conn), "SET TIME ZONE 'UTC'")
            }
        };
        conn.batch_execute(statement).map_err(|e| OpenError::Connect(e.to_string()))?;
        Ok(conn)
    }

    pub fn name(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "SQLite",
            Self::Postgres(_) => "PostgreSQL",
        }
    }
}

impl AnyConnection {
    pub fn begin_read(&mut self) -> QueryResult<()> {
        match self {
            Self::Sqlite(c) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN DEFERRED"),
            Self::Postgres(c) => AnsiTransactionManager::begin_transaction(c),
        }
    }

    pub fn begin_write(&mut self) -> QueryResult<()> {
        match self {
            // A deferred transaction that reads and then writes fails under concurrency.
            Self::Sqlite(c) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN IMMEDIATE"),
            Self::Postgres(c) => AnsiTransactionManager::begin_transaction(c),
        }
    }

    pub fn commit(&mut self) -> QueryResult<()> {
        match self {
            Self::Sqlite(c) => AnsiTransactionManager::commit_transaction(c),
            Self::Postgres(c) => AnsiTransactionManager::commit_transaction(c),
        }
    }

    pub fn rollback(&mut self) -> QueryResult<()> {
        match self {
            Self::Sqlite(c) => AnsiTransactionManager::rollback_transaction(c),
            Self::Postgres(c) => AnsiTransactionManager::rollback_transaction(c),
        }
    }
}

/// Acknowledged means on disk (`synchronous=FULL`); erased text is overwritten (`secure_delete`).
pub const SQLITE_PRAGMAS: &str = "PRAGMA busy_timeout = 10000; \
    PRAGMA journal_mode = WAL; \
    PRAGMA synchronous = FULL; \
    PRAGMA foreign_keys = ON; \
    PRAGMA secure_delete = ON; \
    PRAGMA temp_store = MEMORY; \
    PRAGMA cache_size = -8000;";

/// Each search reads what waits to join a trigram index row by row, so little may wait. No
/// query here is long enough to be worth compiling.
const POSTGRES_SETTINGS: &str = "SET TIME ZONE 'UTC'; SET gin_pending_list_limit = '64kB'; SET jit = off";

/// Opens connections of the one engine that was chosen.
pub struct Opener(Engine);

impl ManageConnection for Opener {
    type Connection = AnyConnection;
    type Error = diesel::r2d2::Error;

    fn connect(&self) -> Result<AnyConnection, Self::Error> {
        let mut conn = match &self.0 {
            Engine::Sqlite(path) => AnyConnection::Sqlite(
                SqliteConnection::establish(&path.display().to_string())
                    .map_err(diesel::r2d2::Error::ConnectionError)?,
            ),
            Engine::Postgres(url) => AnyConnection::Postgres(
                PgConnection::establish(url).map_err(diesel::r2d2::Error::ConnectionError)?,
            ),
        };
        let statement = match conn {
            AnyConnection::Sqlite(_) => SQLITE_PRAGMAS,
            AnyConnection::Postgres(_) => POSTGRES_SETTINGS,
        };
        conn.batch_execute(statement).map_err(diesel::r2d2::Error::QueryError)?;
        Ok(conn)
    }

    fn is_valid(&self, conn: &mut AnyConnection) -> Result<(), Self::Error> {
        conn.ping().map_err(diesel::r2d2::Error::QueryError)
    }

    fn has_broken(&self, conn: &mut AnyConnection) -> bool {
        std::thread::panicking() || conn.is_broken()
    }
}

pub fn pool(engine: &Engine, size: u32) -> Result<Pool, OpenError> {
    diesel::r2d2::Pool::builder()
        .max_size(size)
        .min_idle(Some(1))
        // A ping per request costs a round trip; a lost connection fails one request and is then replaced.
        .test_on_check_out(false)
        .connection_timeout(Duration::from_secs(30))
        .build(Opener(engine.clone()))
        .map_err(|e| OpenError::Connect(e.to_string()))
}
