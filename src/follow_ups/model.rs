//! What a follow-up is. Its due date is a date of the business's calendar, never an
//! instant, so no zone can move it. Pure.

use time::Date;

use crate::access::Permission;
use crate::clock::Instant;
use crate::staff::model::{People, Person};

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
    pub client: Client,
    pub task: Task,
    pub done_at: Option<Instant>,
    pub version: i32,
}

/// A changed task, and the version of the follow-up that its writer was looking at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    pub task: Task,
    pub version: i32,
}

/// What came of an edit.
#[derive(Debug)]
pub enum Edited {
    Saved(FollowUp),
    /// Somebody else saved meanwhile; this is the follow-up as it is now.
    Stale(FollowUp),
}

/// The contact that a follow-up is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    pub id: i64,
    pub name: String,
    pub assigned_to: Option<i64>,
}

impl Client {
    pub fn href(&self) -> String {
        format!("/contacts/{}", self.id)
    }

    /// Whether this person, limited to own clients or not, would find the client.
    fn is_seen_by(&self, person: &Person) -> bool {
        !person.own_only || self.assigned_to == Some(person.id)
    }

    /// Who can be given a follow-up on this client: (id, name), as a form's choices.
    pub fn choices(&self, people: &People) -> Vec<(String, String)> {
        let can = people.iter().filter(|p| self.assignee(p).is_ok());
        can.map(|p| (p.id.to_string(), p.name.clone())).collect()
    }

    /// The person as an assignee, or why not.
    pub fn assignee(&self, person: &Person) -> Result<i64, String> {
        if !person.active || !person.role.may(Permission::WriteContacts) {
            return Err(CHOOSE.to_owned());
        }
        if !self.is_seen_by(person) {
            let name = &person.name;
            return Err(format!("{name} sees only their own clients, and this isn’t one of them."));
        }
        Ok(person.id)
    }
}

pub const CHOOSE: &str = "Choose who does it.";

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
