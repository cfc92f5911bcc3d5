//! The ledger as a file: one line of JSON an entry. Every append is synced before it
//! returns. Another process on this machine may append too, so each turn takes the file's
//! lock and reads what others added. A last line without its end was never acknowledged: it
//! is what a crash left of an append, and is cut off.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::entry::{Entry, Head};
use super::{LedgerError, UNWRITABLE};
use crate::error::{AppError, AppResult};

pub(super) struct FileLedger {
    path: PathBuf,
    /// `None` until it is made: looking at an installation that has no ledger yet makes none.
    file: Option<File>,
    head: Head,
    /// Where each entry begins, and last where the next one will.
    begins: Vec<u64>,
}

impl FileLedger {
    pub(super) fn open(path: &Path) -> Result<Self, LedgerError> {
        let mut ledger = Self { path: path.to_owned(), file: None, head: Head::default(), begins: vec![0] };
        let place = path.display().to_string();
        match ledger.head() {
            Ok(_) => Ok(ledger),
            Err(AppError::Conflict(_)) => Err(LedgerError::Broken { place, seq: ledger.head.seq + 1 }),
            Err(why) => Err(LedgerError::Unusable { place, why: why.to_string() }),
        }
    }

    /// Makes the file where there is none, so that a place that can't be written is noticed
    /// before the first erasure.
    pub(super) fn prepare(&mut self) -> AppResult<()> {
        if self.file.is_none() {
            self.file = Some(make(&self.path).map_err(AppError::internal)?);
        }
        Ok(())
    }

    pub(super) fn exists(&self) -> bool {
        self.path.exists()
    }

    /// Adds what `entries` makes of the last entry; nothing at all if that fails.
    pub(super) fn add(&mut self, entries: impl FnOnce(&Head) -> AppResult<Vec<Entry>>) -> AppResult<i64> {
        self.prepare()?;
        self.locked(|ledger, mut file| {
            ledger.read_on(file)?;
            let entries = entries(&ledger.head)?;
            let (mut text, mut begins) = (String::new(), Vec::with_capacity(entries.len()));
            for entry in &entries {
                text += &(entry.to_line()? + "\n");
                begins.push(ledger.end() + text.len() as u64);
            }
            // One write, so that a crash leaves whole entries and at most one piece.
            let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_data());
            if let Err(error) = written {
                let _ = file.set_len(ledger.end());
                tracing::error!(%error, path = %ledger.path.display(), "the erasure ledger can't be written");
                return Err(AppError::Unavailable(UNWRITABLE));
            }
            ledger.begins.extend(begins);
            if let Some(last) = entries.last() {
                ledger.head = last.head();
            }
            Ok(ledger.head.seq)
        })
    }

    pub(super) fn after(&mut self, seq: i64, limit: usize) -> AppResult<Vec<Entry>> {
        self.locked(|ledger, mut file| {
            ledger.read_on(file)?;
            let Some(&begin) = usize::try_from(seq).ok().and_then(|at| ledger.begins.get(at)) else {
                return Ok(Vec::new());
            };
            file.seek(SeekFrom::Start(begin)).map_err(AppError::internal)?;
            // No further than what was seen to follow.
            let known = ledger.end() - begin;
            let lines = BufReader::new(file.take(known)).lines().take(limit);
            lines.map(|line| Entry::of_line(&line.map_err(AppError::internal)?)).collect()
        })
    }

    pub(super) fn head(&mut self) -> AppResult<Head> {
        self.locked(|ledger, file| ledger.read_on(file).map(|()| ledger.head.clone()))
    }

    fn end(&self) -> u64 {
        self.begins.last().copied().unwrap_or_default()
    }

    /// A turn with the file's lock. Of a file that is not there nothing can be read.
    fn locked<T: Default>(&mut self, turn: impl FnOnce(&mut Self, &File) -> AppResult<T>) -> AppResult<T> {
        if self.file.is_none() {
            self.file = open(&self.path).map_err(AppError::internal)?;
        }
        let Some(file) = self.file.take() else { return Ok(T::default()) };
        let done = self.with_lock(&file, turn);
        self.file = Some(file);
        done
    }

    fn with_lock<T>(
        &mut self,
        file: &File,
        turn: impl FnOnce(&mut Self, &File) -> AppResult<T>,
    ) -> AppResult<T> {
        file.lock().map_err(AppError::internal)?;
        // What is written to a file that was moved away would be lost at the next start.
        let done = match is_still(file, &self.path) {
            true => turn(self, file),
            false => {
                let path = self.path.display();
                Err(AppError::internal(format!(
                    "{path} was moved away or replaced while it was in use; start again"
                )))
            }
        };
        file.unlock().map_err(AppError::internal)?;
        done
    }

    /// Takes in what was added since the last turn; a conflict if it does not follow.
    fn read_on(&mut self, mut file: &File) -> AppResult<()> {
        let length = file.metadata().map_err(AppError::internal)?.len();
        if length == self.end() {
            return Ok(());
        }
        if length < self.end() {
            return Err(AppError::internal(format!("{} got shorter", self.path.display())));
        }
        file.seek(SeekFrom::Start(self.end())).map_err(AppError::internal)?;
        let mut added = BufReader::new(file).take(length - self.end());
        let mut line = String::new();
        while added.read_line(&mut line).map_err(AppError::internal)? > 0 {
            if !line.ends_with('\n') {
                file.set_len(self.end()).map_err(AppError::internal)?;
                tracing::warn!("the piece of an entry that a crash left was cut off the erasure ledger");
                break;
            }
            let follows =
                Entry::of_line(line.trim_end()).ok().filter(|entry| self.head.is_followed_by(entry));
            let Some(entry) = follows else { return Err(AppError::Conflict("the ledger does not follow")) };
            self.begins.push(self.end() + line.len() as u64);
            self.head = entry.head();
            line.clear();
        }
        Ok(())
    }
}

