//! What the operator sees of the whole installation: counts, never a contact.

use diesel::prelude::*;

use crate::db::Unscoped;
use crate::error::AppResult;
use crate::faults;
use crate::schema::{contacts, jobs, sessions, users, workspaces};

pub fn promote(db: &mut Unscoped, user_id: i64) -> AppResult<()> {
    let now = db.now;
    diesel::update(users::table.find(user_id))
        .set((users::is_operator.eq(true), users::updated_at.eq(now)))
        .execute(&mut **db)?;
    Ok(())
}

pub struct Totals {
    pub workspaces: i64,
    pub users: i64,
    pub contacts: i64,
    pub open_sessions: i64,
    /// Kinds of failure that nobody has mended.
    pub failures: i64,
}

pub fn totals(db: &mut Unscoped) -> AppResult<Totals> {
    let now = db.now;
    Ok(Totals {
        workspaces: workspaces::table.count().get_result(&mut **db)?,
        users: users::table.count().get_result(&mut **db)?,
        contacts: contacts::table.count().get_result(&mut **db)?,
        failures: faults::open(db)?,
        open_sessions: sessions::table.filter(sessions::expires_at.gt(now)).count().get_result(&mut **db)?,
    })
}

/// A write that changes nothing, but that a read-only or locked database refuses.
pub fn try_write(db: &mut Unscoped) -> AppResult<()> {
    diesel::delete(jobs::table.filter(jobs::id.lt(0))).execute(&mut **db)?;
    Ok(())
}
