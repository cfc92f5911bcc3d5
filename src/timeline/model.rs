//! Notes, changes and bookings of a contact as one line of time, and where it goes on. Pure.

use crate::bookings::queries::list::Line;
use crate::clock::Instant;
use crate::contacts::queries::Change;
use crate::notes::model::Note;

/// What one page of the timeline shows.
pub const PAGE: usize = 20;

pub enum Entry {
    Note(Note),
    Change(Change),
    /// At the moment at which it was made.
    Booking(Box<Line>),
}

impl Entry {
    fn at(&self) -> Instant {
        match self {
            Self::Note(note) => note.created_at,
            Self::Change(change) => change.at,
            Self::Booking(line) => line.booking.created_at,
        }
    }
}

/// The last note, change and booking that were shown. The lists are read each by its own
/// key, so an address holds three numbers and a page costs the same however deep.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cursor {
    pub note: Option<i64>,
    pub change: Option<i64>,
    pub booking: Option<i64>,
}

impl Cursor {
    /// `12.40.3`; 0 for a list of which nothing was shown yet. Anything else is the beginning.
    pub fn parse(text: &str) -> Self {
        let mut ids = text.split('.').map(|id| id.parse().ok().filter(|id| *id > 0));
        let mut next = || ids.next().flatten();
        Self { note: next(), change: next(), booking: next() }
    }

    pub fn is_start(self) -> bool {
        self == Self::default()
    }

    fn past(self, entry: &Entry) -> Self {
        match entry {
            Entry::Note(note) => Self { note: Some(note.id), ..self },
            Entry::Change(change) => Self { change: Some(change.id), ..self },
            Entry::Booking(line) => Self { booking: Some(line.booking.id), ..self },
        }
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let number = |id: Option<i64>| id.unwrap_or(0);
        write!(f, "{}.{}.{}", number(self.note), number(self.change), number(self.booking))
    }
}

/// One page of the timeline, newest first.
pub struct Page {
    pub entries: Vec<Entry>,
    /// Where the next page begins, if there is one.
    pub older: Option<Cursor>,
}

/// The pinned ones among all notes of a contact, the latest pin first.
pub fn pinned(notes: &[Note]) -> Vec<Note> {
    let mut pinned: Vec<Note> = notes.iter().filter(|note| note.pinned_at.is_some()).cloned().collect();
    pinned.sort_by_key(|note| std::cmp::Reverse((note.pinned_at, note.id)));
    pinned
}

/// Merges the lists, each newest first and read with a limit of `PAGE + 1`.
pub fn merge(notes: Vec<Note>, changes: Vec<Change>, bookings: Vec<Line>, from: Cursor) -> Page {
    let mut all: Vec<Entry> = notes.into_iter().map(Entry::Note).collect();
    all.extend(changes.into_iter().map(Entry::Change));
    all.extend(bookings.into_iter().map(|line| Entry::Booking(Box::new(line))));
    // Stable: at the same instant notes come first, and each list keeps its own order.
    all.sort_by_key(|entry| std::cmp::Reverse(entry.at()));
    let has_more = all.len() > PAGE;
    all.truncate(PAGE);
    let end = all.iter().fold(from, |cursor, entry| cursor.past(entry));
    Page { entries: all, older: has_more.then_some(end) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::Duration;
    use time::macros::datetime;

    fn at(minute: i64) -> Instant {
        datetime!(2026-11-03 9:00) + Duration::minutes(minute)
    }

    fn note(id: i64, minute: i64) -> Note {
        let at = at(minute);
        Note {
            id,
            contact_id: 1,
            author_id: 1,
            body: String::new(),
            version: 1,
            pinned_at: None,
            created_at: at,
            updated_at: at,
        }
    }

    fn change(id: i64, minute: i64) -> Change {
        Change { id, at: at(minute), who: String::new(), field: String::new(), kind: None, values: None }
    }

    #[test]
    fn a_cursor_survives_an_address() {
        let cursor = Cursor { note: Some(12), change: None, booking: Some(7) };
        assert_eq!(Cursor::parse(&cursor.to_string()), cursor);
        for nonsense in ["", "x", "-4.-1", "a.b", ".", ".."] {
            assert!(Cursor::parse(nonsense).is_start(), "{nonsense}");
        }
    }

    /// Reads page after page, as the page does, and finds each entry once and in order.
    #[test]
    fn paging_shows_everything_once() {
        let minutes = |id: i64, step: i64| 3 * id / step;
        let notes: Vec<_> = (1..=47).rev().map(|id| (id, minutes(id, 2))).collect();
        let changes: Vec<_> = (1..=33).rev().map(|id| (id, minutes(id, 1))).collect();
        let (mut cursor, mut seen, mut pages) = (Cursor::default(), Vec::new(), 0);
        loop {
            let after = |list: &[(i64, i64)], last: Option<i64>| -> Vec<(i64, i64)> {
                let rest = list.iter().filter(|(id, _)| last.is_none_or(|last| *id < last));
                rest.take(PAGE + 1).copied().collect()
            };
            let notes = after(&notes, cursor.note).into_iter().map(|(id, m)| note(id, m)).collect();
            let changes = after(&changes, cursor.change).into_iter().map(|(id, m)| change(id, m)).collect();
            let page = merge(notes, changes, Vec::new(), cursor);
            seen.extend(page.entries.iter().map(Entry::at));
            pages += 1;
            match page.older {
                Some(older) => cursor = older,
                None => break,
            }
        }
        assert_eq!((seen.len(), pages), (80, 4));
        assert!(seen.windows(2).all(|pair| pair[0] >= pair[1]));
    }
}
