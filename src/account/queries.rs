//! The `users` table; the account's other tables are in the files below.

pub mod devices;
pub mod memberships;
pub mod recovery;
pub mod throttles;
pub mod tokens;

use diesel::prelude::*;

use super::model::NewUser;
use crate::clock::Instant;
use crate::db::{Unscoped, ids};
use crate::error::AppResult;
use crate::schema::{notices, users};

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = users)]
pub struct User {
    pub id: i64,
    pub subject_key: String,
    pub name: String,
    pub email: String,
    pub email_key: String,
    pub phone: String,
    pub pseudonym: String,
    pub password_hash: String,
    pub email_verified_at: Option<Instant>,
    pub totp_secret: Option<Vec<u8>>,
    pub totp_confirmed_at: Option<Instant>,
    pub totp_last_step: Option<i64>,
    pub is_operator: bool,
    pub created_at: Instant,
}

impl User {
    pub fn has_second_factor(&self) -> bool {
        self.totp_confirmed_at.is_some()
    }
}

pub fn insert(db: &mut Unscoped, new: &NewUser) -> AppResult<i64> {
    let now = db.now;
    let id = diesel::insert_into(users::table)
        .values((
            users::subject_key.eq(ids::random_key()?),
            users::pseudonym.eq(ids::random_key()?),
            users::name.eq(&new.name),
            users::email.eq(&new.email),
            users::email_key.eq(&new.email_key),
            users::phone.eq(&new.phone),
            users::password_hash.eq(&new.password_hash),
            users::email_verified_at.eq(new.email_verified.then_some(now)),
            users::terms_accepted_at.eq(now),
            users::created_at.eq(now),
            users::updated_at.eq(now),
            users::notices_seen.eq(newest_notice(db)?),
        ))
        .returning(users::id)
        .get_result(&mut **db)?;
    Ok(id)
}

/// What was announced before somebody came is no news to them.
fn newest_notice(db: &mut Unscoped) -> AppResult<i64> {
    let newest: Option<i64> = notices::table.select(diesel::dsl::max(notices::id)).first(&mut **db)?;
    Ok(newest.unwrap_or_default())
}

pub fn find(db: &mut Unscoped, id: i64) -> AppResult<User> {
    Ok(users::table.find(id).select(User::as_select()).first(&mut **db)?)
}

pub fn find_by_email(db: &mut Unscoped, email_key: &str) -> AppResult<Option<User>> {
    let user = users::table.filter(users::email_key.eq(email_key)).select(User::as_select()).first(&mut **db);
    Ok(user.optional()?)
}

pub fn set_password(db: &mut Unscoped, id: i64, password_hash: &str) -> AppResult<()> {
    let now = db.now;
    diesel::update(users::table.find(id))
        .set((users::password_hash.eq(password_hash), users::updated_at.eq(now)))
        .execute(&mut **db)?;
    Ok(())
}

/// The first proof counts; a later one changes nothing.
pub fn mark_email_verified(db: &mut Unscoped, id: i64) -> AppResult<()> {
    let now = db.now;
    diesel::update(users::table.find(id).filter(users::email_verified_at.is_null()))
        .set((users::email_verified_at.eq(now), users::updated_at.eq(now)))
        .execute(&mut **db)?;
    Ok(())
}

/// Notes the step of the code just used; `false` if it, or a later one, was used before.
/// One statement, so that of two tries at once with the same code only one passes.
pub fn use_totp_step(db: &mut Unscoped, id: i64, step: i64) -> AppResult<bool> {
    let unused = users::totp_last_step.is_null().or(users::totp_last_step.lt(step));
    let changed = diesel::update(users::table.find(id).filter(unused))
        .set(users::totp_last_step.eq(step))
        .execute(&mut **db)?;
    Ok(changed == 1)
}
