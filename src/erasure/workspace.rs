//! A whole business goes: table by table, children before parents, in steps small enough
//! that other businesses are not kept waiting. Interrupted, it goes on where it was.

use super::queries;
use crate::db::AnyConnection;
use crate::error::AppResult;
use crate::inventory::{Column, children_first};

/// Rows deleted in one step.
const STEP: i64 = 1000;

/// Deletes some rows; `false` once only the business's own row is left.
pub(super) fn step(conn: &mut AnyConnection, inventory: &[Column], workspace_id: i64) -> AppResult<bool> {
    queries::leave_sessions(conn, workspace_id)?;
    for table in children_first(conn, inventory)?.iter().filter(|table| table.is_of_business()) {
        if queries::delete_of_workspace(conn, table, workspace_id, STEP)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The end, in the transaction that marks the ledger's entry as applied.
pub(super) fn finish(conn: &mut AnyConnection, workspace_id: i64) -> AppResult<()> {
    queries::delete_workspace(conn, workspace_id)?;
    queries::forget_former_members(conn)?;
    Ok(())
}
