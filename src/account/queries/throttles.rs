//! The `sign_in_throttles` table: how often somebody guessed, by keyed digest.

use diesel::prelude::*;

use crate::clock::Instant;
use crate::db::Unscoped;
use crate::error::AppResult;
use crate::schema::sign_in_throttles;

/// Counts one more try unless the key is blocked now; `None` if it is, or has no row yet.
/// The statement takes the row's lock, so tries at the same time count one after the other.
pub fn count(db: &mut Unscoped, key: &str) -> AppResult<Option<i32>> {
    let now = db.now;
    let free = sign_in_throttles::blocked_until.is_null().or(sign_in_throttles::blocked_until.le(now));
    let failures = diesel::update(sign_in_throttles::table.find(key).filter(free))
        .set((
            sign_in_throttles::failures.eq(sign_in_throttles::failures + 1),
            sign_in_throttles::updated_at.eq(now),
        ))
        .returning(sign_in_throttles::failures)
        .get_result(&mut **db);
    Ok(failures.optional()?)
}

pub fn blocked_until(db: &mut Unscoped, key: &str) -> AppResult<Option<Instant>> {
    let until: Option<Option<Instant>> = sign_in_throttles::table
        .find(key)
        .select(sign_in_throttles::blocked_until)
        .first(&mut **db)
        .optional()?;
    Ok(until.flatten())
}

pub fn insert(db: &mut Unscoped, key: &str) -> AppResult<()> {
    let now = db.now;
    diesel::insert_into(sign_in_throttles::table)
        .values((
            sign_in_throttles::key.eq(key),
            sign_in_throttles::failures.eq(1),
            sign_in_throttles::updated_at.eq(now),
        ))
        .execute(&mut **db)?;
    Ok(())
}

pub fn block(db: &mut Unscoped, key: &str, until: Instant) -> AppResult<()> {
    diesel::update(sign_in_throttles::table.find(key))
        .set(sign_in_throttles::blocked_until.eq(until))
        .execute(&mut **db)?;
    Ok(())
}

pub fn clear(db: &mut Unscoped, key: &str) -> AppResult<()> {
    diesel::delete(sign_in_throttles::table.find(key)).execute(&mut **db)?;
    Ok(())
}
