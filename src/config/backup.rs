//! Where the program keeps its own backups, how it seals them, and whether it tries restores.

use std::path::PathBuf;
use std::str::FromStr;

use super::{ConfigError, invalid};

#[derive(Debug, Clone, Default)]
pub struct BackupConfig {
    /// Where the nightly backup goes; none without it.
    pub folder: Option<PathBuf>,
    /// With what backups are sealed; they are not without it.
    pub key: Option<BackupKey>,
    /// The file with the private keys that open them (age's identity file).
    pub identity: Option<PathBuf>,
    /// Whether a restore is tried every night.
    pub drill: bool,
}

#[derive(Clone, PartialEq, Eq)]
pub enum BackupKey {
    /// Public keys, `age1…`: whoever has only this machine can't open a backup.
    Recipients(Vec<String>),
    Passphrase(String),
}

impl std::fmt::Debug for BackupKey {
    fn fmt(&self, out: &mut std::fmt::Formatter) -> std::fmt::Result {
        match self {
            Self::Recipients(keys) => out.debug_tuple("Recipients").field(keys).finish(),
            Self::Passphrase(_) => out.write_str("Passphrase(…)"),
        }
    }
}

/// A shorter one is guessed once somebody has the file.
const SHORTEST_PASSPHRASE: usize = 16;

impl BackupConfig {
    pub(super) fn read(get: &impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let drill = match get("CLIENTSYNC_RESTORE_DRILL").as_deref() {
            None | Some("on") => true,
            Some("off") => false,
            Some(other) => {
                return Err(invalid(
                    "CLIENTSYNC_RESTORE_DRILL",
                    format!("\"{other}\" is neither on nor off"),
                ));
            }
        };
        Ok(Self {
            folder: get("CLIENTSYNC_BACKUP_DIR").map(PathBuf::from),
            key: read_key(get)?,
            identity: get("CLIENTSYNC_BACKUP_IDENTITY").map(PathBuf::from),
            drill,
        })
    }
}

fn read_key(get: &impl Fn(&str) -> Option<String>) -> Result<Option<BackupKey>, ConfigError> {
    let (recipient, passphrase) = ("CLIENTSYNC_BACKUP_RECIPIENT", "CLIENTSYNC_BACKUP_PASSPHRASE");
    match (get(recipient), get(passphrase)) {
        (None, None) => Ok(None),
        (Some(_), Some(_)) => Err(invalid(
            recipient,
            format!("is set together with {passphrase}; a backup has one or the other"),
        )),
        (Some(keys), None) => {
            let keys: Vec<String> =
                keys.split([',', ' ']).filter(|key| !key.is_empty()).map(str::to_owned).collect();
            match keys.iter().find(|key| age::x25519::Recipient::from_str(key).is_err()) {
                // Never the value: somebody may have put the private key here.
                Some(_) => Err(invalid(recipient, "is not a public key like age1…".into())),
                None => Ok(Some(BackupKey::Recipients(keys))),
            }
        }
        (None, Some(words)) if words.chars().count() < SHORTEST_PASSPHRASE => {
            Err(invalid(passphrase, format!("needs at least {SHORTEST_PASSPHRASE} characters")))
        }
        (None, Some(words)) => Ok(Some(BackupKey::Passphrase(words))),
    }
}
