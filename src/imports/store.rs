//! The uploaded file, until it was read into rows: minutes at most. Only the process's own user
//! may read it.

use std::fs;
use std::path::PathBuf;

use crate::error::{AppError, AppResult};
use crate::services::Services;

const FOLDER: &str = "imports";

/// The path of a file of this key, in a folder that is made on first use.
pub fn path(services: &Services, key: &str) -> AppResult<PathBuf> {
    let folder = services.config.data.join(FOLDER);
    if !folder.is_dir() {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&folder).map_err(AppError::internal)?;
    }
    Ok(folder.join(key))
}

pub fn remove(services: &Services, key: &str) -> AppResult<()> {
    match fs::remove_file(path(services, key)?) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(AppError::internal(error)),
        _ => Ok(()),
    }
}
