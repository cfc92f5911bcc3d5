//! Development's mail: one .eml file a message, readable at `/dev/mail`.

use std::path::Path;

use lettre::Message;

use crate::db::ids;
use crate::error::{AppError, AppResult};

pub struct StoredMail {
    pub id: String,
    pub raw: String,
}

/// The name starts with the time, so that sorting by name is sorting by time.
pub(super) fn write(folder: &Path, message: &Message) -> AppResult<()> {
    let micros = time::OffsetDateTime::now_utc().unix_timestamp_nanos() / 1000;
    let name = format!("{micros}-{}.eml", hex::encode(ids::random_bytes::<4>()?));
    std::fs::create_dir_all(folder).map_err(AppError::internal)?;
    std::fs::write(folder.join(name), message.formatted()).map_err(AppError::internal)
}

/// The newest first.
pub fn list(folder: &Path, limit: usize) -> AppResult<Vec<StoredMail>> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Ok(Vec::new()) };
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".eml").map(str::to_owned))
        .collect();
    names.sort_unstable_by(|a, b| b.cmp(a));
    names.into_iter().take(limit).map(|id| read(folder, &id)).collect()
}

pub fn read(folder: &Path, id: &str) -> AppResult<StoredMail> {
    if !id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
        return Err(AppError::NotFound);
    }
    let bytes = std::fs::read(folder.join(format!("{id}.eml"))).map_err(|_| AppError::NotFound)?;
    Ok(StoredMail { id: id.to_owned(), raw: String::from_utf8_lossy(&bytes).into_owned() })
}
