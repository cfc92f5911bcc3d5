//! What a decision does: it is written down, and takes back what it takes back.

use super::model::Decision;
use super::queries;
use crate::db::Unscoped;
use crate::error::AppResult;

pub use super::queries::{opt_in, opt_out};

pub fn decide(db: &mut Unscoped, decision: &Decision) -> AppResult<()> {
    if let Some(key) = &decision.withdraws {
        queries::withdraw(db, key)?;
    }
    queries::insert(db, decision)
}
