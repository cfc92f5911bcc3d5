//! The `fault_groups` and `faults` tables.

use diesel::prelude::*;

use crate::db::Unscoped;
use crate::error::AppResult;
use crate::hits::Fault;
use crate::schema::{fault_groups, faults};

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
                fault_groups::resolved_at.eq(None::<crate::clock::Instant>),
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
