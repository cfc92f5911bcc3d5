//! `contact_warnings`, and the clients whose end has come.

use diesel::prelude::*;
use time::Duration;

use super::Contacts;
use crate::clock::Instant;
use crate::contacts::ending::{NOTICE, Rules, Why};
use crate::db::{Scoped, Unscoped};
use crate::error::AppResult;
use crate::schema::{contact_warnings as warnings, contacts, privacy_requests, workspaces};

/// The rules of every business, of those from one number on.
pub fn rules(db: &mut Unscoped, from: i64) -> AppResult<Vec<Rules>> {
    let all = workspaces::table.filter(workspaces::id.ge(from)).order(workspaces::id);
    let columns =
        (workspaces::id, workspaces::inactive_months, workspaces::archived_months, workspaces::trash_days);
    Ok(all.select(columns).load(&mut **db)?)
}

pub fn rules_here(db: &mut Scoped) -> AppResult<Rules> {
    let columns =
        (workspaces::id, workspaces::inactive_months, workspaces::archived_months, workspaces::trash_days);
    Ok(workspaces::table.find(db.workspace_id()).select(columns).first(&mut **db)?)
}

/// Who is at the end at a moment; `None` without such a rule. Whom the business may not use,
/// and who asked for something that is not answered yet, is not ended by the clock.
fn ending(rules: &Rules, why: Why, at: Instant) -> Option<Contacts> {
    let before = rules.last_active_before(why, at)?;
    let here = contacts::table.filter(contacts::workspace_id.eq(rules.workspace_id)).into_boxed();
    if why == Why::Trash {
        // Keeping it is what the person asked for.
        return Some(here.filter(contacts::deleted_at.le(before)).filter(contacts::restricted_at.is_null()));
    }
    let asked = privacy_requests::table
        .filter(privacy_requests::closed_at.is_null())
        .select(privacy_requests::subject_key);
    let quiet = here
        .filter(contacts::deleted_at.is_null())
        .filter(contacts::restricted_at.is_null())
        .filter(contacts::updated_at.le(before))
        .filter(contacts::active_at.is_null().or(contacts::active_at.assume_not_null().le(before)))
        .filter(contacts::subject_key.ne_all(asked));
    Some(match why {
        Why::Archived => quiet.filter(contacts::archived_at.is_not_null()),
        Why::Trash | Why::Inactive => quiet.filter(contacts::archived_at.is_null()),
    })
}

/// The same, of those only whose end was announced in time.
fn due(rules: &Rules, why: Why, at: Instant) -> Option<Contacts> {
    let ending = ending(rules, why, at)?;
    if why == Why::Trash {
        return Some(ending);
    }
    let announced = warnings::table
        .filter(warnings::workspace_id.eq(rules.workspace_id))
        .filter(warnings::warned_at.le(at - NOTICE))
        .select(warnings::contact_id);
    Some(ending.filter(contacts::id.eq_any(announced)))
}

/// The next clients at their end after (workspace, contact), all of one business.
pub fn next(
    db: &mut Unscoped,
    why: Why,
    after: (i64, i64),
    limit: i64,
) -> AppResult<Option<(Rules, Vec<i64>)>> {
    let now = db.now;
    for rules in rules(db, after.0)? {
        let Some(due) = due(&rules, why, now) else { continue };
        let from = if rules.workspace_id == after.0 { after.1 } else { 0 };
        let later = due.filter(contacts::id.gt(from)).order(contacts::id).limit(limit);
        let ids: Vec<i64> = later.select(contacts::id).load(&mut **db)?;
        if !ids.is_empty() {
            return Ok(Some((rules, ids)));
        }
    }
    Ok(None)
}

/// Of these those who are at their end still, with the key that the ledger calls them by.
pub fn still_due(db: &mut Scoped, rules: &Rules, why: Why, ids: &[i64]) -> AppResult<Vec<(i64, String)>> {
    let Some(due) = due(rules, why, db.now) else { return Ok(Vec::new()) };
    let rows = due.filter(contacts::id.eq_any(ids.to_vec())).order(contacts::id);
    Ok(rows.select((contacts::id, contacts::subject_key)).load(&mut **db)?)
}

