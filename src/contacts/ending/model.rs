//! A business's rules about when clients end. Pure.

use diesel::Queryable;
use time::Duration;

use crate::civil::{months_after, months_before};
use crate::clock::Instant;

/// Between the announcement of a client's end and the end.
pub const NOTICE: Duration = Duration::days(14);

/// Which rule ends a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    Trash,
    Inactive,
    Archived,
}

impl Why {
    /// The word of the activity record.
    pub const fn recorded(self) -> &'static str {
        match self {
            Self::Trash => "contact.destroyed",
            Self::Inactive | Self::Archived => "contact.ended",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable)]
pub struct Rules {
    pub workspace_id: i64,
    pub inactive_months: Option<i32>,
    pub archived_months: Option<i32>,
    pub trash_days: i32,
}

impl Rules {
    /// Whether clients end here that nobody deleted.
    pub fn shortens(&self) -> bool {
        self.inactive_months.is_some() || self.archived_months.is_some()
    }

    /// Whoever was last active before this moment has reached the end; `None` without such a rule.
    pub fn last_active_before(&self, why: Why, at: Instant) -> Option<Instant> {
        match why {
            Why::Trash => Some(at - Duration::days(self.trash_days.into())),
            Why::Inactive | Why::Archived => Some(months_before(at, self.months(why)?)),
        }
    }

    /// When somebody ends who was last active then.
    pub fn end(&self, why: Why, last_active: Instant) -> Option<Instant> {
        match why {
            Why::Trash => Some(last_active + Duration::days(self.trash_days.into())),
            Why::Inactive | Why::Archived => Some(months_after(last_active, self.months(why)?)),
        }
    }

    /// Without activity; for an archived client the shorter of both rules holds.
    fn months(&self, why: Why) -> Option<u32> {
        let own = self.archived_months.filter(|_| why == Why::Archived);
        let months = self.inactive_months.into_iter().chain(own).min()?;
        u32::try_from(months).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn the_shorter_rule_ends_an_archived_client() {
        let rules = Rules { workspace_id: 1, inactive_months: Some(24), archived_months: Some(6), trash_days: 30 };
        let last = datetime!(2026-01-10 8:00);
        assert_eq!(rules.end(Why::Archived, last), Some(datetime!(2026-07-10 8:00)));
        assert_eq!(rules.end(Why::Inactive, last), Some(datetime!(2028-01-10 8:00)));
        let none = Rules { inactive_months: None, ..rules };
        assert_eq!(none.end(Why::Inactive, last), None);
        assert!(none.shortens());
    }
}
