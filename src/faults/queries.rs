//! The `fault_groups` and `faults` tables.

use diesel::prelude::*;

use crate::clock::Instant;
use crate::db::Unscoped;
use crate::error::AppResult;
use crate::hits::Fault;
use crate::schema::{fault_groups, faults};
use crate::web::paging::Slice;

const PAGE: usize = 25;
/// Request numbers shown of each group: enough to find it in the log.
const NUMBERS: usize = 3;

/// Of each group the request numbers of the latest failures are kept.
const KEPT: i64 = 20;

pub fn add(db: &mut Unscoped, fingerprint: &str, fault: &Fault) -> AppResult<()> {
    let group = group_of(db, fingerprint, fault)?;
    diesel::insert_into(faults::table)
        .values((
            faults::group_id.eq(group),
            faults::at.eq(fault.at),
            faults::request_id.eq(&fault.request_id),
        ))
        .execute(&mut **db)?;
    drop_older(db, group)
}

/// A failure that comes back is no longer resolved.
fn group_of(db: &mut Unscoped, fingerprint: &str, fault: &Fault) -> AppResult<i64> {
    let known: Option<i64> =
        diesel::update(fault_groups::table.filter(fault_groups::fingerprint.eq(fingerprint)))
            .set((
                fault_groups::times.eq(fault_groups::times + 1),
                fault_groups::last_at.eq(fault.at),
                fault_groups::resolved_at.eq(None::<Instant>),
            ))
            .returning(fault_groups::id)
            .get_result(&mut **db)
            .optional()?;
    if let Some(id) = known {
        return Ok(id);
    }
    Ok(diesel::insert_into(fault_groups::table)
        .values((
            fault_groups::fingerprint.eq(fingerprint),
            fault_groups::method.eq(&fault.method),
            fault_groups::route.eq(&fault.route),
            fault_groups::status.eq(i32::from(fault.status)),
            fault_groups::cause.eq(&fault.cause),
            fault_groups::times.eq(1),
            fault_groups::first_at.eq(fault.at),
            fault_groups::last_at.eq(fault.at),
        ))
        .returning(fault_groups::id)
        .get_result(&mut **db)?)
}

fn drop_older(db: &mut Unscoped, group: i64) -> AppResult<()> {
    let oldest_kept: Option<i64> = faults::table
        .filter(faults::group_id.eq(group))
        .order(faults::id.desc())
        .offset(KEPT - 1)
        .select(faults::id)
        .first(&mut **db)
        .optional()?;
    let Some(oldest_kept) = oldest_kept else { return Ok(()) };
    diesel::delete(faults::table.filter(faults::group_id.eq(group).and(faults::id.lt(oldest_kept))))
        .execute(&mut **db)?;
    Ok(())
}

#[derive(Queryable)]
pub struct Group {
    pub id: i64,
    pub method: String,
    pub route: String,
    pub status: i32,
    pub cause: String,
    pub times: i64,
    pub first_at: Instant,
    pub last_at: Instant,
}

/// A group with the request numbers of its latest failures.
pub struct Listed {
    pub group: Group,
    pub request_ids: Vec<String>,
}

/// Groups that are mended, or not, the latest first, from below the group `after`.
pub fn list(db: &mut Unscoped, mended: bool, after: Option<i64>) -> AppResult<Slice<Listed>> {
    let start: Option<Instant> = match after {
        Some(id) => fault_groups::table.find(id).select(fault_groups::last_at).first(&mut **db).optional()?,
        None => None,
    };
    let mut query = fault_groups::table.into_boxed();
    query = match mended {
        true => query.filter(fault_groups::resolved_at.is_not_null()),
        false => query.filter(fault_groups::resolved_at.is_null()),
    };
    if let (Some(at), Some(id)) = (start, after) {
        let same_moment = fault_groups::last_at.eq(at).and(fault_groups::id.lt(id));
        query = query.filter(fault_groups::last_at.lt(at).or(same_moment));
    }
    let groups: Vec<Group> = query
        .order((fault_groups::last_at.desc(), fault_groups::id.desc()))
        .limit(PAGE as i64 + 1)
        .select((
            fault_groups::id,
            fault_groups::method,
            fault_groups::route,
            fault_groups::status,
            fault_groups::cause,
            fault_groups::times,
            fault_groups::first_at,
            fault_groups::last_at,
        ))
        .load(&mut **db)?;
    let slice = Slice::cut(groups, PAGE);
    let numbers = numbers_of(db, &slice.rows)?;
    let listed = |group: Group| {
        let own = numbers.iter().filter(|(id, _)| *id == group.id);
        let request_ids = own.map(|(_, number)| number.clone()).take(NUMBERS).collect();
        Listed { group, request_ids }
    };
    Ok(Slice { has_more: slice.has_more, rows: slice.rows.into_iter().map(listed).collect() })
}

fn numbers_of(db: &mut Unscoped, groups: &[Group]) -> AppResult<Vec<(i64, String)>> {
    let ids: Vec<i64> = groups.iter().map(|group| group.id).collect();
    Ok(faults::table
        .filter(faults::group_id.eq_any(ids))
        .order((faults::group_id, faults::id.desc()))
        .select((faults::group_id, faults::request_id))
        .load(&mut **db)?)
}

/// `false` if there is no such group.
pub fn mend(db: &mut Unscoped, id: i64) -> AppResult<bool> {
    let now = db.now;
    let group = fault_groups::table.find(id);
    Ok(diesel::update(group).set(fault_groups::resolved_at.eq(now)).execute(&mut **db)? > 0)
}

/// Groups that nobody has mended.
pub fn open(db: &mut Unscoped) -> AppResult<i64> {
    Ok(fault_groups::table.filter(fault_groups::resolved_at.is_null()).count().get_result(&mut **db)?)
}

/// How often something failed for `cause` since then.
pub fn count_since(db: &mut Unscoped, cause: &str, since: Instant) -> AppResult<i64> {
    let of_cause = fault_groups::table.filter(fault_groups::cause.eq(cause));
    Ok(of_cause.filter(fault_groups::last_at.ge(since)).count().get_result(&mut **db)?)
}
