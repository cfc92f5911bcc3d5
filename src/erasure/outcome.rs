//! What an erasure did, table by table, for the receipt: counts and reasons, nobody's data. Pure.

use serde::{Deserialize, Serialize};

use crate::error::{AppError, AppResult};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub table: String,
    pub title: String,
    pub rows: i64,
    /// "deleted", "emptied", or "kept" with the reason.
    pub fate: String,
    /// How long what is kept stays.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub until: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    pub lines: Vec<Line>,
}

impl Outcome {
    pub fn to_text(&self) -> AppResult<String> {
        serde_json::to_string(self).map_err(AppError::internal)
    }

    /// What a request keeps; empty for one that did something else.
    pub fn of_text(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_default()
    }

    pub fn removed(&self) -> i64 {
        self.lines.iter().filter(|line| line.until.is_empty()).map(|line| line.rows).sum()
    }
}
