//! The `known_devices` table: browsers that have signed in to an account before.

use diesel::prelude::*;

use crate::clock::Instant;
use crate::db::Unscoped;
use crate::error::AppResult;
use crate::schema::known_devices;

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = known_devices)]
pub struct Device {
    pub user_id: i64,
    pub label: String,
    pub created_at: Instant,
}

pub fn find(db: &mut Unscoped, id: i64) -> AppResult<Option<Device>> {
    Ok(known_devices::table.find(id).select(Device::as_select()).first(&mut **db).optional()?)
}

pub fn id_for(db: &mut Unscoped, user_id: i64, token_hash: &str) -> AppResult<Option<i64>> {
    let id = known_devices::table
        .filter(known_devices::user_id.eq(user_id))
        .filter(known_devices::token_hash.eq(token_hash))
        .select(known_devices::id)
        .first(&mut **db);
    Ok(id.optional()?)
}

/// Whether the browser is known to anybody: two people may share one.
pub fn is_known(db: &mut Unscoped, token_hash: &str) -> AppResult<bool> {
    let found = known_devices::table
        .filter(known_devices::token_hash.eq(token_hash))
        .select(known_devices::id)
        .first::<i64>(&mut **db);
    Ok(found.optional()?.is_some())
}

pub fn any(db: &mut Unscoped, user_id: i64) -> AppResult<bool> {
    let found = known_devices::table
        .filter(known_devices::user_id.eq(user_id))
        .select(known_devices::id)
        .first::<i64>(&mut **db);
    Ok(found.optional()?.is_some())
}

pub fn insert(db: &mut Unscoped, user_id: i64, token_hash: &str, label: &str) -> AppResult<i64> {
    let now = db.now;
    let id = diesel::insert_into(known_devices::table)
        .values((
            known_devices::user_id.eq(user_id),
            known_devices::token_hash.eq(token_hash),
            known_devices::label.eq(label),
            known_devices::created_at.eq(now),
            known_devices::last_seen_at.eq(now),
        ))
        .returning(known_devices::id)
        .get_result(&mut **db)?;
    Ok(id)
}

pub fn touch(db: &mut Unscoped, id: i64) -> AppResult<()> {
    let now = db.now;
    diesel::update(known_devices::table.find(id))
        .set(known_devices::last_seen_at.eq(now))
        .execute(&mut **db)?;
    Ok(())
}

/// Forgets every browser of an account: a stranger may have used one.
pub fn forget_all(db: &mut Unscoped, user_id: i64) -> AppResult<()> {
    diesel::delete(known_devices::table.filter(known_devices::user_id.eq(user_id))).execute(&mut **db)?;
    Ok(())
}
