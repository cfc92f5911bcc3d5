//! `privacy_inquiries`: what waits for its code. Only digests of token and code are stored,
//! and a row goes when its code is used or its time is over.

use diesel::prelude::*;
use time::Duration;

use crate::clock::Instant;
use crate::db::{Unscoped, ids};
use crate::error::AppResult;
use crate::requests::model::{Door, Kind, NewInquiry};
use crate::schema::privacy_inquiries as i;

/// A code of eight digits works so long.
pub const CODE_LIFETIME: Duration = Duration::minutes(30);
/// It can be guessed this often before it dies.
const MOST_TRIES: i32 = 5;
/// Codes for one inquiry.
const MOST_CODES: i32 = 5;

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = i)]
pub struct Inquiry {
    pub id: i64,
    pub door: Door,
    pub workspace_id: Option<i64>,
    pub kind: Kind,
    pub place: String,
    pub address: String,
    pub address_key: String,
    pub address_digest: String,
    pub wording: String,
    pub field: String,
    pub proposed: String,
    pub actor: String,
    pub received_at: Instant,
    pub code_digest: String,
    pub code_expires_at: Option<Instant>,
}

/// Writes an inquiry down; the token is known to whoever asked alone.
pub fn open(db: &mut Unscoped, new: &NewInquiry) -> AppResult<(i64, String)> {
    let (now, token) = (db.now, ids::random_token()?);
    let id = diesel::insert_into(i::table)
        .values((
            i::token_digest.eq(ids::digest(&token)),
            i::door.eq(new.door),
            i::workspace_id.eq(new.workspace_id),
            i::kind.eq(new.kind),
            i::place.eq(&new.place),
            i::address.eq(&new.address),
            i::address_key.eq(&new.address_key),
            i::address_digest.eq(&new.address_digest),
            i::wording.eq(&new.wording),
            i::field.eq(&new.field),
            i::proposed.eq(&new.proposed),
            i::actor.eq(&new.actor),
            i::received_at.eq(new.received_at),
            i::created_at.eq(now),
            i::expires_at.eq(now + new.lifetime()),
        ))
        .returning(i::id)
        .get_result(&mut **db)?;
    Ok((id, token))
}

/// 404 once it was confirmed or its time is over.
pub fn by_token(db: &mut Unscoped, token: &str) -> AppResult<Inquiry> {
    let live = i::table.filter(i::token_digest.eq(ids::digest(token))).filter(i::expires_at.gt(db.now));
    Ok(live.select(Inquiry::as_select()).first(&mut **db)?)
}

pub fn find(db: &mut Unscoped, id: i64) -> AppResult<Option<Inquiry>> {
    Ok(i::table.find(id).select(Inquiry::as_select()).first(&mut **db).optional()?)
}

/// A fresh code, with all its tries; a letter's inquiry also gets the token that is mailed.
pub fn arm(db: &mut Unscoped, id: i64, code_digest: &str, token: Option<&str>) -> AppResult<()> {
    let now = db.now;
    diesel::update(i::table.find(id))
        .set((
            i::code_digest.eq(code_digest),
            i::code_expires_at.eq(now + CODE_LIFETIME),
            i::tries.eq(0),
            token.map(|token| i::token_digest.eq(ids::digest(token))),
        ))
        .execute(&mut **db)?;
    Ok(())
}

/// Counts a try before it is judged; `false` when there were too many, or the code is too old.
pub fn count_try(db: &mut Unscoped, id: i64) -> AppResult<bool> {
    let live = i::table.find(id).filter(i::tries.lt(MOST_TRIES)).filter(i::code_expires_at.gt(db.now));
    Ok(diesel::update(live).set(i::tries.eq(i::tries + 1)).execute(&mut **db)? == 1)
}

/// Whether one more code may be sent.
pub fn take_code(db: &mut Unscoped, id: i64) -> AppResult<bool> {
    let left = i::table.find(id).filter(i::codes_sent.lt(MOST_CODES));
    Ok(diesel::update(left).set(i::codes_sent.eq(i::codes_sent + 1)).execute(&mut **db)? == 1)
}

/// Uses it up; `false` if somebody was quicker.
pub fn use_up(db: &mut Unscoped, id: i64) -> AppResult<bool> {
    Ok(diesel::delete(i::table.find(id)).execute(&mut **db)? == 1)
}

/// How often this address was given since then: a limit on mails.
pub fn made_since(db: &mut Unscoped, address_digest: &str, since: Instant) -> AppResult<i64> {
    let made = i::table.filter(i::address_digest.eq(address_digest)).filter(i::created_at.gt(since));
    Ok(made.count().get_result(&mut **db)?)
}

pub fn expired(db: &mut Unscoped) -> AppResult<Vec<Inquiry>> {
    let over = i::table.filter(i::expires_at.le(db.now));
    Ok(over.select(Inquiry::as_select()).load(&mut **db)?)
}

/// Letters that were typed in and are not confirmed yet.
pub fn letters_waiting(db: &mut Unscoped) -> AppResult<i64> {
    let letters = i::table.filter(i::door.eq(Door::Operator)).filter(i::expires_at.gt(db.now));
    Ok(letters.count().get_result(&mut **db)?)
}
