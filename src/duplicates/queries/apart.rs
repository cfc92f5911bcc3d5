//! `duplicate_dismissals`: each pair stands there both ways, so one look-up finds all of a client.

use std::collections::HashSet;

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::db::Scoped;
use crate::error::AppResult;
use crate::schema::duplicate_dismissals as apart;

/// The pairs among these clients of whom somebody said that they are not the same.
pub fn among(db: &mut Scoped, ids: &[i64]) -> AppResult<HashSet<(i64, i64)>> {
    let found = apart::table
        .filter(apart::workspace_id.eq(db.workspace_id()))
        .filter(apart::contact_id.eq_any(ids.to_vec()))
        .select((apart::contact_id, apart::other_id));
    Ok(found.load::<(i64, i64)>(&mut **db)?.into_iter().collect())
}

/// Who is not the same as this client.
pub fn others(db: &mut Scoped, id: i64) -> AppResult<Vec<i64>> {
    let found = apart::table
        .filter(apart::workspace_id.eq(db.workspace_id()))
        .filter(apart::contact_id.eq(id))
        .order(apart::other_id);
    Ok(found.select(apart::other_id).load(&mut **db)?)
}

/// Twice is once.
pub fn tell_apart(db: &mut Scoped, id: i64, others: &[i64]) -> AppResult<()> {
    let workspace = db.workspace_id();
    for &other in others.iter().filter(|other| **other != id) {
        for (one, two) in [(id, other), (other, id)] {
            diesel::sql_query(
                "INSERT INTO duplicate_dismissals (workspace_id, contact_id, other_id) VALUES ($1, $2, $3) \
                 ON CONFLICT DO NOTHING",
            )
            .bind::<BigInt, _>(workspace)
            .bind::<BigInt, _>(one)
            .bind::<BigInt, _>(two)
            .execute(&mut **db)?;
        }
    }
    Ok(())
}
