//! Acts on many contacts at once, and how long they can be taken back. Pure.

use time::Duration;

use super::model::Tag;
use crate::text_enum;

/// How long an act can be taken back, and a deleted contact brought back.
pub const KEPT: Duration = Duration::days(30);

/// More than a list shows at once; what is sent beyond it is left alone.
pub const MOST: usize = 500;

text_enum! {
    pub enum Kind {
        Tag = "tag",
        Untag = "untag",
        Assign = "assign",
        Archive = "archive",
        Unarchive = "unarchive",
        Delete = "delete",
    }
}

impl Kind {
    /// The word of the activity record.
    pub const fn recorded(self) -> &'static str {
        match self {
            Self::Tag => "contact.tagged",
            Self::Untag => "contact.untagged",
            Self::Assign => "contact.assigned",
            Self::Archive => "contact.archived",
            Self::Unarchive => "contact.unarchived",
            Self::Delete => "contact.deleted",
        }
    }
}

#[derive(Debug, Clone)]
pub enum Act {
    Tag(Tag),
    Untag(Tag),
    Assign(Option<i64>),
    Archive,
    Unarchive,
    Delete,
}

impl Act {
    pub fn kind(&self) -> Kind {
        match self {
            Self::Tag(_) => Kind::Tag,
            Self::Untag(_) => Kind::Untag,
            Self::Assign(_) => Kind::Assign,
            Self::Archive => Kind::Archive,
            Self::Unarchive => Kind::Unarchive,
            Self::Delete => Kind::Delete,
        }
    }

    /// What was done, without anybody's name.
    pub fn summary(&self, count: usize) -> String {
        let contacts = counted(count, "contact", "contacts");
        match self {
            Self::Tag(tag) => format!("Added the tag {} to {contacts}.", tag.name),
            Self::Untag(tag) => format!("Removed the tag {} from {contacts}.", tag.name),
            Self::Assign(Some(_)) => format!("Assigned {contacts}."),
            Self::Assign(None) => format!("Took the assignment off {contacts}."),
            Self::Archive => format!("Archived {contacts}."),
            Self::Unarchive => format!("Took {contacts} out of the archive."),
            Self::Delete => format!("Deleted {contacts}."),
        }
    }
}

pub fn counted(count: usize, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
}

/// Who a contact was assigned to before a batch, and after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Handover {
    pub from: Option<i64>,
    pub to: Option<i64>,
}

impl Handover {
    pub fn to_text(self) -> String {
        let number = |id: Option<i64>| id.map(|id| id.to_string()).unwrap_or_default();
        format!("{}>{}", number(self.from), number(self.to))
    }

    pub fn parse(text: &str) -> Option<Self> {
        let number = |text: &str| if text.is_empty() { Some(None) } else { text.parse().ok().map(Some) };
        let (from, to) = text.split_once('>')?;
        Some(Self { from: number(from)?, to: number(to)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handover_survives_its_text() {
        for (from, to) in [(None, Some(4)), (Some(4), None), (Some(4), Some(12))] {
            let handover = Handover { from, to };
            assert_eq!(Handover::parse(&handover.to_text()), Some(handover));
        }
        assert_eq!(Handover::parse("x>4"), None);
        assert_eq!(Handover::parse("4"), None);
    }

    #[test]
    fn one_is_not_many() {
        assert_eq!(Act::Archive.summary(1), "Archived 1 contact.");
        assert_eq!(Act::Delete.summary(3), "Deleted 3 contacts.");
    }
}
