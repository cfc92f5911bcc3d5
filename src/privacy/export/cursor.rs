//! How far the building of a copy is: everything the next step needs to go on, also in
//! another process. Kept as JSON with the copy's row.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::parts::Ledgered;
use crate::bundles::model::Mention;
use crate::error::{AppError, AppResult};

/// What is done next; a table is named, so that the order may change under a copy that is begun.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Task {
    #[default]
    Begin,
    Rows(String),
    Pack(String),
    Cards,
    Originals,
    Close,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Cursor {
    pub task: Task,
    /// The key of the last row that was written in this task.
    pub after: Vec<Json>,
    /// Rows written of this task's table.
    pub rows: i64,
    /// How often this table was begun anew because rows came or went meanwhile.
    pub anew: u8,
    pub total: i64,
    /// Finished tables and their rows.
    pub tables: BTreeMap<String, i64>,
    pub parts: Ledgered,
    pub mentions: Vec<Mention>,
}

impl Cursor {
    pub fn of_text(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_default()
    }

    pub fn to_text(&self) -> AppResult<String> {
        serde_json::to_string(self).map_err(AppError::internal)
    }

    /// Rows written so far, for the progress bar.
    pub fn done(&self) -> i64 {
        self.tables.values().sum::<i64>() + self.rows
    }

    pub fn go_to(&mut self, task: Task) {
        self.task = task;
        self.after.clear();
        self.rows = 0;
        self.anew = 0;
    }

    /// The table is written again from its first row.
    pub fn begin_table_anew(&mut self) {
        self.after.clear();
        self.rows = 0;
        self.anew += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_as_it_was_kept() {
        let mut cursor = Cursor { task: Task::Rows("notes".into()), rows: 7, ..Cursor::default() };
        cursor.after = vec![3.into(), "owner".into()];
        cursor.parts.open.insert("data/notes.csv".into(), 12);
        assert_eq!(Cursor::of_text(&cursor.to_text().unwrap()), cursor);
        assert_eq!(Cursor::of_text(""), Cursor::default());
    }
}
