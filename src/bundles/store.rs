//! The files: finished copies, and the folders in which they are put together. Only the
//! process's own user may read them. What no row vouches for is deleted.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::queries;
use crate::db::AnyConnection;
use crate::error::{AppError, AppResult};
use crate::services::Services;

const FOLDER: &str = "exports";
const WORK: &str = ".work";

/// The folder of finished copies, made on first use.
pub fn folder(services: &Services) -> AppResult<PathBuf> {
    let folder = services.config.data.join(FOLDER);
    private_folder(&folder)?;
    Ok(folder)
}

pub fn path(services: &Services, file: &str) -> AppResult<PathBuf> {
    Ok(folder(services)?.join(file))
}

/// Where the parts of a copy lie until it is finished.
pub fn work_folder(services: &Services, bundle: i64) -> AppResult<PathBuf> {
    let folder = folder(services)?.join(format!("{bundle}{WORK}"));
    private_folder(&folder)?;
    Ok(folder)
}

pub fn remove_work(services: &Services, bundle: i64) -> AppResult<()> {
    remove(&folder(services)?.join(format!("{bundle}{WORK}")))
}

/// Opens a file for writing that nobody else may read.
pub fn create(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.create(true).write(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn private_folder(folder: &Path) -> AppResult<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(AppError::internal)
}

/// Deletes every file and folder that no row vouches for. Runs after each erasure and every hour.
pub fn sweep(services: &Services, conn: &mut AnyConnection) -> AppResult<usize> {
    let folder = services.config.data.join(FOLDER);
    if !folder.is_dir() {
        return Ok(0);
    }
    // The folder first: what a job makes after that has its row already.
    let found = entries(&folder)?;
    let living = queries::living(conn)?;
    let is_kept = |name: &str| living.iter().any(|bundle| bundle.owns(name));
    let mut gone = 0;
    for path in found {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if !is_kept(&name) {
            remove(&path)?;
            gone += 1;
        }
    }
    Ok(gone)
}

/// A copy whose file or parts must stay.
pub struct Living {
    pub id: i64,
    pub file: String,
    pub is_under_way: bool,
}

impl Living {
    /// While it is being put together, all that carries its number.
    fn owns(&self, name: &str) -> bool {
        let under_way = || {
            let rest = name.strip_prefix(&self.id.to_string());
            rest.is_some_and(|rest| rest == WORK || rest.starts_with('-'))
        };
        name == self.file || (self.is_under_way && under_way())
    }
}

fn entries(folder: &Path) -> AppResult<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).map_err(AppError::internal)?;
    entries.map(|entry| entry.map(|entry| entry.path()).map_err(AppError::internal)).collect()
}

fn remove(path: &Path) -> AppResult<()> {
    let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    match removed {
        // Another node or job was there first.
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(AppError::internal(error)),
        _ => Ok(()),
    }
}
