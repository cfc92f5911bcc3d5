//! The `follow_ups` table. Everything starts from `within_reach`: a follow-up is
//! reached only through a contact that the member may see.

use diesel::dsl::InnerJoin;
use diesel::prelude::*;
use time::Date;

use super::model::{Client, FollowUp, Task, Whose};
use crate::clock::Instant;
use crate::contacts::queries::{self as contacts_queries, Contacts};
use crate::db::Scoped;
use crate::error::AppResult;
use crate::schema::{contacts, follow_ups};

type Reached = InnerJoin<Contacts, follow_ups::table>;

type Row = (i64, ClientRow, String, Date, i64, Option<Instant>, i32);
type ClientRow = (i64, String, Option<i64>);
const ROW: (
    follow_ups::id,
    (contacts::id, contacts::name, contacts::assigned_to),
    follow_ups::title,
    follow_ups::due_on,
    follow_ups::assigned_to,
    follow_ups::done_at,
    follow_ups::version,
) = (
    follow_ups::id,
    (contacts::id, contacts::name, contacts::assigned_to),
    follow_ups::title,
    follow_ups::due_on,
    follow_ups::assigned_to,
    follow_ups::done_at,
    follow_ups::version,
);

fn follow_up((id, about, title, due_on, assigned_to, done_at, version): Row) -> FollowUp {
    FollowUp { id, client: client(about), task: Task { title, due_on, assigned_to }, done_at, version }
}

fn client((id, name, assigned_to): ClientRow) -> Client {
    Client { id, name, assigned_to }
}

fn within_reach(db: &Scoped) -> Reached {
    contacts_queries::visible(db)
        .inner_join(follow_ups::table)
        .filter(follow_ups::workspace_id.eq(db.workspace_id()))
}

fn open(db: &Scoped, whose: Whose) -> Reached {
    let open = within_reach(db).filter(follow_ups::done_at.is_null());
    match whose {
        Whose::Of(member) => open.filter(follow_ups::assigned_to.eq(member)),
        Whose::Everybodys => open,
    }
}

/// The contact that a new follow-up would be about.
pub fn find_client(db: &mut Scoped, contact_id: i64) -> AppResult<Client> {
    let row: ClientRow = contacts_queries::visible(db)
        .filter(contacts::id.eq(contact_id))
        .select((contacts::id, contacts::name, contacts::assigned_to))
        .first(&mut **db)?;
    Ok(client(row))
}

pub fn find(db: &mut Scoped, id: i64) -> AppResult<FollowUp> {
    let row: Row = within_reach(db).filter(follow_ups::id.eq(id)).select(ROW).first(&mut **db)?;
    Ok(follow_up(row))
}

/// The contact that each of these follow-ups is about: (follow-up, contact, its name).
pub fn contacts_of(db: &mut Scoped, ids: &[i64]) -> AppResult<Vec<(i64, i64, String)>> {
    let found = within_reach(db).filter(follow_ups::id.eq_any(ids.to_vec()));
    Ok(found.select((follow_ups::id, contacts::id, contacts::name)).load(&mut **db)?)
}

/// The open follow-ups that are due by `until`, the oldest first.
pub fn due(db: &mut Scoped, whose: Whose, until: Date, limit: i64) -> AppResult<Vec<FollowUp>> {
    let rows: Vec<Row> = open(db, whose)
        .filter(follow_ups::due_on.le(until))
        .order((follow_ups::due_on, follow_ups::id))
        .limit(limit)
        .select(ROW)
        .load(&mut **db)?;
    Ok(rows.into_iter().map(follow_up).collect())
}

/// The open follow-ups due after `after`, the nearest first.
pub fn coming(db: &mut Scoped, whose: Whose, after: Date, limit: i64) -> AppResult<Vec<FollowUp>> {
    let rows: Vec<Row> = open(db, whose)
        .filter(follow_ups::due_on.gt(after))
        .order((follow_ups::due_on, follow_ups::id))
        .limit(limit)
        .select(ROW)
        .load(&mut **db)?;
    Ok(rows.into_iter().map(follow_up).collect())
}

