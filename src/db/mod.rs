//! The database: two engines behind one connection type, the read step and the
//! write step. Uses only the configuration, the clock and the error. Features
//! reach it through `Scoped` (one workspace) or, by name, `Unscoped`.

pub mod chain;
pub mod conn;
pub mod fixed_sql;
pub mod ids;
pub mod migrate;
pub mod process;
pub mod scoped;
pub mod text_enum;
pub mod unique;

use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;

use diesel::connection::SimpleConnection;
use tokio::sync::{Notify, Semaphore};

use crate::error::{AppError, AppResult};
pub use conn::{AnyBackend, AnyConnection, Engine};
pub use scoped::{Reach, Scoped, Unscoped};

#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("DATABASE_URL: \"{0}\" starts with neither sqlite:// nor postgres://")]
    UnknownScheme(String),
    #[error(
        "another ClientSync is running on {0}; SQLite is for one process. Stop it, or use PostgreSQL for several."
    )]
    AlreadyRunning(PathBuf),
    #[error("{path}: {source}")]
    File { path: PathBuf, source: std::io::Error },
    #[error("the database can't be opened: {0}")]
    Connect(String),
    #[error(
        "the database was migrated by a newer ClientSync (it has \"{0}\"); run that version, or restore a backup"
    )]
    Newer(String),
    #[error("migration failed and nothing was changed: {0}")]
    Migration(String),
}

/// Handle to the database, cheap to clone.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    engine: Engine,
    readers: conn::Pool,
    writers: conn::Pool,
    /// One connection per thread that answers requests; SQLite only.
    lookups: Option<conn::Pool>,
    // Permits are taken before a blocking thread is, so that a storm of requests
    // waits here without threads and a connection is always free for its holder.
    read_gate: Semaphore,
    write_gate: Semaphore,
    written: Notify,
    _process_lock: Option<File>,
}

/// How many connections each step may hold at once.
struct Limits {
    readers: u32,
    writers: u32,
}

impl Db {
    /// Opens the pools. Migrations are a step of their own (`migrate::run`).
    pub fn open(url: &str) -> Result<Self, OpenError> {
        let engine = Engine::of(url)?;
        let lock = process::lock(&engine)?;
        Self::with_pools(engine, lock)
    }

    /// For a command that reads or writes for a moment while the server may be running.
    pub fn open_beside(url: &str) -> Result<Self, OpenError> {
        Self::with_pools(Engine::of(url)?, None)
    }

    /// The same for a copy of the database, wherever it lies.
    pub fn beside(engine: &Engine) -> Result<Self, OpenError> {
        Self::with_pools(engine.clone(), None)
    }

    fn with_pools(engine: Engine, lock: Option<File>) -> Result<Self, OpenError> {
        let limits = match engine {
            // One writer: SQLite has one write lock, and queueing for it here is fairer than its busy timeout.
            Engine::Sqlite(_) => Limits { readers: 4, writers: 1 },
            Engine::Postgres(_) => Limits { readers: 8, writers: 8 },
        };
        let lookups = match engine {
            Engine::Sqlite(_) => Some(conn::pool(&engine, answering_threads())?),
            Engine::Postgres(_) => None,
        };
        Ok(Self(Arc::new(Inner {
            lookups,
            readers: conn::pool(&engine, limits.readers)?,
            writers: conn::pool(&engine, limits.writers)?,
            read_gate: Semaphore::new(limits.readers as usize),
            write_gate: Semaphore::new(limits.writers as usize),
            written: Notify::new(),
            engine,
            _process_lock: lock,
        })))
    }

    pub fn engine(&self) -> &Engine {
        &self.0.engine
    }

    /// Wakes when a write step has committed since the last time; the job worker waits here.
    pub async fn written(&self) {
        self.0.written.notified().await;
    }

    /// Connections in use: (readers, writers).
    pub fn in_use(&self) -> (u32, u32) {
        let used = |pool: &conn::Pool| pool.state().connections - pool.state().idle_connections;
        (used(&self.0.readers), used(&self.0.writers))
    }

