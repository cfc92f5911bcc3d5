//! SQLite is for one process: whoever serves holds a lock beside the file for as long as it runs.

use std::fs::{File, TryLockError};

use super::{Engine, OpenError};

/// Held until the file is dropped. PostgreSQL is for many processes and needs none.
pub fn lock(engine: &Engine) -> Result<Option<File>, OpenError> {
    let Engine::Sqlite(path) = engine else { return Ok(None) };
    let lock_path = path.with_extension("lock");
    let failed = |source| OpenError::File { path: lock_path.clone(), source };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    let file = File::options().create(true).truncate(false).write(true).open(&lock_path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Err(OpenError::AlreadyRunning(path.to_owned())),
        Err(TryLockError::Error(source)) => Err(failed(source)),
    }
}
