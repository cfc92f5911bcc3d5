//! Sealing and opening backups with age (age-encryption.org/v1), piece by piece: a backup of
//! any size takes the same memory. What has no seal is passed through.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::Path;
use std::str::FromStr;

use age::secrecy::SecretString;
use age::stream::{StreamReader, StreamWriter};
use age::{DecryptError, Decryptor, Encryptor, Identity, IdentityFile, Recipient, scrypt, x25519};
use anyhow::{Context, anyhow, bail};

use super::Done;
use crate::config::{BackupConfig, BackupKey};

const BUFFER: usize = 64 * 1024;
/// How every sealed file begins.
const MAGIC: &[u8] = b"age-encryption.org/";
/// 2^16: 64 MB and a fraction of a second. More would be a server's memory, every night.
const WORK_FACTOR: u8 = 16;
/// What other tools sealed may have taken more.
const LARGEST_WORK_FACTOR: u8 = 20;

pub enum Writer<W: Write> {
    Plain(W),
    Sealed(StreamWriter<W>),
}

/// A writer that seals for whoever holds the key; without one it passes everything on.
pub fn writer<W: Write>(key: Option<&BackupKey>, to: W) -> Done<Writer<W>> {
    let recipients: Vec<Box<dyn Recipient>> = match key {
        None => return Ok(Writer::Plain(to)),
        Some(BackupKey::Recipients(keys)) => {
            let parsed = keys.iter().map(|key| x25519::Recipient::from_str(key));
            let parsed: Result<Vec<_>, _> = parsed.collect();
            let parsed = parsed.map_err(|_| anyhow!("a recipient of backups is not a public key"))?;
            parsed.into_iter().map(|key| Box::new(key) as Box<dyn Recipient>).collect()
        }
        Some(BackupKey::Passphrase(words)) => {
            let mut recipient = scrypt::Recipient::new(SecretString::from(words.clone()));
            recipient.set_work_factor(WORK_FACTOR);
            vec![Box::new(recipient)]
        }
    };
    let encryptor = Encryptor::with_recipients(recipients.iter().map(|one| &**one))?;
    Ok(Writer::Sealed(encryptor.wrap_output(to)?))
}

impl<W: Write> Writer<W> {
    /// Writes the end of the seal: without it a backup is not whole, and says so when opened.
    pub fn finish(self) -> io::Result<W> {
        match self {
            Self::Plain(to) => Ok(to),
            Self::Sealed(stream) => stream.finish(),
        }
    }
}

impl<W: Write> Write for Writer<W> {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(to) => to.write(piece),
            Self::Sealed(stream) => stream.write(piece),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(to) => to.flush(),
            Self::Sealed(stream) => stream.flush(),
        }
    }
}

/// Writes a file through the seal and onto the disk.
pub fn write(key: Option<&BackupKey>, to: &File, write: impl FnOnce(&mut dyn Write) -> Done<()>) -> Done<()> {
    let mut sealed = writer(key, BufWriter::with_capacity(BUFFER, to))?;
    write(&mut sealed)?;
    sealed.finish()?.flush()?;
    to.sync_all()?;
    Ok(())
}

/// With what a backup can be opened.
#[derive(Default)]
pub struct Keys {
    identities: Vec<Box<dyn Identity>>,
}

impl Keys {
    /// `identity` is a file given at the command line; it stands for the configured one.
    pub fn of(config: &BackupConfig, identity: Option<&Path>) -> Done<Self> {
        let mut identities: Vec<Box<dyn Identity>> = Vec::new();
        if let Some(path) = identity.or(config.identity.as_deref()) {
            let name = path.display().to_string();
            let file =
                IdentityFile::from_file(name.clone()).with_context(|| format!("the keys in {name}"))?;
            identities.extend(file.into_identities().map_err(|e| anyhow!("the keys in {name}: {e}"))?);
        }
        if let Some(BackupKey::Passphrase(words)) = &config.key {
            let mut identity = scrypt::Identity::new(SecretString::from(words.clone()));
            identity.set_max_work_factor(LARGEST_WORK_FACTOR);
            identities.push(Box::new(identity));
        }
        Ok(Self { identities })
    }
}

/// A key pair that lives as long as one drill: what seals for the operator's public key can't
/// be opened here, and shall not be.
pub fn pair_for_a_drill() -> (BackupKey, Keys) {
    let identity = x25519::Identity::generate();
    let key = BackupKey::Recipients(vec![identity.to_public().to_string()]);
    (key, Keys { identities: vec![Box::new(identity)] })
}

