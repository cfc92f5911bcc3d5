//! Acts on several contacts at once: carried out with what is needed to undo them,
//! and taken back where nobody has changed the same thing since.

use super::batch::{self, Handover, Kind, MOST};
use super::queries::undo::Batch;
use super::queries::{bulk, tags, trash, undo};
use crate::db::Scoped;
use crate::error::{AppError, AppResult};
use crate::holds;
use crate::ledger::{Act, Target};
use crate::outbox::suppression;
use crate::staff;

pub struct Done {
    pub batch: i64,
    pub summary: String,
}

/// `None` when there was nothing to change.
pub fn carry_out(db: &mut Scoped, ids: &[i64], act: &batch::Act) -> AppResult<Option<Done>> {
    let ids = &ids[..ids.len().min(MOST)];
    let items = change(db, ids, act)?;
    if items.is_empty() {
        return Ok(None);
    }
    let summary = act.summary(items.len());
    let batch = undo::insert(db, act.kind(), &summary, &items)?;
    match items.as_slice() {
        [(contact, _)] => db.record(act.kind().recorded(), "contact", *contact, ""),
        many => db.record(act.kind().recorded(), "batch", batch, format!("{} contacts", many.len())),
    }
    Ok(Some(Done { batch, summary }))
}

/// Each contact that changed, with what it takes to change it back.
fn change(db: &mut Scoped, ids: &[i64], act: &batch::Act) -> AppResult<Vec<(i64, Option<String>)>> {
    let now = db.now;
    let plain = |ids: Vec<i64>| ids.into_iter().map(|id| (id, None)).collect();
    Ok(match act {
        batch::Act::Tag(tag) => {
            let ids = bulk::without_tag(db, ids, tag.id)?;
            bulk::set_tag(db, &ids, tag, true)?;
            ids.into_iter().map(|id| (id, Some(tag.id.to_string()))).collect()
        }
        batch::Act::Untag(tag) => {
            let ids = bulk::with_tag(db, ids, tag.id)?;
            bulk::set_tag(db, &ids, tag, false)?;
            ids.into_iter().map(|id| (id, Some(tag.id.to_string()))).collect()
        }
        batch::Act::Assign(to) => assign(db, ids, *to)?,
        batch::Act::Archive => {
            let ids = bulk::in_use(db, ids)?;
            bulk::set_archived(db, &ids, Some(now))?;
            plain(ids)
        }
        batch::Act::Unarchive => {
            let ids = bulk::in_archive(db, ids)?;
            bulk::set_archived(db, &ids, None)?;
            plain(ids)
        }
        batch::Act::Delete => {
            let ids = bulk::shown(db, ids)?;
            bulk::set_deleted(db, &ids, Some(now))?;
            plain(ids)
        }
    })
}

fn assign(db: &mut Scoped, ids: &[i64], to: Option<i64>) -> AppResult<Vec<(i64, Option<String>)>> {
    // Who is limited to their own clients would hand them out of their own sight.
    if db.reach().own_only {
        return Err(AppError::Forbidden("You work with your own clients only; somebody else assigns them."));
    }
    let people = staff::queries::people(db)?;
    if to.is_some_and(|id| people.find(id).is_none_or(|person| !person.active)) {
        return Err(AppError::NotFound);
    }
    let mut items = Vec::new();
    for (id, from) in bulk::assigned_otherwise(db, ids, to)? {
        bulk::set_assigned(db, id, from, to)?;
        items.push((id, Some(Handover { from, to }.to_text())));
    }
    Ok(items)
}

pub struct Undone {
    pub restored: usize,
    pub of: usize,
}

/// Takes a batch back; `None` if that was done already.
pub fn take_back(db: &mut Scoped, batch: &Batch) -> AppResult<Option<Undone>> {
    if !undo::take(db, batch.id)? {
        return Ok(None);
    }
    let items = undo::items(db, batch.id)?;
    let restored = restore(db, batch, &items)?;
    db.record("contact.undone", "batch", batch.id, format!("{restored} of {} contacts", items.len()));
    Ok(Some(Undone { restored, of: items.len() }))
}

fn restore(db: &mut Scoped, batch: &Batch, items: &[(i64, Option<String>)]) -> AppResult<usize> {
    let (now, then) = (db.now, batch.created_at);
    let ids: Vec<i64> = items.iter().map(|(id, _)| *id).collect();
    let restored = match batch.kind {
        Kind::Tag => return retag(db, items, &ids, false),
        Kind::Untag => return retag(db, items, &ids, true),
        Kind::Assign => return hand_back(db, items),
        Kind::Archive => {
            let ids = bulk::archived_at(db, &ids, then)?;
            bulk::set_archived(db, &ids, None)?;
            ids
        }
        Kind::Unarchive => {
            let ids = bulk::in_use(db, &ids)?;
            bulk::set_archived(db, &ids, Some(now))?;
            ids
        }
        Kind::Delete => {
            let ids = bulk::deleted_at(db, &ids, then)?;
            bulk::set_deleted(db, &ids, None)?;
            ids
        }
    };
    Ok(restored.len())
}

/// A tag that is gone by now can't come back to anybody.
fn retag(db: &mut Scoped, items: &[(i64, Option<String>)], ids: &[i64], on: bool) -> AppResult<usize> {
    let tag = items.first().and_then(|(_, tag)| tag.as_deref()?.parse().ok()).unwrap_or(0);
    let Some(tag) = tags::all(db)?.into_iter().find(|t| t.id == tag) else { return Ok(0) };
    let ids = if on { bulk::without_tag(db, ids, tag.id)? } else { bulk::with_tag(db, ids, tag.id)? };
    bulk::set_tag(db, &ids, &tag, on)?;
    Ok(ids.len())
}

fn hand_back(db: &mut Scoped, items: &[(i64, Option<String>)]) -> AppResult<usize> {
    let mut restored = 0;
    for (id, text) in items {
        let Some(Handover { from, to }) = text.as_deref().and_then(Handover::parse) else { continue };
        let now = bulk::assigned_otherwise(db, &[*id], from)?;
        if now == [(*id, to)] {
            bulk::set_assigned(db, *id, to, from)?;
            restored += 1;
        }
    }
    Ok(restored)
}

/// Brings contacts back from the trash; tells how many were there.
pub fn bring_back(db: &mut Scoped, ids: &[i64]) -> AppResult<usize> {
    let ids = bulk::in_trash(db, ids)?;
    bulk::set_deleted(db, &ids, None)?;
    for &id in &ids {
        db.record("contact.restored", "contact", id, "");
    }
    Ok(ids.len())
}

/// What leaves the trash for good: promises for the ledger, and how many a hold keeps.
pub struct Destroyed {
    pub acts: Vec<Act>,
    pub held: usize,
}

pub fn destroy(db: &mut Scoped, ids: &[i64]) -> AppResult<Destroyed> {
    let workspace = suppression::queries::workspace_key(db)?;
    let mut destroyed = Destroyed { acts: Vec::new(), held: 0 };
    for (id, key) in trash::keys(db, ids)? {
        let target = Target::Contact { workspace: workspace.clone(), key };
        if holds::queries::is_held(db, &target)? {
            destroyed.held += 1;
            continue;
        }
        db.record("contact.destroyed", "contact", id, "");
        destroyed.acts.push(Act::Erase { target, request: None });
    }
    Ok(destroyed)
}