/// How many reach their end by a moment: everywhere, or in one business.
pub fn count(db: &mut Unscoped, why: Why, at: Instant, workspace: Option<i64>) -> AppResult<i64> {
    let mut count = 0;
    for rules in rules(db, workspace.unwrap_or(0))? {
        if workspace.is_some_and(|id| id != rules.workspace_id) {
            break;
        }
        if let Some(due) = due(&rules, why, at) {
            count += due.count().get_result::<i64>(&mut **db)?;
        }
    }
    Ok(count)
}

const QUIET: [Why; 2] = [Why::Inactive, Why::Archived];

/// Clients whose end is near enough to be announced and was not yet.
pub fn unwarned(db: &mut Scoped, rules: &Rules, limit: i64) -> AppResult<Vec<i64>> {
    let soon = db.now + NOTICE;
    for why in QUIET {
        let Some(ending) = ending(rules, why, soon) else { continue };
        let told = warnings::table
            .filter(warnings::workspace_id.eq(rules.workspace_id))
            .select(warnings::contact_id);
        let rows = ending.filter(contacts::id.ne_all(told)).order(contacts::id).limit(limit);
        let ids: Vec<i64> = rows.select(contacts::id).load(&mut **db)?;
        if !ids.is_empty() {
            return Ok(ids);
        }
    }
    Ok(Vec::new())
}

pub fn warn(db: &mut Scoped, ids: &[i64]) -> AppResult<()> {
    let (workspace, now) = (db.workspace_id(), db.now);
    for id in ids {
        diesel::insert_into(warnings::table)
            .values((
                warnings::workspace_id.eq(workspace),
                warnings::contact_id.eq(id),
                warnings::warned_at.eq(now),
            ))
            .execute(&mut **db)?;
    }
    Ok(())
}

/// Takes back what was announced for clients after one number who are not near their end any
/// more; where to go on, `None` once all are looked at.
pub fn forget_warnings(db: &mut Scoped, rules: &Rules, after: i64, limit: i64) -> AppResult<Option<i64>> {
    let soon = db.now + NOTICE;
    let here = warnings::table.filter(warnings::workspace_id.eq(rules.workspace_id));
    let told = here.filter(warnings::contact_id.gt(after)).order(warnings::contact_id).limit(limit);
    let mut stale: Vec<i64> = told.select(warnings::contact_id).load(&mut **db)?;
    let next = stale.last().copied().filter(|_| stale.len() as i64 >= limit);
    for ending in QUIET.iter().filter_map(|why| ending(rules, *why, soon)) {
        let still = ending.filter(contacts::id.eq_any(stale.clone())).select(contacts::id);
        let still: Vec<i64> = still.load(&mut **db)?;
        stale.retain(|id| !still.contains(id));
    }
    diesel::delete(here.filter(warnings::contact_id.eq_any(stale))).execute(&mut **db)?;
    Ok(next)
}

/// What the owners of a business are told.
#[derive(Debug)]
pub struct Announcement {
    pub business: String,
    pub timezone: String,
    pub locale: String,
    pub clients: i64,
    pub first_end: Instant,
}

/// `None` when nobody's end is announced.
pub fn announcement(db: &mut Scoped) -> AppResult<Option<Announcement>> {
    let here = warnings::table.filter(warnings::workspace_id.eq(db.workspace_id()));
    let clients = here.count().get_result(&mut **db)?;
    let first: Option<Instant> = here.select(diesel::dsl::min(warnings::warned_at)).first(&mut **db)?;
    let Some(first) = first else { return Ok(None) };
    let own = workspaces::table.find(db.workspace_id());
    let (business, timezone, locale) =
        own.select((workspaces::name, workspaces::timezone, workspaces::locale)).first(&mut **db)?;
    Ok(Some(Announcement { business, timezone, locale, clients, first_end: first + NOTICE }))
}

