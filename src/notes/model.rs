//! What a note is and who may change it. Pure.

use time::Duration;

use crate::clock::Instant;

/// The longest note, in characters.
pub const LONGEST: usize = 20_000;

/// How long a deleted note can be brought back; after that it is gone.
pub const KEPT_AFTER_DELETION: Duration = Duration::days(30);

#[derive(Debug, Clone)]
pub struct NewNote {
    pub body: String,
    pub pinned: bool,
}

/// A changed text, and the version of the note that its writer was looking at.
#[derive(Debug, Clone)]
pub struct Edit {
    pub body: String,
    pub version: i32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    pub id: i64,
    pub contact_id: i64,
    pub author_id: i64,
    pub body: String,
    pub version: i32,
    pub pinned_at: Option<Instant>,
    pub created_at: Instant,
    pub updated_at: Instant,
}

impl Note {
    pub fn was_edited(&self) -> bool {
        self.version > 1
    }
}

/// What a note said before a change.
#[derive(Debug, Clone)]
pub struct Version {
    pub body: String,
    /// Who replaced this text, and when.
    pub edited_by: i64,
    pub at: Instant,
}

/// One text in a note's history, with who wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    pub body: String,
    pub written_by: i64,
    pub at: Instant,
}

/// Every text that the note has had, newest first. A version knows who replaced
/// it; who wrote it is known by the one before.
pub fn revisions(note: &Note, versions: Vec<Version>) -> Vec<Revision> {
    let mut writer = (note.author_id, note.created_at);
    let mut revisions = Vec::with_capacity(versions.len() + 1);
    for version in versions {
        let (written_by, at) = std::mem::replace(&mut writer, (version.edited_by, version.at));
        revisions.push(Revision { body: version.body, written_by, at });
    }
    revisions.push(Revision { body: note.body.clone(), written_by: writer.0, at: writer.1 });
    revisions.reverse();
    revisions
}

/// Who wants to change a note.
#[derive(Debug, Clone, Copy)]
pub struct Editor {
    pub member_id: i64,
    /// May change what others wrote.
    pub moderates: bool,
}

impl Editor {
    pub fn may_change(&self, note: &Note) -> bool {
        self.moderates || note.author_id == self.member_id
    }
}

/// What came of an edit.
#[derive(Debug)]
pub enum Edited {
    Saved {
        contact_id: i64,
    },
    /// Somebody else saved meanwhile; this is the note as it is now.
    Stale(Note),
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    fn note() -> Note {
        let at = datetime!(2026-11-03 9:00);
        Note {
            id: 1,
            contact_id: 1,
            author_id: 7,
            body: "third".into(),
            version: 3,
            pinned_at: None,
            created_at: at,
            updated_at: at,
        }
    }

    #[test]
    fn each_text_is_signed_by_its_writer() {
        let (second, third) = (datetime!(2026-11-04 9:00), datetime!(2026-11-05 9:00));
        let versions = vec![
            Version { body: "first".into(), edited_by: 8, at: second },
            Version { body: "second".into(), edited_by: 9, at: third },
        ];
        let told: Vec<_> = revisions(&note(), versions).into_iter().map(|r| (r.body, r.written_by)).collect();
        assert_eq!(told, [("third".into(), 9), ("second".into(), 8), ("first".into(), 7)]);
    }

    #[test]
    fn only_the_author_or_a_moderator_changes_a_note() {
        assert!(Editor { member_id: 7, moderates: false }.may_change(&note()));
        assert!(!Editor { member_id: 8, moderates: false }.may_change(&note()));
        assert!(Editor { member_id: 8, moderates: true }.may_change(&note()));
    }
}
