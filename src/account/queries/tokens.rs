//! The `account_tokens` table: proofs sent by mail. Only digests are stored.

use diesel::prelude::*;

use crate::clock::Instant;
use crate::db::{Unscoped, ids};
use crate::error::AppResult;
use crate::schema::account_tokens;
use crate::text_enum;

text_enum! {
    /// What a token proves the right to.
    pub enum Purpose {
        VerifyEmail = "verify_email",
        ResetPassword = "reset_password",
        ChangeEmail = "change_email",
    }
}

impl Purpose {
    pub const fn lifetime(self) -> time::Duration {
        match self {
            Self::VerifyEmail => time::Duration::days(3),
            Self::ResetPassword => time::Duration::hours(1),
            Self::ChangeEmail => time::Duration::minutes(30),
        }
    }
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = account_tokens)]
pub struct Token {
    pub id: i64,
    pub user_id: i64,
    pub token_hash: String,
    pub new_email: Option<String>,
    pub attempts: i32,
    pub expires_at: Instant,
}

/// Stores the digest of a token or a code.
pub fn insert(
    db: &mut Unscoped,
    user_id: i64,
    purpose: Purpose,
    token_hash: &str,
    new_email: Option<&str>,
) -> AppResult<i64> {
    let now = db.now;
    let id = diesel::insert_into(account_tokens::table)
        .values((
            account_tokens::user_id.eq(user_id),
            account_tokens::purpose.eq(purpose),
            account_tokens::token_hash.eq(token_hash),
            account_tokens::new_email.eq(new_email),
            account_tokens::created_at.eq(now),
            account_tokens::expires_at.eq(now + purpose.lifetime()),
        ))
        .returning(account_tokens::id)
        .get_result(&mut **db)?;
    Ok(id)
}

/// Makes a token for a link; this is the only time that it is known.
pub fn issue(db: &mut Unscoped, user_id: i64, purpose: Purpose) -> AppResult<String> {
    let token = ids::random_token()?;
    insert(db, user_id, purpose, &ids::digest(&token), None)?;
    Ok(token)
}

/// The live token of that text.
pub fn find(db: &mut Unscoped, purpose: Purpose, token: &str) -> AppResult<Option<Token>> {
    let now = db.now;
    let found = account_tokens::table
        .filter(account_tokens::token_hash.eq(ids::digest(token)))
        .filter(account_tokens::purpose.eq(purpose))
        .filter(account_tokens::used_at.is_null())
        .filter(account_tokens::expires_at.gt(now))
        .select(Token::as_select())
        .first(&mut **db);
    Ok(found.optional()?)
}

/// The user's newest live token, for a code that is looked up by its user.
pub fn latest(db: &mut Unscoped, user_id: i64, purpose: Purpose) -> AppResult<Option<Token>> {
    let now = db.now;
    let found = account_tokens::table
        .filter(account_tokens::user_id.eq(user_id))
        .filter(account_tokens::purpose.eq(purpose))
        .filter(account_tokens::used_at.is_null())
        .filter(account_tokens::expires_at.gt(now))
        .order(account_tokens::id.desc())
        .select(Token::as_select())
        .first(&mut **db);
    Ok(found.optional()?)
}

/// Spends a token; `false` if somebody was quicker.
pub fn spend(db: &mut Unscoped, id: i64) -> AppResult<bool> {
    let now = db.now;
    let unspent = account_tokens::table.find(id).filter(account_tokens::used_at.is_null());
    Ok(diesel::update(unspent).set(account_tokens::used_at.eq(now)).execute(&mut **db)? == 1)
}

/// Spends every open token of a user for a purpose.
pub fn spend_all(db: &mut Unscoped, user_id: i64, purpose: Purpose) -> AppResult<()> {
    let now = db.now;
    let open = account_tokens::table
        .filter(account_tokens::user_id.eq(user_id))
        .filter(account_tokens::purpose.eq(purpose))
        .filter(account_tokens::used_at.is_null());
    diesel::update(open).set(account_tokens::used_at.eq(now)).execute(&mut **db)?;
    Ok(())
}

pub fn count_attempt(db: &mut Unscoped, id: i64) -> AppResult<()> {
    diesel::update(account_tokens::table.find(id))
        .set(account_tokens::attempts.eq(account_tokens::attempts + 1))
        .execute(&mut **db)?;
    Ok(())
}

/// How many were made for a user since then, used or not: a limit on mails.
pub fn made_since(db: &mut Unscoped, user_id: i64, purpose: Purpose, since: Instant) -> AppResult<i64> {
    let count = account_tokens::table
        .filter(account_tokens::user_id.eq(user_id))
        .filter(account_tokens::purpose.eq(purpose))
        .filter(account_tokens::created_at.gt(since))
        .count()
        .get_result(&mut **db)?;
    Ok(count)
}
