//! Beginning to close, and calling it off.

use time::Duration;

use super::mail::ClosingMail;
use super::queries;
use crate::db::Scoped;
use crate::error::AppResult;
use crate::jobs::Enqueue;

/// Begun twice, the first day stays.
pub fn begin(db: &mut Scoped, days: u16) -> AppResult<()> {
    let (here, end) = (db.workspace_id(), db.now + Duration::days(days.into()));
    if queries::begin(db, end, days)? {
        db.record("workspace.closing_started", "workspace", here, format!("{days} days"));
        for user_id in queries::at_work(db, here)? {
            db.enqueue(&ClosingMail { workspace_id: here, user_id })?;
        }
    }
    Ok(())
}

/// `false` if it was not closing.
pub fn call_off(db: &mut Scoped) -> AppResult<bool> {
    let here = db.workspace_id();
    let was_closing = queries::call_off(db)?;
    if was_closing {
        db.record("workspace.closing_called_off", "workspace", here, "");
    }
    Ok(was_closing)
}
