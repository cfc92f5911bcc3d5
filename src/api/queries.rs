//! `api_tokens`, as their page lists and changes them.

use diesel::prelude::*;

use crate::access::Role;
use crate::clock::Instant;
use crate::db::Scoped;
use crate::error::{AppError, AppResult};
use crate::schema::api_tokens;
use crate::web::session::tokens::Scope;

pub struct NewToken {
    pub name: String,
    pub token_hash: String,
    pub role: Role,
    pub scope: Scope,
    pub expires_at: Instant,
}

#[derive(Debug, Clone, Queryable)]
pub struct Token {
    pub id: i64,
    pub member_id: i64,
    pub name: String,
    pub role: Role,
    pub contacts: bool,
    pub bookings: bool,
    pub writes: bool,
    pub expires_at: Instant,
    pub last_used_at: Option<Instant>,
}

pub fn all(db: &mut Scoped) -> AppResult<Vec<Token>> {
    let own = api_tokens::table.filter(api_tokens::workspace_id.eq(db.workspace_id()));
    let rows = own
        .order(api_tokens::id.desc())
        .select((
            api_tokens::id,
            api_tokens::member_id,
            api_tokens::name,
            api_tokens::role,
            api_tokens::contacts,
            api_tokens::bookings,
            api_tokens::writes,
            api_tokens::expires_at,
            api_tokens::last_used_at,
        ))
        .load(&mut **db)?;
    Ok(rows)
}

pub fn insert(db: &mut Scoped, new: &NewToken) -> AppResult<i64> {
    let (workspace, now) = (db.workspace_id(), db.now);
    let member = db.reach().member_id.ok_or(AppError::NotFound)?;
    let id = diesel::insert_into(api_tokens::table)
        .values((
            api_tokens::workspace_id.eq(workspace),
            api_tokens::member_id.eq(member),
            api_tokens::name.eq(&new.name),
            api_tokens::token_hash.eq(&new.token_hash),
            api_tokens::role.eq(new.role),
            api_tokens::contacts.eq(new.scope.contacts),
            api_tokens::bookings.eq(new.scope.bookings),
            api_tokens::writes.eq(new.scope.writes),
            api_tokens::created_at.eq(now),
            api_tokens::expires_at.eq(new.expires_at),
        ))
        .returning(api_tokens::id)
        .get_result(&mut **db)?;
    Ok(id)
}

/// `false` if it is not there any more.
pub fn remove(db: &mut Scoped, id: i64) -> AppResult<bool> {
    let own = api_tokens::table.filter(api_tokens::workspace_id.eq(db.workspace_id()));
    Ok(diesel::delete(own.filter(api_tokens::id.eq(id))).execute(&mut **db)? > 0)
}
