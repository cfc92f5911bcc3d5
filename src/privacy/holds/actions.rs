//! Placing and releasing: the row with its reason, and the ledger, which carries the hold
//! over a restored backup.

use crate::erasure;
use crate::error::AppResult;
use crate::holds;
use crate::holds::model::NewHold;
use crate::inventory::read::Person;
use crate::ledger::{Act, Target};
use crate::requests::queries::{self as requests, Deferred};
use crate::services::Services;

use super::queries;
use crate::db::AnyConnection;

/// What the ledger is told of a new hold; the row with its reason is written in the same step.
pub fn place(conn: &mut AnyConnection, key: &str, new: &NewHold, at: crate::clock::Instant) -> AppResult<Act> {
    holds::queries::place(conn, key, new, at)?;
    Ok(Act::Hold { target: new.target.clone(), hold: key.to_owned() })
}

/// Ends a hold; what waited for it is asked for anew. Tells how many that were.
pub async fn release(services: &Services, hold_key: &str) -> AppResult<usize> {
    erasure::promise(services, vec![Act::Release { hold: hold_key.to_owned() }]).await?;
    take_up_again(services).await
}

/// Asks anew for every erasure that a hold kept and nothing keeps any more.
pub async fn take_up_again(services: &Services) -> AppResult<usize> {
    let acts = services.db.read(waiting).await?;
    let count = acts.len();
    erasure::promise(services, acts).await?;
    Ok(count)
}

fn waiting(conn: &mut AnyConnection) -> AppResult<Vec<Act>> {
    let mut acts = Vec::new();
    for Deferred { digest, subject_key } in requests::deferred(conn)? {
        let Some(target) = target(conn, &subject_key)? else { continue };
        if !holds::queries::is_held(conn, &target)? {
            acts.push(Act::Erase { target, request: Some(digest) });
        }
    }
    Ok(acts)
}

/// Whom a key names; `None` if they are gone.
fn target(conn: &mut AnyConnection, key: &str) -> AppResult<Option<Target>> {
    if let Some((workspace, Person::Contact { subject_key, .. })) = erasure::contact_of(conn, key)? {
        let workspace = queries::ledger_key(conn, workspace)?;
        return Ok(Some(Target::Contact { workspace, key: subject_key }));
    }
    if erasure::user_of(conn, key)?.is_some() {
        return Ok(Some(Target::User { key: key.to_owned() }));
    }
    Ok(queries::is_business(conn, key)?.then(|| Target::Workspace { key: key.to_owned() }))
}
