//! The `recovery_codes` table.

use diesel::prelude::*;

use crate::db::Unscoped;
use crate::error::AppResult;
use crate::schema::recovery_codes;

/// Spends a code by its key (`totp::recovery_key`); `false` if there is none such unspent.
pub fn spend(db: &mut Unscoped, user_id: i64, key: &str) -> AppResult<bool> {
    let now = db.now;
    let unspent = recovery_codes::table
        .filter(recovery_codes::user_id.eq(user_id))
        .filter(recovery_codes::code_hash.eq(key))
        .filter(recovery_codes::used_at.is_null());
    Ok(diesel::update(unspent).set(recovery_codes::used_at.eq(now)).execute(&mut **db)? > 0)
}

pub fn left(db: &mut Unscoped, user_id: i64) -> AppResult<i64> {
    let left = recovery_codes::table
        .filter(recovery_codes::user_id.eq(user_id))
        .filter(recovery_codes::used_at.is_null())
        .count()
        .get_result(&mut **db)?;
    Ok(left)
}

/// New codes take the place of the old ones.
pub fn replace(db: &mut Unscoped, user_id: i64, keys: &[String]) -> AppResult<()> {
    diesel::delete(recovery_codes::table.filter(recovery_codes::user_id.eq(user_id))).execute(&mut **db)?;
    for key in keys {
        diesel::insert_into(recovery_codes::table)
            .values((recovery_codes::user_id.eq(user_id), recovery_codes::code_hash.eq(key)))
            .execute(&mut **db)?;
    }
    Ok(())
}
