//! When a client's data ends by itself: after its time in the trash, and where a business
//! chose to keep clients for so many months without activity only. Nobody goes by such a
//! choice whose end was not announced to the owners two weeks before. Every end goes through
//! the erasure ledger. Owns `contact_warnings`; what counts as activity calls `queries::touch_active`.

mod mail;
mod model;

pub use mail::EndsAnnounced;
pub use model::{NOTICE, Rules, Why};

use crate::contacts::queries::ending as queries;
use crate::db::{Reach, Scoped, Unscoped};
use crate::erasure;
use crate::error::AppResult;
use crate::holds;
use crate::jobs::Enqueue;
use crate::ledger::{Act, Target};
use crate::outbox::suppression;
use crate::services::Services;
use crate::staff;

/// So many a step, so that other writers get their turn.
const STEP: i64 = 200;

/// What one step did.
pub struct Gone {
    pub count: usize,
    /// The last contact that was looked at, (workspace, contact): what is held is passed over.
    pub last: (i64, i64),
}

/// Ends the next clients of one business; `None` once there are no more.
pub async fn step(services: &Services, why: Why, after: (i64, i64)) -> AppResult<Option<Gone>> {
    let now = services.clock.now();
    let find = move |conn: &mut _| queries::next(&mut Unscoped::new(conn, now), why, after, STEP);
    let Some((rules, ids)) = services.db.read(find).await? else { return Ok(None) };
    let last = (rules.workspace_id, ids.last().copied().unwrap_or_default());
    let end = move |conn: &mut _| {
        let mut db = Unscoped::new(conn, now);
        let mut scoped = db.scoped(Reach::system(rules.workspace_id));
        let acts = acts(&mut scoped, &rules, why, &ids)?;
        scoped.finish()?;
        Ok(acts)
    };
    let acts = services.db.write(end).await?;
    let count = acts.len();
    erasure::promise(services, acts).await?;
    Ok(Some(Gone { count, last }))
}

/// What to promise the ledger for those of these clients who still are at their end and not held.
fn acts(db: &mut Scoped, rules: &Rules, why: Why, ids: &[i64]) -> AppResult<Vec<Act>> {
    let workspace = suppression::queries::workspace_key(db)?;
    let mut acts = Vec::new();
    for (id, key) in queries::still_due(db, rules, why, ids)? {
        let target = Target::Contact { workspace: workspace.clone(), key };
        if !holds::queries::is_held(db, &target)? {
            db.record(why.recorded(), "contact", id, "");
            acts.push(Act::Erase { target, request: None });
        }
    }
    Ok(acts)
}

/// Announces, in every business that shortened its rules, whose end is two weeks away, and
/// takes the announcement back where somebody was active since.
pub async fn announce(services: &Services) -> AppResult<()> {
    let now = services.clock.now();
    let all = services.db.read(move |conn| queries::rules(&mut Unscoped::new(conn, now), 0)).await?;
    for rules in all {
        let mut from = Some(0);
        while let Some(after) = from {
            from = take_back(services, rules, after).await?;
        }
        let mut first = true;
        while rules.shortens() && announce_some(services, rules, first).await? {
            first = false;
        }
    }
    Ok(())
}

async fn take_back(services: &Services, rules: Rules, after: i64) -> AppResult<Option<i64>> {
    let now = services.clock.now();
    let step = move |conn: &mut _| {
        let mut db = Unscoped::new(conn, now);
        queries::forget_warnings(&mut db.scoped(Reach::system(rules.workspace_id)), &rules, after, STEP)
    };
    services.db.write(step).await
}

async fn announce_some(services: &Services, rules: Rules, first: bool) -> AppResult<bool> {
    let now = services.clock.now();
    let reach = move || Reach::system(rules.workspace_id);
    let find = move |conn: &mut _| queries::unwarned(&mut Unscoped::new(conn, now).scoped(reach()), &rules, STEP);
    let ids = services.db.read(find).await?;
    if ids.is_empty() {
        return Ok(false);
    }
    let more = ids.len() as i64 >= STEP;
    let warn = move |conn: &mut _| {
        let mut db = Unscoped::new(conn, now);
        let mut scoped = db.scoped(reach());
        queries::warn(&mut scoped, &ids)?;
        if first {
            enqueue_mails(&mut scoped)?;
        }
        scoped.finish()
    };
    services.db.write(warn).await?;
    Ok(more)
}

/// In the step that announces the first: nobody ends without a mail.
fn enqueue_mails(db: &mut Scoped) -> AppResult<()> {
    let workspace_id = db.workspace_id();
    for user_id in staff::queries::owners(db)? {
        db.enqueue(&EndsAnnounced { workspace_id, user_id })?;
    }
    Ok(())
}
