//! One client becomes part of another, and is taken out again.

use super::queries::apart;
use super::queries::merges::{self, Kind, Merge};
use super::queries::rows::{self, Side};
use crate::contacts::actions::{self as contacts, Edit};
use crate::contacts::custom::CustomField;
use crate::contacts::model::{Details, NewContact};
use crate::contacts::queries::{self as clients, fields, search_text};
use crate::contacts::sheet::Key;
use crate::contacts::snapshot::{Pick, Snapshot};
use crate::contacts::statements;
use crate::db::Scoped;
use crate::error::{AppError, AppResult};
use crate::holds;
use crate::ledger::{Channel, Target};
use crate::notes;
use crate::outbox::choices::{self, Decision, Stand};
use crate::outbox::model::{Purpose, Source};
use crate::outbox::suppression;
use crate::services::Services;

/// Two clients, with the version of each that somebody looked at.
#[derive(Debug, Clone, Copy)]
pub struct Two {
    pub stays: (i64, i32),
    pub goes: (i64, i32),
}

pub enum Merged {
    Done(i64),
    /// One of them was changed since it was looked at; nothing was merged.
    Stale,
}

/// Why these can't become one now.
pub fn obstacle(db: &mut Scoped, stays: &Details, goes: &Details) -> AppResult<Option<&'static str>> {
    let keys = [stays.contact.subject_key.as_str(), goes.contact.subject_key.as_str()];
    if merges::awaits_answer(db, keys)? {
        return Ok(Some("One of them has a privacy request that is not answered yet. Answer it first."));
    }
    let workspace = suppression::queries::workspace_key(db)?;
    let target = Target::Contact { workspace, key: goes.contact.subject_key.clone() };
    match holds::queries::is_held(db, &target)? {
        true => Ok(Some("A hold keeps the one that would go. Keep that one, or release the hold first.")),
        false => Ok(None),
    }
}

/// Everything that hangs on the one that goes moves to the one that stays.
pub fn merge(
    db: &mut Scoped,
    services: &Services,
    two: Two,
    pick: impl Fn(Key, bool) -> Pick,
) -> AppResult<Merged> {
    db.seeing_all(|db| {
        if !take_versions(db, two)? {
            return Ok(Merged::Stale);
        }
        let (stays, goes) = (clients::details(db, two.stays.0)?, clients::details(db, two.goes.0)?);
        if let Some(why) = obstacle(db, &stays, &goes)? {
            return Err(AppError::Conflict(why));
        }
        let refused = refused(db, services, &stays, &goes)?;
        let (to, from) = (side(&stays), side(&goes));
        let merge = merges::insert(db, to.id, from.id, &from.key)?;
        let place = (merge, to.id);
        let own = all_fields(db)?;
        let (before, theirs) = (sheet(db, &stays)?, sheet(db, &goes)?);
        copy_and_move(db, services, place, (&from, &to))?;
        rows::remove(db, &from)?;
        let wanted = before.united(&theirs, pick);
        let changes = write(db, &stays, &wanted.to_new(&before, &own)?)?;
        merges::keep(db, place, Kind::Added, "contact_changes", &changes)?;
        let merged = clients::details(db, to.id)?;
        let after = sheet(db, &merged)?;
        merges::keep(db, place, Kind::Before, "", &before)?;
        merges::keep(db, place, Kind::After, "", &after)?;
        let added = stay_refused(db, to.id, &refused)?;
        merges::keep(db, place, Kind::Added, "contact_choices", &added)?;
        merges::latest_of_both(db, to.id, goes.contact.last_seen_at, goes.contact.active_at)?;
        settle(db, to.id)?;
        db.record("contact.merged", "contact", to.id, "");
        Ok(Merged::Done(merge))
    })
}