    /// One read step. On SQLite all its statements see one state of the database;
    /// on PostgreSQL, where that would cost two more round trips, each sees what
    /// is committed by then.
    pub async fn read<T, F>(&self, step: F) -> AppResult<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut AnyConnection) -> AppResult<T> + Send + 'static,
    {
        let inner = self.0.clone();
        let _permit = self.0.read_gate.acquire().await.map_err(AppError::internal)?;
        blocking(move || at_one_moment(&mut *inner.readers.get().map_err(AppError::internal)?, step)).await
    }

    /// A read step that finds one row by its key, as every request does for its
    /// session. On SQLite it runs right here: handing it to another thread and
    /// back takes longer than the lookup itself.
    pub async fn lookup<T, F>(&self, step: F) -> AppResult<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut AnyConnection) -> AppResult<T> + Send + 'static,
    {
        match &self.0.lookups {
            Some(pool) => step(&mut *pool.get().map_err(AppError::internal)?),
            None => self.read(step).await,
        }
    }

    /// A read step of a few rows, each found by its key or at the end of an index.
    /// On SQLite it runs right here, as a `lookup` does. Nothing that searches or
    /// counts belongs here: it would keep others waiting.
    pub async fn glance<T, F>(&self, step: F) -> AppResult<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut AnyConnection) -> AppResult<T> + Send + 'static,
    {
        self.lookup(move |conn| at_one_moment(conn, step)).await
    }

    /// One write step: a transaction that commits if the closure returns `Ok`.
    /// When this returns `Ok` the change is on disk.
    pub async fn write<T, F>(&self, step: F) -> AppResult<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut AnyConnection) -> AppResult<T> + Send + 'static,
    {
        let inner = self.0.clone();
        let permit = self.0.write_gate.acquire().await.map_err(AppError::internal)?;
        let done =
            blocking(move || transaction(&mut *inner.writers.get().map_err(AppError::internal)?, step)).await;
        drop(permit);
        if done.is_ok() {
            self.0.written.notify_one();
        }
        done
    }

    /// A write step for commands and tests that have no runtime.
    pub fn write_now<T>(&self, step: impl FnOnce(&mut AnyConnection) -> AppResult<T>) -> AppResult<T> {
        transaction(&mut *self.0.writers.get().map_err(AppError::internal)?, step)
    }

    pub fn read_now<T>(&self, step: impl FnOnce(&mut AnyConnection) -> AppResult<T>) -> AppResult<T> {
        step(&mut *self.0.readers.get().map_err(AppError::internal)?)
    }
}

/// The server answers with one thread a core.
fn answering_threads() -> u32 {
    std::thread::available_parallelism().map_or(2, |cores| cores.get() as u32).max(2)
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> AppResult<T> + Send + 'static) -> AppResult<T> {
    tokio::task::spawn_blocking(work).await.map_err(AppError::internal)?
}

fn at_one_moment<T>(
    conn: &mut AnyConnection,
    step: impl FnOnce(&mut AnyConnection) -> AppResult<T>,
) -> AppResult<T> {
    if let AnyConnection::Postgres(_) = conn {
        return step(conn);
    }
    conn.begin_read()?;
    let outcome = step(conn);
    conn.commit()?;
    outcome
}

/// Every error inside leaves by `?` and rolls back: on PostgreSQL a swallowed
/// error would silently lose the commit.
fn transaction<T>(
    conn: &mut AnyConnection,
    step: impl FnOnce(&mut AnyConnection) -> AppResult<T>,
) -> AppResult<T> {
    conn.begin_write()?;
    match step(conn) {
        Ok(value) => {
            conn.commit()?;
            Ok(value)
        }
        Err(error) => {
            if let Err(rollback) = conn.rollback() {
                tracing::error!(error = %rollback, "rollback failed");
            }
            Err(error)
        }
    }
}

/// Truncates SQLite's write-ahead log; with `secure_delete` this is what makes
/// erased text leave the files. Nothing to do on PostgreSQL.
pub fn checkpoint(conn: &mut AnyConnection) -> AppResult<()> {
    if let AnyConnection::Sqlite(sqlite) = conn {
        sqlite.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)")?;
    }
    Ok(())
}