/// Everything that is still to be done, whenever it is due.
pub fn all_open(db: &mut Scoped, whose: Whose) -> AppResult<Vec<FollowUp>> {
    let rows: Vec<Row> = open(db, whose).order(follow_ups::id).select(ROW).load(&mut **db)?;
    Ok(rows.into_iter().map(follow_up).collect())
}

/// A contact's follow-ups: the open ones by date, then the latest done.
pub fn of_contact(db: &mut Scoped, contact_id: i64, limit: i64) -> AppResult<Vec<FollowUp>> {
    let rows: Vec<Row> = within_reach(db)
        .filter(follow_ups::contact_id.eq(contact_id))
        .order((
            follow_ups::done_at.is_not_null(),
            follow_ups::done_at.desc(),
            follow_ups::due_on,
            follow_ups::id,
        ))
        .limit(limit)
        .select(ROW)
        .load(&mut **db)?;
    Ok(rows.into_iter().map(follow_up).collect())
}

pub fn insert(db: &mut Scoped, contact_id: i64, created_by: i64, task: &Task) -> AppResult<i64> {
    let (workspace, now) = (db.workspace_id(), db.now);
    let id = diesel::insert_into(follow_ups::table)
        .values((
            follow_ups::workspace_id.eq(workspace),
            follow_ups::contact_id.eq(contact_id),
            follow_ups::title.eq(&task.title),
            follow_ups::due_on.eq(task.due_on),
            follow_ups::assigned_to.eq(task.assigned_to),
            follow_ups::created_by.eq(created_by),
            follow_ups::created_at.eq(now),
        ))
        .returning(follow_ups::id)
        .get_result(&mut **db)?;
    Ok(id)
}

/// `false` if the follow-up is no longer the one that was found.
pub fn update(db: &mut Scoped, found: &FollowUp, task: &Task) -> AppResult<bool> {
    let workspace = db.workspace_id();
    let unchanged = follow_ups::table
        .filter(follow_ups::workspace_id.eq(workspace))
        .filter(follow_ups::id.eq(found.id))
        .filter(follow_ups::version.eq(found.version));
    let changed = diesel::update(unchanged)
        .set((
            follow_ups::title.eq(&task.title),
            follow_ups::due_on.eq(task.due_on),
            follow_ups::assigned_to.eq(task.assigned_to),
            follow_ups::version.eq(found.version + 1),
        ))
        .execute(&mut **db)?;
    Ok(changed == 1)
}

/// Gives the follow-up to somebody else, whatever else about it was changed.
pub fn reassign(db: &mut Scoped, id: i64, assignee: i64) -> AppResult<()> {
    let workspace = db.workspace_id();
    let wanted =
        follow_ups::table.filter(follow_ups::workspace_id.eq(workspace)).filter(follow_ups::id.eq(id));
    diesel::update(wanted)
        .set((follow_ups::assigned_to.eq(assignee), follow_ups::version.eq(follow_ups::version + 1)))
        .execute(&mut **db)?;
    Ok(())
}

pub fn set_done(db: &mut Scoped, id: i64, done_at: Option<Instant>) -> AppResult<()> {
    let workspace = db.workspace_id();
    let wanted =
        follow_ups::table.filter(follow_ups::workspace_id.eq(workspace)).filter(follow_ups::id.eq(id));
    diesel::update(wanted).set(follow_ups::done_at.eq(done_at)).execute(&mut **db)?;
    Ok(())
}

pub fn delete(db: &mut Scoped, id: i64) -> AppResult<()> {
    let workspace = db.workspace_id();
    let wanted =
        follow_ups::table.filter(follow_ups::workspace_id.eq(workspace)).filter(follow_ups::id.eq(id));
    diesel::delete(wanted).execute(&mut **db)?;
    Ok(())
}