/// In the order of their numbers, so that two who merge the same pair the other way round don't wait for
/// each other for ever.
fn take_versions(db: &mut Scoped, two: Two) -> AppResult<bool> {
    let mut both = [two.stays, two.goes];
    both.sort_unstable();
    for (id, version) in both {
        if !clients::take_version(db, id, version)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn side(details: &Details) -> Side {
    Side { id: details.contact.id, key: details.contact.subject_key.clone() }
}

fn sheet(db: &mut Scoped, details: &Details) -> AppResult<Snapshot> {
    Snapshot::of(details, rows::archived_values(db, details.contact.id)?)
}

fn all_fields(db: &mut Scoped) -> AppResult<Vec<CustomField>> {
    Ok([fields::active(db)?, fields::archived(db)?].concat())
}

fn copy_and_move(
    db: &mut Scoped,
    services: &Services,
    place: (i64, i64),
    (from, to): (&Side, &Side),
) -> AppResult<()> {
    for (table, copied) in rows::copies(db, &services.inventory, from)? {
        merges::keep(db, place, Kind::Copied, table, &copied)?;
    }
    for moving in rows::moving(&services.inventory) {
        let ids = rows::ids(db, &moving, from)?;
        if !ids.is_empty() {
            rows::carry(db, &moving, &ids, from, to)?;
            merges::keep(db, place, Kind::Moved, moving.table, &ids)?;
        }
    }
    let others = apart::others(db, from.id)?;
    apart::tell_apart(db, to.id, &others)?;
    merges::keep(db, place, Kind::Apart, "", &others)
}

/// The numbers of what this wrote into the history.
fn write(db: &mut Scoped, now: &Details, new: &NewContact) -> AppResult<Vec<i64>> {
    let (id, last) = (now.contact.id, rows::last_change(db)?);
    match contacts::update(db, id, now.contact.version, new)? {
        Edit::Done => rows::changes_after(db, id, last),
        Edit::Stale => Err(AppError::internal("a contact changed within one step")),
    }
}

/// What one of them wants nothing of: by their word, or because an address of theirs opted out.
fn refused(db: &mut Scoped, services: &Services, stays: &Details, goes: &Details) -> AppResult<Vec<Stand>> {
    let mut refused = Vec::new();
    for details in [stays, goes] {
        let stands = choices::of_contact(db, services, details.contact.id)?;
        refused.extend(stands.into_iter().filter(Stand::is_refused));
    }
    Ok(refused)
}

/// A refusal of either holds for both; the numbers of the words that this needed.
fn stay_refused(db: &mut Scoped, contact: i64, refused: &[Stand]) -> AppResult<Vec<i64>> {
    let mut added = Vec::new();
    for stand in refused {
        let last = merges::last_choice(db, contact, stand.purpose, stand.channel)?;
        if last.is_some_and(|(_, allowed, _)| !allowed) {
            continue;
        }
        let source = stand.last.as_ref().map_or(Source::Staff, |said| said.source);
        refuse(db, contact, (stand.purpose, stand.channel), source)?;
        let noted = merges::last_choice(db, contact, stand.purpose, stand.channel)?;
        added.extend(noted.map(|(id, ..)| id));
    }
    Ok(added)
}

fn refuse(
    db: &mut Scoped,
    contact: i64,
    (purpose, channel): (Purpose, Channel),
    source: Source,
) -> AppResult<()> {
    let decision = Decision { purpose, channel, source, wording_hash: String::new() };
    choices::note(db, contact, &decision, false)
}

/// What is kept about a client beside their rows, in step with these.
fn settle(db: &mut Scoped, contact: i64) -> AppResult<()> {
    search_text::refresh(db, contact)?;
    let texts = notes::queries::texts(db, contact)?;
    search_text::set_notes(db, contact, &texts.join("\n"))?;
    statements::queries::mark(db, contact)
}

/// Who is back, and whether the other keeps something that was changed since.
pub struct Undone {
    pub stays: i64,
    pub back: i64,
    pub kept: bool,
}

const ON: AppError =
    AppError::Conflict("The contact that stayed was merged again since. Undo that merge first.");
const OVER: AppError = AppError::Conflict("This merge can’t be undone any more.");

/// What moved goes back, and the fields are as they were; what was changed or said since stays.
pub fn undo(db: &mut Scoped, services: &Services, merge: &Merge) -> AppResult<Undone> {
    if merge.contact_id != merge.into_id {
        return Err(ON);
    }
    db.seeing_all(|db| {
        let now = clients::details(db, merge.contact_id)?;
        let (from, to) = (side(&now), Side { id: merge.merged_id, key: merge.merged_key.clone() });
        let (before, after) = (one(db, merge, Kind::Before)?, one(db, merge, Kind::After)?);
        for (table, ids) in merges::kept::<Vec<i64>>(db, merge.id, Kind::Added)? {
            rows::drop_written(db, &table, &ids)?;
        }
        let said = refused_since(db, merge)?;
        for (table, copied) in merges::kept(db, merge.id, Kind::Copied)? {
            rows::put_back(db, &table, copied)?;
        }
        move_back(db, services, merge, (&from, &to))?;
        for (_, others) in merges::kept::<Vec<i64>>(db, merge.id, Kind::Apart)? {
            let others: Vec<i64> = clients::bulk::shown(db, &others)?;
            apart::tell_apart(db, to.id, &others)?;
        }
        let current = sheet(db, &now)?;
        let (wanted, kept) = current.without(&before, &after);
        let own = all_fields(db)?;
        // The history of the one must not go on telling of the other.
        let changes = write(db, &now, &wanted.to_new(&current, &own)?)?;
        rows::drop_written(db, "contact_changes", &changes)?;
        for (purpose, channel) in said {
            refuse(db, to.id, (purpose, channel), Source::Staff)?;
        }
        settle(db, from.id)?;
        settle(db, to.id)?;
        match merges::forget(db, merge.id)? {
            true => db.record("contact.unmerged", "contact", from.id, ""),
            false => return Err(OVER),
        }
        Ok(Undone { stays: from.id, back: to.id, kept })
    })
}

fn one(db: &mut Scoped, merge: &Merge, kind: Kind) -> AppResult<Snapshot> {
    let (_, sheet) = merges::kept(db, merge.id, kind)?.pop().ok_or(OVER)?;
    Ok(sheet)
}

fn move_back(
    db: &mut Scoped,
    services: &Services,
    merge: &Merge,
    (from, to): (&Side, &Side),
) -> AppResult<()> {
    let moved = merges::kept::<Vec<i64>>(db, merge.id, Kind::Moved)?;
    for moving in rows::moving(&services.inventory) {
        for (_, ids) in moved.iter().filter(|(table, _)| table == moving.table) {
            rows::carry(db, &moving, ids, from, to)?;
        }
    }
    Ok(())
}

/// What was refused while both were one: nobody can tell for whom, so it holds for each.
fn refused_since(db: &mut Scoped, merge: &Merge) -> AppResult<Vec<(Purpose, Channel)>> {
    let mut refused = Vec::new();
    for &purpose in Purpose::ALL {
        for &channel in Channel::ALL {
            let last = merges::last_choice(db, merge.contact_id, purpose, channel)?;
            if last.is_some_and(|(_, allowed, at)| !allowed && at >= merge.merged_at) {
                refused.push((purpose, channel));
            }
        }
    }
    Ok(refused)
}
