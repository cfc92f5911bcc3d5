//! The second factor's columns of `users`, and who must have one.

use diesel::prelude::*;

use crate::account::queries::recovery;
use crate::clock::Instant;
use crate::db::Unscoped;
use crate::error::AppResult;
use crate::schema::{members, role_rules, users};

/// How far the second factor is set up; `S` is the secret, sealed or open.
pub enum Factor<S> {
    Off,
    /// A secret was shown, and no code has proven yet that it arrived in an app.
    Pending(S),
    On,
}

impl<S> Factor<S> {
    pub fn open<T>(self, open: impl FnOnce(&S) -> AppResult<T>) -> AppResult<Factor<T>> {
        Ok(match self {
            Self::Off => Factor::Off,
            Self::Pending(sealed) => Factor::Pending(open(&sealed)?),
            Self::On => Factor::On,
        })
    }
}

pub fn factor(db: &mut Unscoped, user_id: i64) -> AppResult<Factor<Vec<u8>>> {
    let row: (Option<Vec<u8>>, Option<Instant>) =
        users::table.find(user_id).select((users::totp_secret, users::totp_confirmed_at)).first(&mut **db)?;
    Ok(match row {
        (Some(_), Some(_)) => Factor::On,
        (Some(secret), None) => Factor::Pending(secret),
        (None, _) => Factor::Off,
    })
}

/// A factor that is on stays as it is.
pub fn propose_secret(db: &mut Unscoped, user_id: i64, sealed: &[u8]) -> AppResult<()> {
    let unconfirmed = users::table.find(user_id).filter(users::totp_confirmed_at.is_null());
    diesel::update(unconfirmed)
        .set((users::totp_secret.eq(sealed), users::totp_last_step.eq(None::<i64>)))
        .execute(&mut **db)?;
    Ok(())
}

pub fn confirm_factor(db: &mut Unscoped, user_id: i64, step: i64) -> AppResult<()> {
    let now = db.now;
    diesel::update(users::table.find(user_id))
        .set((users::totp_confirmed_at.eq(now), users::totp_last_step.eq(step), users::updated_at.eq(now)))
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
