//! What the next run removes, rule by rule.

use super::job::Retain;
use super::queries;
use super::rules;
use crate::clock::Instant;
use crate::db::Unscoped;
use crate::error::AppResult;
use crate::inventory::Column;
use crate::jobs::Job;

pub struct Line {
    pub title: &'static str,
    pub says: String,
    pub count: i64,
}

pub struct Preview {
    /// When the run begins.
    pub at: Instant,
    /// Every rule, also one that has nothing to do.
    pub lines: Vec<Line>,
}

/// Everywhere, or in one business.
pub fn next(db: &mut Unscoped, inventory: &[Column], workspace: Option<i64>) -> AppResult<Preview> {
    let at = queries::next_run(db, Retain::KIND)?;
    let mut lines = Vec::new();
    for rule in rules::all(db, inventory)? {
        lines.push(Line { title: rule.title(), says: rule.says(), count: rule.count(db, at, workspace)? });
    }
    Ok(Preview { at, lines })
}

impl Preview {
    /// "12 deleted clients, 340 failures", or nothing.
    pub fn in_words(&self) -> String {
        let words = self.lines.iter().filter(|line| line.count > 0);
        words.map(|line| format!("{}: {}", line.title, line.count)).collect::<Vec<_>>().join("; ")
    }
}
