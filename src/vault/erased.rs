//! Whether somebody whom the ledger erased is in a database all the same.

use std::collections::BTreeMap;

use super::queries;
use crate::db::AnyConnection;
use crate::error::AppResult;
use crate::ledger::{Act, Ledger, Target};

/// Keys asked for at once.
const BATCH: usize = 500;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// How many erasures were looked up.
    pub asked: usize,
    /// How many of these are there.
    pub present: i64,
}

#[derive(Default)]
struct Keys {
    users: Vec<String>,
    contacts: Vec<String>,
    workspaces: Vec<String>,
}

/// Walks the whole ledger. An erasure that a hold stopped has erased nobody: what was held
/// at that moment is known from the ledger itself.
pub(super) fn find(conn: &mut AnyConnection, ledger: &Ledger) -> AppResult<Found> {
    let mut holds: BTreeMap<String, String> = BTreeMap::new();
    let (mut keys, mut found) = (Keys::default(), Found::default());
    ledger.each(|entry| {
        match &entry.act {
            Act::Hold { target, hold } => {
                holds.insert(hold.clone(), key_of(target).to_owned());
            }
            Act::Release { hold } => {
                holds.remove(hold);
            }
            Act::Erase { target, .. } if !is_held(&holds, target) => keys.add(target),
            Act::Erase { .. } | Act::Suppress { .. } | Act::Lift { .. } | Act::Withdraw { .. } => {}
        }
        if keys.len() >= BATCH { keys.look_up(conn, &mut found) } else { Ok(()) }
    })?;
    keys.look_up(conn, &mut found)?;
    Ok(found)
}

fn key_of(target: &Target) -> &str {
    match target {
        Target::User { key } | Target::Contact { key, .. } | Target::Workspace { key } => key,
    }
}

fn is_held(holds: &BTreeMap<String, String>, target: &Target) -> bool {
    let business = match target {
        Target::Contact { workspace, .. } => workspace,
        Target::User { key } | Target::Workspace { key } => key,
    };
    holds.values().any(|held| held == key_of(target) || held == business)
}

impl Keys {
    fn add(&mut self, target: &Target) {
        match target {
            Target::User { key } => self.users.push(key.clone()),
            Target::Contact { key, .. } => self.contacts.push(key.clone()),
            Target::Workspace { key } => self.workspaces.push(key.clone()),
        }
    }

    fn len(&self) -> usize {
        self.users.len() + self.contacts.len() + self.workspaces.len()
    }

    fn look_up(&mut self, conn: &mut AnyConnection, found: &mut Found) -> AppResult<()> {
        found.asked += self.len();
        found.present += queries::accounts_with(conn, &self.users)?
            + queries::contacts_with(conn, &self.contacts)?
            + queries::workspaces_with(conn, &self.workspaces)?;
        *self = Self::default();
        Ok(())
    }
}
