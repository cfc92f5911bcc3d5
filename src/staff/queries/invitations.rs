//! The `invitations` table.

use diesel::prelude::*;
use time::Duration;

use crate::access::Role;
use crate::clock::Instant;
use crate::db::{Scoped, Unscoped};
use crate::error::AppResult;
use crate::schema::{invitations, members, users, workspaces};
use crate::staff::model::{NewInvitation, Standing};

pub const VALID_FOR: Duration = Duration::days(7);

#[derive(Debug, Clone)]
pub struct Invitation {
    pub id: i64,
    pub workspace_id: i64,
    pub email: String,
    pub email_key: String,
    pub standing: Standing,
    pub expires_at: Instant,
}

type Row = (i64, i64, String, String, (Role, bool, bool), Instant);

impl From<Row> for Invitation {
    fn from(
        (id, workspace_id, email, email_key, (role, own_only, privacy_contact), expires_at): Row,
    ) -> Self {
        let standing = Standing { role, own_only, privacy_contact };
        Self { id, workspace_id, email, email_key, standing, expires_at }
    }
}

/// The columns of an `Invitation`.
macro_rules! columns {
    () => {
        (
            invitations::id,
            invitations::workspace_id,
            invitations::email,
            invitations::email_key,
            (invitations::role, invitations::own_only, invitations::privacy_contact),
            invitations::expires_at,
        )
    };
}

/// The invitations of this workspace that nobody has used or revoked; some may have expired.
macro_rules! open_here {
    ($db:expr) => {
        invitations::table
            .filter(invitations::workspace_id.eq($db.workspace_id()))
            .filter(invitations::accepted_at.is_null())
            .filter(invitations::revoked_at.is_null())
    };
}

pub fn insert(db: &mut Scoped, new: &NewInvitation, invited_by: i64) -> AppResult<i64> {
    let (workspace, now) = (db.workspace_id(), db.now);
    let id = diesel::insert_into(invitations::table)
        .values((
            invitations::workspace_id.eq(workspace),
            invitations::email.eq(&new.email),
            invitations::email_key.eq(&new.email_key),
            invitations::role.eq(new.standing.role),
            invitations::own_only.eq(new.standing.own_only),
            invitations::privacy_contact.eq(new.standing.privacy_contact),
            invitations::invited_by.eq(invited_by),
            invitations::created_at.eq(now),
            invitations::expires_at.eq(now + VALID_FOR),
        ))
        .returning(invitations::id)
        .get_result(&mut **db)?;
    Ok(id)
}

pub fn open(db: &mut Scoped) -> AppResult<Vec<Invitation>> {
    let rows: Vec<Row> = open_here!(db).order(invitations::id).select(columns!()).load(&mut **db)?;
    Ok(rows.into_iter().map(Invitation::from).collect())
}

pub fn find_open(db: &mut Scoped, id: i64) -> AppResult<Invitation> {
    let row: Row = open_here!(db).filter(invitations::id.eq(id)).select(columns!()).first(&mut **db)?;
    Ok(row.into())
}

/// Whether this address has an invitation that still works.
pub fn is_invited(db: &mut Scoped, email_key: &str) -> AppResult<bool> {
    let now = db.now;
    let found = open_here!(db)
        .filter(invitations::email_key.eq(email_key))
        .filter(invitations::expires_at.gt(now))
        .select(invitations::id)
        .first::<i64>(&mut **db);
    Ok(found.optional()?.is_some())
}

/// Starts the time of an invitation again.
pub fn renew(db: &mut Scoped, id: i64) -> AppResult<bool> {
    let until = db.now + VALID_FOR;
    let renewed = diesel::update(open_here!(db).filter(invitations::id.eq(id)))
        .set(invitations::expires_at.eq(until))
        .execute(&mut **db)?;
    Ok(renewed > 0)
}

/// A new token takes the place of the one mailed before.
pub fn set_token(db: &mut Scoped, id: i64, token_hash: &str) -> AppResult<()> {
    let now = db.now;
    diesel::update(open_here!(db).filter(invitations::id.eq(id)))
        .set((invitations::token_hash.eq(token_hash), invitations::sent_at.eq(now)))
        .execute(&mut **db)?;
    Ok(())
}

pub fn revoke(db: &mut Scoped, id: i64) -> AppResult<bool> {
    let now = db.now;
    let revoked = diesel::update(open_here!(db).filter(invitations::id.eq(id)))
        .set(invitations::revoked_at.eq(now))
        .execute(&mut **db)?;
    Ok(revoked > 0)
}

/// Uses an invitation up; `false` if it no longer works. One statement, so that it works once.
pub fn use_up(db: &mut Scoped, id: i64) -> AppResult<bool> {
    let now = db.now;
    let valid = open_here!(db).filter(invitations::id.eq(id)).filter(invitations::expires_at.gt(now));
    let used = diesel::update(valid).set(invitations::accepted_at.eq(now)).execute(&mut **db)?;
    Ok(used > 0)
}

/// What the holder of a token may know.
#[derive(Debug, Clone)]
pub struct Offer {
    pub invitation: Invitation,
    pub business: String,
    pub inviter: String,
}

/// The invitation behind a token, if it still works.
pub fn offer(db: &mut Unscoped, token_hash: &str) -> AppResult<Option<Offer>> {
    let now = db.now;
    let found: Option<(Row, String, String)> = invitations::table
        .inner_join(workspaces::table.on(workspaces::id.eq(invitations::workspace_id)))
        .inner_join(members::table.on(members::id.eq(invitations::invited_by)))
        .inner_join(users::table.on(users::id.eq(members::user_id)))
        .filter(invitations::token_hash.eq(token_hash))
        .filter(invitations::accepted_at.is_null())
        .filter(invitations::revoked_at.is_null())
        .filter(invitations::expires_at.gt(now))
        .select((columns!(), workspaces::name, users::name))
        .first(&mut **db)
        .optional()?;
    let offer = |(row, business, inviter): (Row, _, _)| Offer { invitation: row.into(), business, inviter };
    Ok(found.map(offer))
}

/// For the mail: the business and the name of who invites.
pub fn sender(db: &mut Scoped, id: i64) -> AppResult<(String, String)> {
    let names = open_here!(db)
        .inner_join(workspaces::table.on(workspaces::id.eq(invitations::workspace_id)))
        .inner_join(members::table.on(members::id.eq(invitations::invited_by)))
        .inner_join(users::table.on(users::id.eq(members::user_id)))
        .filter(invitations::id.eq(id))
        .select((workspaces::name, users::name))
        .first(&mut **db)?;
    Ok(names)
}
