//! What is held about the person behind a request: counted, never shown.

use super::clerk::Desk;
use crate::db::Unscoped;
use crate::erasure::{Outcome, Plan, contact_of, user_of};
use crate::error::AppResult;
use crate::holds;
use crate::inventory::Column;
use crate::inventory::read::Person;
use crate::ledger::Target;
use crate::outbox::suppression;
use crate::requests::queries::Request;

pub struct Held {
    pub outcome: Outcome,
    /// A law or a dispute keeps it from being deleted.
    pub on_hold: bool,
}

impl Held {
    pub fn rows(&self) -> i64 {
        self.outcome.lines.iter().map(|line| line.rows).sum()
    }
}

/// `None` if it is open who is meant, or nothing is left of them.
pub fn of(
    db: &mut Unscoped,
    desk: &Desk,
    request: &Request,
    inventory: &[Column],
) -> AppResult<Option<Held>> {
    let Some((person, target)) = subject(db, desk, request)? else { return Ok(None) };
    let outcome = Plan::of(db, inventory, person)?.preview(db)?.outcome;
    Ok(Some(Held { outcome, on_hold: holds::queries::is_held(db, &target)? }))
}

/// The person behind a request, and their name in the ledger.
pub fn subject(db: &mut Unscoped, desk: &Desk, request: &Request) -> AppResult<Option<(Person, Target)>> {
    let key = request.subject_key.clone();
    if key.is_empty() {
        return Ok(None);
    }
    let Some(reach) = &desk.reach else {
        return Ok(user_of(db, &key)?.map(|person| (person, Target::User { key })));
    };
    let workspace = suppression::queries::workspace_key(&mut db.scoped(reach.clone()))?;
    let found = contact_of(db, &key)?.filter(|(workspace_id, _)| *workspace_id == reach.workspace_id);
    Ok(found.map(|(_, person)| (person, Target::Contact { workspace, key })))
}
