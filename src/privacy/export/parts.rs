//! The parts of a copy on their way into the ZIP. A part is written plainly, as far as the
//! cursor vouches for; once whole it is packed, alone, into a ZIP of its own; at the end the
//! packed parts are put together without being read again. So a process that dies loses at
//! most what it wrote since the cursor was kept, and memory holds one page of rows.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use crate::bundles::store;
use crate::clock::Instant;
use crate::error::{AppError, AppResult};

/// From here on a ZIP needs its larger numbers.
const LARGE: u64 = 0xF000_0000;

/// What is on disk and may be relied on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledgered {
    /// Plain parts: name in the copy → bytes.
    pub open: BTreeMap<String, u64>,
    pub packed: Vec<Packed>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Packed {
    pub name: String,
    pub bytes: u64,
    pub sha256: String,
}

pub struct Parts {
    folder: PathBuf,
    made_at: DateTime,
    writers: BTreeMap<String, BufWriter<File>>,
    pub sure: Ledgered,
}

impl Parts {
    /// In an empty folder.
    pub fn begin(folder: PathBuf, made_at: Instant) -> Self {
        Self { folder, made_at: in_zip(made_at), writers: BTreeMap::new(), sure: Ledgered::default() }
    }

    /// `None` if the disk does not have what the cursor vouches for: then all begins anew.
    pub fn resume(folder: PathBuf, sure: Ledgered, made_at: Instant) -> AppResult<Option<Self>> {
        let parts = Self { folder, made_at: in_zip(made_at), writers: BTreeMap::new(), sure };
        let length = |path: &Path| fs::metadata(path).map(|about| about.len()).ok();
        let open = parts.sure.open.iter().all(|(name, bytes)| length(&parts.plain(name)) >= Some(*bytes));
        let packed = parts.sure.packed.iter().all(|part| parts.pack(&part.name).is_file());
        if !open || !packed {
            return Ok(None);
        }
        parts.tidy()?;
        Ok(Some(parts))
    }

    /// Removes what a step left behind that was not kept.
    fn tidy(&self) -> AppResult<()> {
        let open = self.sure.open.keys().map(|name| self.plain(name));
        let known: BTreeSet<PathBuf> =
            open.chain(self.sure.packed.iter().map(|part| self.pack(&part.name))).collect();
        for entry in fs::read_dir(&self.folder).map_err(AppError::internal)? {
            let path = entry.map_err(AppError::internal)?.path();
            if !known.contains(&path) {
                fs::remove_file(path).map_err(AppError::internal)?;
            }
        }
        Ok(())
    }

    fn plain(&self, name: &str) -> PathBuf {
        self.folder.join(name.replace('/', "+"))
    }

    fn pack(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{}.zip", name.replace('/', "+")))
    }

    /// Adds to the end of a part.
    pub fn write(&mut self, name: &str, bytes: &[u8]) -> AppResult<()> {
        if !self.writers.contains_key(name) {
            let writer = self.open(name).map_err(AppError::internal)?;
            self.writers.insert(name.to_owned(), writer);
        }
        let Some(writer) = self.writers.get_mut(name) else { return Err(AppError::internal("no such part")) };
        writer.write_all(bytes).map_err(AppError::internal)?;
        *self.sure.open.entry(name.to_owned()).or_default() += bytes.len() as u64;
        Ok(())
    }

    fn open(&self, name: &str) -> io::Result<BufWriter<File>> {
        let (path, sure) = (self.plain(name), self.sure.open.get(name).copied().unwrap_or_default());
        if sure == 0 {
            return store::create(&path).map(BufWriter::new);
        }
        let mut file = File::options().write(true).open(path)?;
        file.set_len(sure)?;
        file.seek(SeekFrom::End(0))?;
        Ok(BufWriter::new(file))
    }

    /// A part that is begun anew.
    pub fn drop_open(&mut self, name: &str) {
        self.writers.remove(name);
        self.sure.open.remove(name);
    }

    pub fn is_open(&self, name: &str) -> bool {
        self.sure.open.contains_key(name)
    }