/// Somebody whose end is near.
#[derive(Debug, Clone)]
pub struct Ending {
    pub id: i64,
    pub name: String,
    pub last_active: Instant,
    pub ends_at: Instant,
}

/// Who ends within `span`, the first first, at most so many; and how many they are in all.
pub fn coming(db: &mut Scoped, rules: &Rules, span: Duration, most: usize) -> AppResult<(Vec<Ending>, i64)> {
    let until = db.now + span;
    let (mut found, mut all) = (Vec::new(), 0);
    for why in QUIET {
        let (Some(rows), Some(counted)) = (ending(rules, why, until), ending(rules, why, until)) else {
            continue;
        };
        all += counted.count().get_result::<i64>(&mut **db)?;
        let rows: Vec<Near> = rows
            .left_join(warnings::table.on(warnings::contact_id.eq(contacts::id)))
            .order((contacts::updated_at, contacts::id))
            .limit(most as i64)
            .select((
                contacts::id,
                contacts::name,
                contacts::updated_at,
                contacts::active_at,
                warnings::warned_at.nullable(),
            ))
            .load(&mut **db)?;
        found.extend(rows.into_iter().filter_map(|near| near.ending(rules, why, db.now)));
    }
    found.sort_by_key(|ending: &Ending| (ending.ends_at, ending.id));
    found.truncate(most);
    Ok((found, all))
}

/// How many deleted clients are at their end under these rules.
pub fn in_trash(db: &mut Scoped, rules: &Rules) -> AppResult<i64> {
    let Some(ending) = ending(rules, Why::Trash, db.now) else { return Ok(0) };
    Ok(ending.count().get_result(&mut **db)?)
}

#[derive(Queryable)]
struct Near {
    id: i64,
    name: String,
    updated_at: Instant,
    active_at: Option<Instant>,
    warned_at: Option<Instant>,
}

impl Near {
    fn ending(self, rules: &Rules, why: Why, now: Instant) -> Option<Ending> {
        let last_active = self.active_at.map_or(self.updated_at, |at| at.max(self.updated_at));
        // Not before the announcement is two weeks old; one that is missing comes tonight.
        let told = self.warned_at.unwrap_or(now) + NOTICE;
        let ends_at = rules.end(why, last_active)?.max(told);
        Some(Ending { id: self.id, name: self.name, last_active, ends_at })
    }
}

/// Notes that the business had to do with this client: the months begin anew. Called by
/// whatever counts as activity.
pub fn touch_active(db: &mut Scoped, contact_id: i64) -> AppResult<()> {
    let now = db.now;
    active_until(db, contact_id, now)
}

/// The same for what is still to come. What was noted of a later day stands.
pub fn active_until(db: &mut Scoped, contact_id: i64, moment: Instant) -> AppResult<()> {
    let workspace = db.workspace_id();
    let row = contacts::table
        .filter(contacts::workspace_id.eq(workspace))
        .filter(contacts::id.eq(contact_id))
        .filter(contacts::active_at.is_null().or(contacts::active_at.assume_not_null().lt(moment)));
    diesel::update(row).set(contacts::active_at.eq(moment)).execute(&mut **db)?;
    let told = warnings::table.filter(warnings::workspace_id.eq(workspace));
    diesel::delete(told.filter(warnings::contact_id.eq(contact_id))).execute(&mut **db)?;
    Ok(())
}

/// Saves what the business chose; `None` leaves clients alone.
pub fn set_rules(db: &mut Scoped, rules: &Rules) -> AppResult<()> {
    diesel::update(workspaces::table.find(db.workspace_id()))
        .set((
            workspaces::inactive_months.eq(rules.inactive_months),
            workspaces::archived_months.eq(rules.archived_months),
            workspaces::trash_days.eq(rules.trash_days),
        ))
        .execute(&mut **db)?;
    Ok(())
}
