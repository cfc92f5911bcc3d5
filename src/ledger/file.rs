//! The ledger as a file: one line of JSON an entry. Every append is synced before it
//! returns. A command may append while the server runs, so each turn takes the file's lock
//! and reads what others added. A last line without its end was never acknowledged: it is
//! what a crash left of an append, and is cut off.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::LedgerError;
use super::entry::{Act, Entry, Head};
use crate::clock::Instant;
use crate::error::{AppError, AppResult};

pub(super) struct FileLedger {
    path: PathBuf,
    file: File,
    head: Head,
    /// Where each entry begins, and last where the next one will.
    begins: Vec<u64>,
}

impl FileLedger {
    pub(super) fn open(path: &Path) -> Result<Self, LedgerError> {
        let unusable = |why: std::io::Error| LedgerError::Unusable {
            place: path.display().to_string(),
            why: why.to_string(),
        };
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(unusable)?;
        }
        let mut options = File::options();
        options.read(true).append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path).map_err(unusable)?;
        let mut ledger = Self { path: path.to_owned(), file, head: Head::default(), begins: vec![0] };
        ledger.file.lock().map_err(unusable)?;
        let read = ledger.read_on();
        ledger.file.unlock().map_err(unusable)?;
        match read {
            Ok(()) => Ok(ledger),
            Err(AppError::Conflict(_)) => {
                Err(LedgerError::Broken { place: path.display().to_string(), seq: ledger.head.seq + 1 })
            }
            Err(why) => {
                Err(LedgerError::Unusable { place: path.display().to_string(), why: why.to_string() })
            }
        }
    }

    pub(super) fn append(&mut self, at: Instant, acts: &[Act]) -> AppResult<i64> {
        self.locked(|ledger| {
            ledger.read_on()?;
            let mut head = ledger.head.clone();
            let (mut text, mut lengths) = (String::new(), Vec::new());
            for act in acts {
                let entry = head.next(at, act)?;
                let line = entry.to_line()? + "\n";
                lengths.push(line.len() as u64);
                text += &line;
                head = entry.head();
            }
            let end = ledger.end();
            // One write, so that a crash leaves whole entries and at most one piece.
            let written = ledger.file.write_all(text.as_bytes()).and_then(|()| ledger.file.sync_data());
            if let Err(error) = written {
                let _ = ledger.file.set_len(end);
                return Err(AppError::internal(error));
            }
            lengths.into_iter().for_each(|length| ledger.begins.push(ledger.end() + length));
            ledger.head = head;
            Ok(ledger.head.seq)
        })
    }

    pub(super) fn after(&mut self, seq: i64, limit: usize) -> AppResult<Vec<Entry>> {
        self.locked(|ledger| {
            ledger.read_on()?;
            let Some(&begin) = usize::try_from(seq).ok().and_then(|at| ledger.begins.get(at)) else {
                return Ok(Vec::new());
            };
            ledger.file.seek(SeekFrom::Start(begin)).map_err(AppError::internal)?;
            let lines = BufReader::new(&ledger.file).lines().take(limit);
            lines.map(|line| Entry::of_line(&line.map_err(AppError::internal)?)).collect()
        })
    }

    pub(super) fn head(&mut self) -> AppResult<Head> {
        self.locked(|ledger| ledger.read_on().map(|()| ledger.head.clone()))
    }

    fn end(&self) -> u64 {
        self.begins.last().copied().unwrap_or_default()
    }

    fn locked<T>(&mut self, turn: impl FnOnce(&mut Self) -> AppResult<T>) -> AppResult<T> {
        self.file.lock().map_err(AppError::internal)?;
        let done = turn(self);
        self.file.unlock().map_err(AppError::internal)?;
        done
    }

    /// Takes in what was added since the last turn; a conflict if it does not follow.
    fn read_on(&mut self) -> AppResult<()> {
        let length = self.file.metadata().map_err(AppError::internal)?.len();
        if length == self.end() {
            return Ok(());
        }
        if length < self.end() {
            return Err(AppError::internal(format!("{} got shorter", self.path.display())));
        }
        self.file.seek(SeekFrom::Start(self.end())).map_err(AppError::internal)?;
        let mut added =
            BufReader::new(self.file.try_clone().map_err(AppError::internal)?).take(length - self.end());
        let mut line = String::new();
        while added.read_line(&mut line).map_err(AppError::internal)? > 0 {
            if !line.ends_with('\n') {
                self.file.set_len(self.end()).map_err(AppError::internal)?;
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

#[cfg(test)]
mod tests {
    use super::super::entry::{Channel, Scope};
    use super::*;
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

    #[test]
    fn entries_are_found_again_by_another_reader() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("erasure.ledger");
        let mut one = FileLedger::open(&path).unwrap();
        let mut other = FileLedger::open(&path).unwrap();
        assert_eq!(one.append(AT, &[act("a"), act("b")]).unwrap(), 2);
        assert_eq!(other.append(AT, &[act("c")]).unwrap(), 3);
        assert_eq!(one.append(AT, &[act("d")]).unwrap(), 4);
        let found: Vec<i64> = other.after(1, 10).unwrap().iter().map(|entry| entry.seq).collect();
        assert_eq!(found, [2, 3, 4]);
        assert_eq!(other.after(4, 10).unwrap(), []);
        assert_eq!(FileLedger::open(&path).unwrap().head().unwrap(), one.head().unwrap());
    }

    #[test]
    fn a_changed_or_missing_line_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("erasure.ledger");
        FileLedger::open(&path).unwrap().append(AT, &[act("a"), act("b"), act("c")]).unwrap();
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
        FileLedger::open(&path).unwrap().append(AT, &[act("a"), act("b")]).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, &text[..text.len() - 9]).unwrap();
        let mut ledger = FileLedger::open(&path).unwrap();
        assert_eq!(ledger.head().unwrap().seq, 1);
        assert_eq!(ledger.append(AT, &[act("c")]).unwrap(), 2);
        assert_eq!(FileLedger::open(&path).unwrap().head().unwrap().seq, 2);
    }
}