pub enum Reader {
    Plain(BufReader<File>),
    Sealed(Box<StreamReader<BufReader<File>>>),
}

pub fn is_sealed(path: &Path) -> Done<bool> {
    let mut start = Vec::with_capacity(MAGIC.len());
    File::open(path)
        .and_then(|file| file.take(MAGIC.len() as u64).read_to_end(&mut start))
        .with_context(|| format!("{} can't be read", path.display()))?;
    Ok(start == MAGIC)
}

/// Reads a backup, opened if it is sealed.
pub fn reader(path: &Path, keys: &Keys) -> Done<Reader> {
    let sealed = is_sealed(path)?;
    let mut file = BufReader::with_capacity(BUFFER, File::open(path)?);
    if !sealed {
        file.fill_buf()?;
        return Ok(Reader::Plain(file));
    }
    let decryptor = Decryptor::new_buffered(file).context("the file is damaged: its seal can't be read")?;
    if keys.identities.is_empty() {
        bail!(
            "the backup is encrypted. Give the file with its private key (--identity FILE or \
             CLIENTSYNC_BACKUP_IDENTITY), or its passphrase (CLIENTSYNC_BACKUP_PASSPHRASE)."
        );
    }
    match decryptor.decrypt(keys.identities.iter().map(|one| &**one)) {
        Ok(stream) => Ok(Reader::Sealed(Box::new(stream))),
        Err(
            DecryptError::NoMatchingKeys | DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed,
        ) => {
            bail!("the backup is encrypted with another key than the one given")
        }
        Err(other) => Err(anyhow!("the backup can't be decrypted: {other}")),
    }
}

impl Read for Reader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(file) => file.read(into),
            Self::Sealed(stream) => stream.read(into),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: &str = "nine lives of a borrowed umbrella";

    fn with(key: Option<BackupKey>) -> BackupConfig {
        BackupConfig { key, ..BackupConfig::default() }
    }

    fn sealed(folder: &Path, key: Option<&BackupKey>, text: &[u8]) -> std::path::PathBuf {
        let path = folder.join("x");
        write(key, &File::create(&path).unwrap(), |to| Ok(to.write_all(text)?)).unwrap();
        path
    }

    fn opened(path: &Path, keys: &Keys) -> Done<Vec<u8>> {
        let mut text = Vec::new();
        reader(path, keys)?.read_to_end(&mut text)?;
        Ok(text)
    }

    #[test]
    fn only_the_key_opens_a_sealed_file() {
        let folder = tempfile::tempdir().unwrap();
        let text = b"Zo\xc3\xab ".repeat(100_000);
        let passphrase = BackupKey::Passphrase(WORDS.into());
        let (public, private) = pair_for_a_drill();
        let (_, other) = pair_for_a_drill();
        let words = Keys::of(&with(Some(passphrase.clone())), None).unwrap();
        for (key, right, wrong) in [(&passphrase, &words, &other), (&public, &private, &words)] {
            let path = sealed(folder.path(), Some(key), &text);
            let raw = std::fs::read(&path).unwrap();
            assert!(!raw.windows(5).any(|piece| piece == "Zoë ".as_bytes()));
            assert!(opened(&path, right).unwrap() == text);
            assert!(opened(&path, wrong).unwrap_err().to_string().contains("another key"));
            assert!(opened(&path, &Keys::default()).unwrap_err().to_string().contains("--identity"));
        }
    }

    #[test]
    fn a_sealed_file_that_was_cut_or_changed_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let (public, private) = pair_for_a_drill();
        let path = sealed(folder.path(), Some(&public), &[7; 200_000]);
        let raw = std::fs::read(&path).unwrap();
        std::fs::write(&path, &raw[..raw.len() - 10]).unwrap();
        assert!(opened(&path, &private).is_err());
        let mut changed = raw.clone();
        changed[150_000] ^= 1;
        std::fs::write(&path, changed).unwrap();
        assert!(opened(&path, &private).is_err());
        std::fs::write(&path, raw).unwrap();
        assert_eq!(opened(&path, &private).unwrap().len(), 200_000);
    }

    #[test]
    fn without_a_key_a_file_is_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = sealed(folder.path(), None, b"plain");
        assert_eq!(std::fs::read(&path).unwrap(), b"plain");
        assert_eq!(opened(&path, &Keys::default()).unwrap(), b"plain");
    }
}
