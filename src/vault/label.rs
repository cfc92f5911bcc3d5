//! The label beside a backup: what it is, when it was made and when it is destroyed. It holds
//! nothing about a person, so it can be read without the key.

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use time::Duration;

use super::Done;
use crate::civil;
use crate::clock::Instant;
use crate::ledger::Head;

const BUFFER: usize = 64 * 1024;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// The ClientSync that made it.
    pub version: String,
    pub engine: String,
    /// The newest migration that its database had seen.
    pub migration: String,
    /// How far its database had followed the erasure ledger.
    pub ledger_seq: i64,
    pub ledger_hash: String,
    #[serde(with = "moment")]
    pub created_at: Instant,
    /// When it is destroyed.
    #[serde(with = "moment")]
    pub end_of_life: Instant,
    pub encrypted: bool,
    /// Of the file as it lies there.
    pub bytes: u64,
    pub sha256: String,
}

impl Label {
    pub fn path(backup: &Path) -> PathBuf {
        let mut name = backup.as_os_str().to_owned();
        name.push(".json");
        PathBuf::from(name)
    }

    /// `None` if there is none.
    pub fn beside(backup: &Path) -> Done<Option<Self>> {
        let path = Self::path(backup);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error).with_context(|| format!("{} can't be read", path.display())),
        };
        let label = serde_json::from_str(&text);
        label.map(Some).with_context(|| format!("{} is not the label of a backup", path.display()))
    }

    pub fn write_beside(&self, backup: &Path) -> Done<()> {
        let path = Self::path(backup);
        let written = || -> std::io::Result<()> {
            let mut options = File::options();
            options.create(true).truncate(true).write(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let mut file = options.open(&path)?;
            file.write_all(serde_json::to_string_pretty(self)?.as_bytes())?;
            file.write_all(b"\n")?;
            file.sync_all()
        };
        written().with_context(|| format!("{} can't be written", path.display()))
    }

    pub fn ledger(&self) -> Head {
        Head { seq: self.ledger_seq, hash: self.ledger_hash.clone() }
    }

    pub fn is_past_its_end(&self, now: Instant) -> bool {
        self.end_of_life <= now
    }

    /// Whether the file is the one that the label was written for.
    pub fn matches(&self, backup: &Path) -> Done<()> {
        let (bytes, sha256) = digest(backup)?;
        if (bytes, &sha256) != (self.bytes, &self.sha256) {
            bail!(
                "the file is damaged: it is not the one that its label {} describes",
                Self::path(backup).display()
            );
        }
        Ok(())
    }
}

/// When a backup made at `created` is destroyed.
pub fn end_of_life(created: Instant, days: u16) -> Instant {
    created + Duration::days(days.into())
}

/// Length and SHA-256 of a file.
pub fn digest(path: &Path) -> Done<(u64, String)> {
    let mut file = File::open(path).with_context(|| format!("{} can't be read", path.display()))?;
    let (mut hasher, mut bytes, mut buffer) = (Sha256::new(), 0, vec![0; BUFFER]);
    loop {
        let read = file.read(&mut buffer)?;
        let Some(piece) = buffer.get(..read).filter(|piece| !piece.is_empty()) else { break };
        hasher.update(piece);
        bytes += piece.len() as u64;
    }
    Ok((bytes, hex::encode(hasher.finalize())))
}

/// Moments as `2026-11-25T03:15:00Z`, for whoever reads the label.
mod moment {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};
    use time::macros::format_description;

    use super::{Instant, civil};

    pub fn serialize<S: Serializer>(at: &Instant, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&civil::iso(*at))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Instant, D::Error> {
        let form = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
        Instant::parse(&String::deserialize(from)?, form).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn a_label_is_read_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let backup = folder.path().join("x.backup");
        std::fs::write(&backup, "whole").unwrap();
        let (bytes, sha256) = digest(&backup).unwrap();
        let label = Label {
            version: "0.1.0".into(),
            engine: "SQLite".into(),
            migration: "20261125000230".into(),
            ledger_seq: 7,
            ledger_hash: "ab".into(),
            created_at: datetime!(2026-11-25 03:15),
            end_of_life: end_of_life(datetime!(2026-11-25 03:15), 35),
            encrypted: true,
            bytes,
            sha256,
        };
        assert_eq!(Label::beside(&backup).unwrap(), None);
        label.write_beside(&backup).unwrap();
        assert_eq!(Label::beside(&backup).unwrap(), Some(label.clone()));
        label.matches(&backup).unwrap();
        assert!(!label.is_past_its_end(datetime!(2026-12-30 03:14)));
        assert!(label.is_past_its_end(datetime!(2026-12-30 03:15)));
        std::fs::write(&backup, "whole?").unwrap();
        assert!(label.matches(&backup).is_err());
        std::fs::write(Label::path(&backup), "{}").unwrap();
        assert!(Label::beside(&backup).is_err());
    }
}
