//! The `passkeys` and `passkey_challenges` tables.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use diesel::prelude::*;
use webauthn_rs::prelude::{Passkey, Uuid};

use super::ceremony::{LIVES, Waiting};
use crate::clock::Instant;
use crate::db::{Unscoped, ids};
use crate::error::{AppError, AppResult};
use crate::schema::{passkey_challenges as challenges, passkeys, users};

#[derive(Debug, Queryable)]
pub struct PasskeyRow {
    pub id: i64,
    pub name: String,
    pub created_at: Instant,
    pub last_used_at: Option<Instant>,
}

const ROW: (passkeys::id, passkeys::name, passkeys::created_at, passkeys::last_used_at) =
    (passkeys::id, passkeys::name, passkeys::created_at, passkeys::last_used_at);

pub fn list(db: &mut Unscoped, user_id: i64) -> AppResult<Vec<PasskeyRow>> {
    let own = passkeys::table.filter(passkeys::user_id.eq(user_id)).order(passkeys::id);
    Ok(own.select(ROW).load(&mut **db)?)
}

pub fn find(db: &mut Unscoped, user_id: i64, id: i64) -> AppResult<PasskeyRow> {
    let own = passkeys::table.find(id).filter(passkeys::user_id.eq(user_id));
    Ok(own.select(ROW).first(&mut **db)?)
}

pub fn rename(db: &mut Unscoped, user_id: i64, id: i64, name: &str) -> AppResult<()> {
    let own = passkeys::table.find(id).filter(passkeys::user_id.eq(user_id));
    expect_one(diesel::update(own).set(passkeys::name.eq(name)).execute(&mut **db)?)
}

pub fn remove(db: &mut Unscoped, user_id: i64, id: i64) -> AppResult<()> {
    let own = passkeys::table.find(id).filter(passkeys::user_id.eq(user_id));
    expect_one(diesel::delete(own).execute(&mut **db)?)
}

fn expect_one(rows: usize) -> AppResult<()> {
    if rows == 0 { Err(AppError::NotFound) } else { Ok(()) }
}

pub fn insert(db: &mut Unscoped, user_id: i64, name: &str, passkey: &Passkey) -> AppResult<()> {
    let now = db.now;
    diesel::insert_into(passkeys::table)
        .values((
            passkeys::user_id.eq(user_id),
            passkeys::credential_key.eq(key_of(passkey.cred_id())),
            passkeys::name.eq(name),
            passkeys::credential.eq(to_text(passkey)?),
            passkeys::created_at.eq(now),
        ))
        .execute(&mut **db)?;
    Ok(())
}

/// The person's passkeys as the ceremony needs them.
pub fn credentials(db: &mut Unscoped, user_id: i64) -> AppResult<Vec<Passkey>> {
    let own = passkeys::table.filter(passkeys::user_id.eq(user_id));
    let texts: Vec<String> = own.select(passkeys::credential).load(&mut **db)?;
    texts.iter().map(|text| from_text(text)).collect()
}

/// The handle under which authenticators know an account: random, and about nobody.
pub fn handle(db: &mut Unscoped, user_id: i64) -> AppResult<Uuid> {
    let key: String = users::table.find(user_id).select(users::subject_key).first(&mut **db)?;
    Uuid::parse_str(&key).map_err(AppError::internal)
}

pub struct Known {
    pub id: i64,
    pub user_id: i64,
    pub passkey: Passkey,
}

/// The passkey of that credential, if it belongs to the account of that handle.
pub fn find_known(db: &mut Unscoped, credential_id: &[u8], handle: Uuid) -> AppResult<Option<Known>> {
    let found: Option<(i64, i64, String)> = passkeys::table
        .inner_join(users::table.on(users::id.eq(passkeys::user_id)))
        .filter(passkeys::credential_key.eq(key_of(credential_id)))
        .filter(users::subject_key.eq(handle.simple().to_string()))
        .select((passkeys::id, passkeys::user_id, passkeys::credential))
        .first(&mut **db)
        .optional()?;
    let Some((id, user_id, text)) = found else { return Ok(None) };
    Ok(Some(Known { id, user_id, passkey: from_text(&text)? }))
}

pub fn mark_used(db: &mut Unscoped, id: i64, passkey: &Passkey) -> AppResult<()> {
    let now = db.now;
    let changed = diesel::update(passkeys::table.find(id))
        .set((passkeys::credential.eq(to_text(passkey)?), passkeys::last_used_at.eq(now)))
        .execute(&mut **db)?;
    expect_one(changed)
}

/// Keeps a ceremony's state; the token that finds it again goes to the browser.
pub fn keep_waiting(db: &mut Unscoped, user_id: Option<i64>, waiting: &Waiting) -> AppResult<String> {
    let now = db.now;
    diesel::delete(challenges::table.filter(challenges::expires_at.le(now))).execute(&mut **db)?;
    let token = ids::random_token()?;
    diesel::insert_into(challenges::table)
        .values((
            challenges::token_hash.eq(ids::digest(&token)),
            challenges::user_id.eq(user_id),
            challenges::state.eq(serde_json::to_string(waiting).map_err(AppError::internal)?),
            challenges::expires_at.eq(now + LIVES),
        ))
        .execute(&mut **db)?;
    Ok(token)
}

/// The state of a token, once, and only for whom it was made.
pub fn take_waiting(db: &mut Unscoped, user_id: Option<i64>, token: &str) -> AppResult<Option<Waiting>> {
    let now = db.now;
    let found: Option<(i64, Option<i64>, String)> = challenges::table
        .filter(challenges::token_hash.eq(ids::digest(token)))
        .filter(challenges::expires_at.gt(now))
        .select((challenges::id, challenges::user_id, challenges::state))
        .first(&mut **db)
        .optional()?;
    let Some((id, owner, state)) = found else { return Ok(None) };
    let taken = diesel::delete(challenges::table.find(id)).execute(&mut **db)?;
    if taken == 0 || owner != user_id {
        return Ok(None);
    }
    serde_json::from_str(&state).map(Some).map_err(AppError::internal)
}

fn key_of(credential_id: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(credential_id)
}

fn to_text(passkey: &Passkey) -> AppResult<String> {
    serde_json::to_string(passkey).map_err(AppError::internal)
}

fn from_text(text: &str) -> AppResult<Passkey> {
    serde_json::from_str(text).map_err(AppError::internal)
}
