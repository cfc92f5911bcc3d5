//! Writes on follow-ups.

use super::model::{Edit, Edited, FollowUp, Task};
use super::queries;
use crate::contacts;
use crate::db::Scoped;
use crate::error::AppResult;

pub fn add(db: &mut Scoped, contact_id: i64, created_by: i64, task: &Task) -> AppResult<i64> {
    contacts::queries::require(db, contact_id)?;
    let id = queries::insert(db, contact_id, created_by, task)?;
    contacts::queries::ending::touch_active(db, contact_id)?;
    db.record("follow_up.added", "follow_up", id, "");
    Ok(id)
}

/// Saves the changed task, unless the follow-up changed since the writer read it.
pub fn edit(db: &mut Scoped, id: i64, edit: &Edit) -> AppResult<Edited> {
    let was = queries::find(db, id)?;
    if was.task == edit.task {
        return Ok(Edited::Saved(was));
    }
    if was.version != edit.version || !queries::update(db, &was, &edit.task)? {
        return Ok(Edited::Stale(queries::find(db, id)?));
    }
    contacts::queries::ending::touch_active(db, was.client.id)?;
    db.record("follow_up.edited", "follow_up", id, changed(&was.task, &edit.task));
    Ok(Edited::Saved(was))
}

/// Each of these answers the follow-up as it was, so that its page can be found again.
/// Done twice stays done when it was first done.
pub fn set_done(db: &mut Scoped, id: i64, done: bool) -> AppResult<FollowUp> {
    let was = queries::find(db, id)?;
    if was.done_at.is_some() == done {
        return Ok(was);
    }
    let now = db.now;
    queries::set_done(db, id, done.then_some(now))?;
    contacts::queries::ending::touch_active(db, was.client.id)?;
    db.record(if done { "follow_up.done" } else { "follow_up.reopened" }, "follow_up", id, "");
    Ok(was)
}

pub fn delete(db: &mut Scoped, id: i64) -> AppResult<FollowUp> {
    let was = queries::find(db, id)?;
    queries::delete(db, id)?;
    db.record("follow_up.deleted", "follow_up", id, "");
    Ok(was)
}

/// The names of the fields that differ.
fn changed(was: &Task, is: &Task) -> String {
    let fields = [
        ("title", was.title != is.title),
        ("due_on", was.due_on != is.due_on),
        ("assigned_to", was.assigned_to != is.assigned_to),
    ];
    fields.iter().filter(|(_, differs)| *differs).map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
}
