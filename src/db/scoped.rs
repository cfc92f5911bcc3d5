//! The connection as features see it: bound to one workspace and to what the
//! member may reach there. Every query of a feature filters by these values.

use std::ops::{Deref, DerefMut};

use super::AnyConnection;
use super::chain::{self, Entry};
use crate::clock::Instant;
use crate::error::AppResult;

/// Who acts, and how far that person's view goes.
#[derive(Debug, Clone)]
pub struct Reach {
    pub workspace_id: i64,
    /// `None` when the program itself acts (a job).
    pub member_id: Option<i64>,
    /// What the activity record shows instead of a name.
    pub pseudonym: String,
    /// Limited to contacts assigned to this member.
    pub own_only: bool,
    pub sees_email: bool,
    pub sees_phone: bool,
}

impl Reach {
    /// The program acting in a workspace.
    pub fn system(workspace_id: i64) -> Self {
        Self {
            workspace_id,
            member_id: None,
            pseudonym: "system".into(),
            own_only: false,
            sees_email: true,
            sees_phone: true,
        }
    }
}

/// A connection bound to a workspace for one step.
pub struct Scoped<'c> {
    conn: &'c mut AnyConnection,
    reach: Reach,
    pub now: Instant,
    entries: Vec<Entry>,
}

impl<'c> Scoped<'c> {
    pub fn new(conn: &'c mut AnyConnection, reach: Reach, now: Instant) -> Self {
        Self { conn, reach, now, entries: Vec::new() }
    }

    pub fn reach(&self) -> &Reach {
        &self.reach
    }

    pub fn workspace_id(&self) -> i64 {
        self.reach.workspace_id
    }

    /// A part of the step that must see addresses and numbers whatever the member's role hides:
    /// a contact is kept whole. Nothing of it may be shown.
    pub fn seeing_all<T>(&mut self, part: impl FnOnce(&mut Self) -> AppResult<T>) -> AppResult<T> {
        let (email, phone) = (self.reach.sees_email, self.reach.sees_phone);
        (self.reach.sees_email, self.reach.sees_phone) = (true, true);
        let done = part(self);
        (self.reach.sees_email, self.reach.sees_phone) = (email, phone);
        done
    }

    /// Notes what was done; it joins the activity record when the step commits.
    /// `detail` holds field names and counts, never a person's data.
    pub fn record(
        &mut self,
        action: &'static str,
        target_kind: &'static str,
        target_id: i64,
        detail: impl Into<String>,
    ) {
        self.entries.push(Entry { action, target_kind, target_id: Some(target_id), detail: detail.into() });
    }

    /// The last act of a write step. One append per step, at its end: the chain's
    /// head is one row per workspace, and taking it earlier could deadlock two steps.
    pub fn finish(self) -> AppResult<()> {
        if self.entries.is_empty() {
            return Ok(());
        }
        chain::append(self.conn, self.reach.workspace_id, &self.reach.pseudonym, self.now, &self.entries)
    }
}

impl Deref for Scoped<'_> {
    type Target = AnyConnection;
    fn deref(&self) -> &AnyConnection {
        self.conn
    }
}

impl DerefMut for Scoped<'_> {
    fn deref_mut(&mut self) -> &mut AnyConnection {
        self.conn
    }
}

/// A connection that is bound to no workspace: accounts, sign-in, jobs, the
/// operator. The name makes each such place easy to list.
pub struct Unscoped<'c> {
    conn: &'c mut AnyConnection,
    pub now: Instant,
}

impl<'c> Unscoped<'c> {
    pub fn new(conn: &'c mut AnyConnection, now: Instant) -> Self {
        Self { conn, now }
    }

    /// Enters one workspace from here, for example right after it was created.
    pub fn scoped(&mut self, reach: Reach) -> Scoped<'_> {
        Scoped::new(self.conn, reach, self.now)
    }
}

impl Deref for Unscoped<'_> {
    type Target = AnyConnection;
    fn deref(&self) -> &AnyConnection {
        self.conn
    }
}

impl DerefMut for Unscoped<'_> {
    fn deref_mut(&mut self) -> &mut AnyConnection {
        self.conn
    }
}
