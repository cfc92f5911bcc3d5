//! What a follow-up is. Its due date is a date of the business's calendar, never an
//! instant, so no zone can move it. Pure.

use time::Date;

use crate::clock::Instant;

pub const LONGEST_TITLE: usize = 200;

/// A follow-up as it is to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    pub title: String,
    pub due_on: Date,
    pub assigned_to: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUp {
    pub id: i64,
    pub contact_id: i64,
    pub contact_name: String,
    pub task: Task,
    pub done_at: Option<Instant>,
}

/// How pressing an open follow-up is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    Late,
    Today,
    Later,
}

impl Due {
    pub fn of(due_on: Date, today: Date) -> Self {
        match due_on.cmp(&today) {
            std::cmp::Ordering::Less => Self::Late,
            std::cmp::Ordering::Equal => Self::Today,
            std::cmp::Ordering::Greater => Self::Later,
        }
    }
}

/// Whose follow-ups a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    Of(i64),
    Everybodys,
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn due_is_told_by_the_date_alone() {
        let today = date!(2026 - 11 - 22);
        assert_eq!(Due::of(date!(2026 - 11 - 21), today), Due::Late);
        assert_eq!(Due::of(today, today), Due::Today);
        assert_eq!(Due::of(date!(2026 - 11 - 23), today), Due::Later);
    }
}
