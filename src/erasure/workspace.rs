//! A whole business goes: table by table, children before parents, in steps small enough
//! that other businesses are not kept waiting. Interrupted, it goes on where it was.

use super::outcome::{Line, Outcome};
use super::queries;
use crate::db::AnyConnection;
use crate::error::AppResult;
use crate::inventory::{Column, Table, children_first};

/// Rows deleted in one step.
const STEP: i64 = 1000;

/// What is deleted of a business, and how much of it was so far.
pub(super) struct Removal {
    tables: Vec<(Table, i64)>,
}

impl Removal {
    pub(super) fn of(conn: &mut AnyConnection, inventory: &[Column]) -> AppResult<Self> {
        let tables = children_first(conn, inventory)?.into_iter().filter(Table::is_of_business);
        Ok(Self { tables: tables.map(|table| (table, 0)).collect() })
    }

    /// Deletes some rows; `false` once only the business's own row is left. It begins with the
    /// first table each time, so that what somebody wrote meanwhile goes too.
    pub(super) fn step(&mut self, conn: &mut AnyConnection, workspace_id: i64) -> AppResult<bool> {
        queries::leave_sessions(conn, workspace_id)?;
        let mut left = STEP;
        for (table, removed) in &mut self.tables {
            let gone = queries::delete_of_workspace(conn, table, workspace_id, left)?;
            *removed += gone;
            left -= gone;
            if left <= 0 {
                return Ok(true);
            }
        }
        Ok(false)
    }

    pub(super) fn outcome(&self) -> Outcome {
        outcome(self.tables.iter().map(|(table, rows)| (table, *rows)))
    }
}

/// The end, in the transaction that marks the ledger's entry as applied.
pub(super) fn finish(conn: &mut AnyConnection, workspace_id: i64) -> AppResult<()> {
    queries::delete_workspace(conn, workspace_id)?;
    queries::forget_former_members(conn)?;
    Ok(())
}

/// What a business keeps now and would lose, table by table.
pub fn business_preview(
    conn: &mut AnyConnection,
    inventory: &[Column],
    workspace_id: i64,
) -> AppResult<Outcome> {
    let removal = Removal::of(conn, inventory)?;
    let mut counted = Vec::new();
    for (table, _) in &removal.tables {
        counted.push((table, queries::count_of_workspace(conn, table, workspace_id)?));
    }
    Ok(outcome(counted.into_iter()))
}

/// Tables about people by their names; all that is about nobody in one line.
fn outcome<'t>(counted: impl Iterator<Item = (&'t Table, i64)>) -> Outcome {
    let line = |table: &str, title: &str, rows| Line {
        table: table.into(),
        title: title.into(),
        rows,
        fate: "deleted".into(),
        until: String::new(),
    };
    let (mut lines, mut others) = (Vec::new(), 0);
    for (table, rows) in counted.filter(|(_, rows)| *rows > 0) {
        match table.title {
            "" => others += rows,
            title => lines.push(line(table.name, title, rows)),
        }
    }
    if others > 0 {
        lines.push(line("", "Settings and internal records", others));
    }
    Outcome { lines }
}