    /// What a part holds so far; for short ones only.
    pub fn read(&mut self, name: &str) -> AppResult<String> {
        self.flush()?;
        if !self.is_open(name) {
            return Ok(String::new());
        }
        fs::read_to_string(self.plain(name)).map_err(AppError::internal)
    }

    /// Everything is on disk when this returns, so that the cursor may vouch for it.
    pub fn flush(&mut self) -> AppResult<()> {
        for writer in self.writers.values_mut() {
            writer.flush().and_then(|()| writer.get_ref().sync_data()).map_err(AppError::internal)?;
        }
        Ok(())
    }

    /// Packs a whole part; how many bytes it had.
    pub fn close(&mut self, name: &str) -> AppResult<u64> {
        self.flush()?;
        self.writers.remove(name);
        let plain = File::open(self.plain(name)).map_err(AppError::internal)?;
        let bytes = plain.metadata().map_err(AppError::internal)?.len();
        let sha256 = self.pack_from(name, BufReader::new(plain), bytes)?;
        self.sure.open.remove(name);
        self.sure.packed.push(Packed { name: name.to_owned(), bytes, sha256 });
        Ok(bytes)
    }

    fn pack_from(&self, name: &str, plain: impl Read, bytes: u64) -> AppResult<String> {
        let file = store::create(&self.pack(name)).map_err(AppError::internal)?;
        let mut zip = ZipWriter::new(BufWriter::new(file));
        zip.start_file(name, self.options(bytes)).map_err(AppError::internal)?;
        let mut plain = Hashing { inner: plain, hasher: Sha256::new() };
        io::copy(&mut plain, &mut zip).map_err(AppError::internal)?;
        let file = zip.finish().map_err(AppError::internal)?.into_inner().map_err(AppError::internal)?;
        file.sync_all().map_err(AppError::internal)?;
        Ok(hex::encode(plain.hasher.finalize()))
    }

    fn options(&self, bytes: u64) -> SimpleFileOptions {
        SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(self.made_at)
            .unix_permissions(0o600)
            .large_file(bytes > LARGE)
    }

    /// Puts the packed parts together, with these short ones after them; its size and digest.
    pub fn assemble(&self, target: &Path, last: &[(&str, &[u8])]) -> AppResult<(i64, String)> {
        let begun = target.with_extension("zip.tmp");
        let file = store::create(&begun).map_err(AppError::internal)?;
        let mut zip = ZipWriter::new(BufWriter::new(file));
        for part in &self.sure.packed {
            let file = File::open(self.pack(&part.name)).map_err(AppError::internal)?;
            let mut packed = ZipArchive::new(BufReader::new(file)).map_err(AppError::internal)?;
            let entry = packed.by_index_raw(0).map_err(AppError::internal)?;
            zip.raw_copy_file(entry).map_err(AppError::internal)?;
        }
        for (name, content) in last {
            zip.start_file(*name, self.options(content.len() as u64)).map_err(AppError::internal)?;
            zip.write_all(content).map_err(AppError::internal)?;
        }
        let file = zip.finish().map_err(AppError::internal)?.into_inner().map_err(AppError::internal)?;
        file.sync_all().map_err(AppError::internal)?;
        fs::rename(&begun, target).map_err(AppError::internal)?;
        let mut whole = Hashing {
            inner: BufReader::new(File::open(target).map_err(AppError::internal)?),
            hasher: Sha256::new(),
        };
        let bytes = io::copy(&mut whole, &mut io::sink()).map_err(AppError::internal)?;
        Ok((bytes as i64, hex::encode(whole.hasher.finalize())))
    }
}

/// Reads, and digests what was read.
pub struct Hashing<R> {
    pub inner: R,
    pub hasher: Sha256,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.hasher.update(&buffer[..count]);
        Ok(count)
    }
}

/// ZIP knows no year before 1980; the default is its first day.
fn in_zip(at: Instant) -> DateTime {
    let year = u16::try_from(at.year()).unwrap_or_default();
    DateTime::from_date_and_time(year, at.month().into(), at.day(), at.hour(), at.minute(), at.second())
        .unwrap_or_default()
}