fn options() -> std::fs::OpenOptions {
    let mut options = File::options();
    options.read(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn open(path: &Path) -> std::io::Result<Option<File>> {
    match options().open(path) {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The file's name must be on disk too, or a power cut could take the whole file.
fn make(path: &Path) -> std::io::Result<File> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let file = options().create(true).open(path)?;
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    Ok(file)
}

#[cfg(unix)]
fn is_still(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let (Ok(own), Ok(named)) = (file.metadata(), std::fs::metadata(path)) else { return false };
    (own.dev(), own.ino()) == (named.dev(), named.ino())
}

#[cfg(not(unix))]
fn is_still(_: &File, path: &Path) -> bool {
    path.exists()
}

#[cfg(test)]
mod tests {
    use super::super::entry::{Act, Channel, Scope, chain};
    use super::*;
    use crate::clock::Instant;
    use time::macros::datetime;

    const AT: Instant = datetime!(2026-11-25 10:00);

    fn act(address: &str) -> Act {
        Act::Suppress {
            scope: Scope::Operator,
            channel: Channel::Email,
            address: address.into(),
            reason: "stop".into(),
        }
    }

    fn append(ledger: &mut FileLedger, acts: &[Act]) -> AppResult<i64> {
        ledger.add(|head| chain(head, AT, acts))
    }

    #[test]
    fn entries_are_found_again_by_another_reader() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("erasure.ledger");
        let mut one = FileLedger::open(&path).unwrap();
        let mut other = FileLedger::open(&path).unwrap();
        assert!(!path.exists(), "looking makes nothing");
        assert_eq!(append(&mut one, &[act("a"), act("b")]).unwrap(), 2);
        assert_eq!(append(&mut other, &[act("c")]).unwrap(), 3);
        assert_eq!(append(&mut one, &[act("d")]).unwrap(), 4);
        let found: Vec<i64> = other.after(1, 10).unwrap().iter().map(|entry| entry.seq).collect();
        assert_eq!(found, [2, 3, 4]);
        assert_eq!(other.after(4, 10).unwrap(), []);
        assert_eq!(FileLedger::open(&path).unwrap().head().unwrap(), one.head().unwrap());
    }

    #[test]
    fn a_changed_or_missing_line_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("erasure.ledger");
        append(&mut FileLedger::open(&path).unwrap(), &[act("a"), act("b"), act("c")]).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, text.replace("\"address\":\"b\"", "\"address\":\"x\"")).unwrap();
        assert!(matches!(FileLedger::open(&path), Err(LedgerError::Broken { seq: 2, .. })));
        let without: Vec<&str> = text.lines().filter(|line| !line.contains("\"address\":\"b\"")).collect();
        std::fs::write(&path, without.join("\n") + "\n").unwrap();
        assert!(matches!(FileLedger::open(&path), Err(LedgerError::Broken { seq: 2, .. })));
    }

    #[test]
    fn what_a_crash_left_of_an_entry_is_cut_off() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("erasure.ledger");
        append(&mut FileLedger::open(&path).unwrap(), &[act("a"), act("b")]).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, &text[..text.len() - 9]).unwrap();
        let mut ledger = FileLedger::open(&path).unwrap();
        assert_eq!(ledger.head().unwrap().seq, 1);
        assert_eq!(append(&mut ledger, &[act("c")]).unwrap(), 2);
        assert_eq!(FileLedger::open(&path).unwrap().head().unwrap().seq, 2);
    }

    #[test]
    fn nothing_is_written_to_a_file_that_was_moved_away() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("erasure.ledger");
        let mut ledger = FileLedger::open(&path).unwrap();
        append(&mut ledger, &[act("a")]).unwrap();
        let aside = folder.path().join("aside");
        std::fs::rename(&path, &aside).unwrap();
        assert!(append(&mut ledger, &[act("b")]).is_err());
        std::fs::copy(&aside, &path).unwrap();
        assert!(append(&mut ledger, &[act("b")]).is_err(), "another file of the same name");
        assert_eq!(FileLedger::open(&aside).unwrap().head().unwrap().seq, 1);
    }

    /// `/dev/full` takes every open and refuses every byte, as a full disk does.
    #[test]
    #[cfg(target_os = "linux")]
    fn a_full_disk_refuses_and_leaves_nothing_behind() {
        let mut ledger = FileLedger::open(Path::new("/dev/full")).unwrap();
        assert!(matches!(append(&mut ledger, &[act("a")]), Err(AppError::Unavailable(_))));
        assert_eq!(ledger.head, Head::default());
    }
}
