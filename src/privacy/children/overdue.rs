//! Once a day: what was reported as a child's data and not decided in time is erased.

use serde::{Deserialize, Serialize};

use super::queries::{self, Overdue};
use crate::db::{AnyConnection, Reach, Unscoped};
use crate::erasure;
use crate::error::AppResult;
use crate::holds;
use crate::jobs::Job;
use crate::ledger::{Act, Target};
use crate::outbox::suppression::queries::workspace_key;
use crate::requests::queries as requests;
use crate::services::Services;

const STEP: i64 = 100;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EraseOverdue {}

impl Job for EraseOverdue {
    const KIND: &'static str = "children.erase_overdue";

    async fn run(self, services: Services) -> AppResult<()> {
        let (now, mut after) = (services.clock.now(), 0);
        loop {
            let step = move |conn: &mut AnyConnection| acts(&mut Unscoped::new(conn, now), after);
            let (acts, last) = services.db.read(step).await?;
            let Some(last) = last else { return Ok(()) };
            after = last;
            erasure::promise(&services, acts).await?;
        }
    }
}

/// What is held stays, and is passed over.
fn acts(db: &mut Unscoped, after: i64) -> AppResult<(Vec<Act>, Option<i64>)> {
    let found = queries::overdue(db, after, STEP)?;
    let last = found.last().map(|overdue| overdue.restriction_id);
    let mut acts = Vec::new();
    for overdue in found {
        let target = target(db, &overdue)?;
        if !holds::queries::is_held(db, &target)? {
            let request = match overdue.request_id {
                Some(id) => Some(requests::find(db, id)?.code_hash),
                None => None,
            };
            acts.push(Act::Erase { target, request });
        }
    }
    Ok((acts, last))
}

fn target(db: &mut Unscoped, overdue: &Overdue) -> AppResult<Target> {
    let workspace = workspace_key(&mut db.scoped(Reach::system(overdue.workspace_id)))?;
    Ok(Target::Contact { workspace, key: overdue.subject_key.clone() })
}
