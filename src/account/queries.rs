//! The `users` table.

use diesel::prelude::*;

use super::model::NewUser;
use crate::clock::Instant;
use crate::db::{Unscoped, ids};
use crate::error::AppResult;
use crate::schema::users;

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = users)]
pub struct User {
    pub id: i64,
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
        ))
        .returning(users::id)
        .get_result(&mut **db)?;
    Ok(id)
}

pub fn find(db: &mut Unscoped, id: i64) -> AppResult<User> {
    Ok(users::table.find(id).select(User::as_select()).first(&mut **db)?)
}

pub fn find_by_email(db: &mut Unscoped, email_key: &str) -> AppResult<Option<User>> {
    let user = users::table.filter(users::email_key.eq(email_key)).select(User::as_select()).first(&mut **db);
    Ok(user.optional()?)
}
