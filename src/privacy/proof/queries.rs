//! The `proof_checks` table, and the counts that the checks ask for.

use diesel::prelude::*;

use super::checks::{Check, Verdict};
use crate::clock::Instant;
use crate::db::Unscoped;
use crate::error::AppResult;
use crate::schema::{proof_checks, workspaces};

#[derive(Queryable)]
pub struct Result {
    pub name: String,
    pub passed: bool,
    pub detail: String,
    pub checked_at: Instant,
}

pub fn results(db: &mut Unscoped) -> AppResult<Vec<Result>> {
    Ok(proof_checks::table
        .select((proof_checks::name, proof_checks::passed, proof_checks::detail, proof_checks::checked_at))
        .load(&mut **db)?)
}

pub fn keep(db: &mut Unscoped, check: Check, verdict: &Verdict) -> AppResult<()> {
    let now = db.now;
    let values = (
        proof_checks::passed.eq(verdict.passed),
        proof_checks::detail.eq(&verdict.detail),
        proof_checks::checked_at.eq(now),
    );
    let known = diesel::update(proof_checks::table.find(check.name())).set(values).execute(&mut **db)?;
    if known == 0 {
        diesel::insert_into(proof_checks::table)
            .values((proof_checks::name.eq(check.name()), values))
            .execute(&mut **db)?;
    }
    Ok(())
}

pub fn workspaces(db: &mut Unscoped) -> AppResult<Vec<i64>> {
    Ok(workspaces::table.order(workspaces::id).select(workspaces::id).load(&mut **db)?)
}
