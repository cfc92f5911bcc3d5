//! The second factor's columns of `users`, and who must have one.

use diesel::prelude::*;

use crate::account::queries::recovery;
use crate::clock::Instant;
use crate::db::Unscoped;
use crate::error::AppResult;
use crate::schema::{members, role_rules, users};

/// A factor that is on stays as it is.
pub fn propose_secret(db: &mut Unscoped, user_id: i64, sealed: &[u8]) -> AppResult<()> {
    let unconfirmed = users::table.find(user_id).filter(users::totp_confirmed_at.is_null());
    diesel::update(unconfirmed)
        .set((users::totp_secret.eq(sealed), users::totp_last_step.eq(None::<i64>)))
        .execute(&mut **db)?;
    Ok(())
}

pub fn confirm_factor(db: &mut Unscoped, user_id: i64, sealed: &[u8], step: i64) -> AppResult<()> {
    let now = db.now;
    diesel::update(users::table.find(user_id))
        .set((
            users::totp_secret.eq(sealed),
            users::totp_confirmed_at.eq(now),
            users::totp_last_step.eq(step),
            users::updated_at.eq(now),
        ))
        .execute(&mut **db)?;
    Ok(())
}

pub fn remove_factor(db: &mut Unscoped, user_id: i64) -> AppResult<()> {
    let now = db.now;
    diesel::update(users::table.find(user_id))
        .set((
            users::totp_secret.eq(None::<Vec<u8>>),
            users::totp_confirmed_at.eq(None::<Instant>),
            users::totp_last_step.eq(None::<i64>),
            users::updated_at.eq(now),
        ))
        .execute(&mut **db)?;
    recovery::replace(db, user_id, &[])
}

/// Whether any business the person works in demands a second factor of their role.
pub fn role_requires_factor(db: &mut Unscoped, user_id: i64) -> AppResult<bool> {
    let rule_for_role =
        role_rules::workspace_id.eq(members::workspace_id).and(role_rules::role.eq(members::role));
    let demanding = members::table
        .inner_join(role_rules::table.on(rule_for_role))
        .filter(members::user_id.eq(user_id))
        .filter(members::deactivated_at.is_null())
        .filter(role_rules::require_second_factor.eq(true))
        .select(members::id)
        .first::<i64>(&mut **db)
        .optional()?;
    Ok(demanding.is_some())
}
