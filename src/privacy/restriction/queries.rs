//! The `restrictions` table, and the contacts that are restricted: this is the one place that
//! still finds them.

use diesel::prelude::*;

use crate::clock::Instant;
use crate::db::Scoped;
use crate::error::AppResult;
use crate::schema::{contacts, restrictions};
use crate::text_enum;
use crate::web::paging::Slice;

pub const PAGE: usize = 50;

text_enum! {
    /// Why somebody's data may not be used.
    pub enum Why {
        /// They asked for it.
        Request = "request",
        /// They object, and it is being looked at.
        Objection = "objection",
        /// Somebody reported that this is a child.
        ChildReport = "child_report",
    }
}

/// A restricted client.
#[derive(Debug, Clone, Queryable)]
pub struct Restricted {
    pub id: i64,
    pub subject_key: String,
    pub name: String,
    pub why: Why,
    pub since: Instant,
}

/// One stretch of restriction.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = restrictions)]
pub struct Stretch {
    pub contact_id: i64,
    pub why: Why,
    pub placed_at: Instant,
    pub decide_by: Option<Instant>,
    pub note: String,
    pub ended_by: String,
    pub ended_at: Option<Instant>,
}

type Contacts = contacts::BoxedQuery<'static, crate::db::AnyBackend>;

fn all(db: &Scoped) -> Contacts {
    contacts::table.filter(contacts::workspace_id.eq(db.workspace_id())).into_boxed()
}

fn restricted(db: &Scoped) -> Contacts {
    all(db).filter(contacts::restricted_at.is_not_null())
}

type Columns = (
    contacts::id,
    contacts::subject_key,
    contacts::name,
    contacts::restricted_why,
    diesel::dsl::AssumeNotNull<contacts::restricted_at>,
);

fn columns() -> Columns {
    (
        contacts::id,
        contacts::subject_key,
        contacts::name,
        contacts::restricted_why,
        contacts::restricted_at.assume_not_null(),
    )
}

/// By number, those after `after`.
pub fn page(db: &mut Scoped, after: i64) -> AppResult<Slice<Restricted>> {
    let rows = restricted(db)
        .filter(contacts::id.gt(after))
        .order(contacts::id)
        .limit(PAGE as i64 + 1)
        .select(columns())
        .load(&mut **db)?;
    Ok(Slice::cut(rows, PAGE))
}

pub fn find(db: &mut Scoped, id: i64) -> AppResult<Restricted> {
    Ok(restricted(db).filter(contacts::id.eq(id)).select(columns()).first(&mut **db)?)
}

/// 404 unless this business has such a client, in whatever state.
pub fn require(db: &mut Scoped, id: i64) -> AppResult<()> {
    all(db).filter(contacts::id.eq(id)).select(contacts::id).first::<i64>(&mut **db)?;
    Ok(())
}

/// Marks the contact. A report about a child is never weakened to something less.
pub fn mark(db: &mut Scoped, id: i64, why: Why) -> AppResult<()> {
    let now = db.now;
    let here =
        contacts::table.filter(contacts::workspace_id.eq(db.workspace_id())).filter(contacts::id.eq(id));
    diesel::update(here.filter(contacts::restricted_at.is_null()))
        .set(contacts::restricted_at.eq(now))
        .execute(&mut **db)?;
    diesel::update(here.filter(contacts::restricted_why.ne(Why::ChildReport.word())))
        .set((contacts::restricted_why.eq(why), contacts::version.eq(contacts::version + 1)))
        .execute(&mut **db)?;
    Ok(())
}

pub fn unmark(db: &mut Scoped, id: i64) -> AppResult<()> {
    let (workspace, now) = (db.workspace_id(), db.now);
    diesel::update(contacts::table.filter(contacts::workspace_id.eq(workspace)).filter(contacts::id.eq(id)))
        .set((
            contacts::restricted_at.eq(None::<Instant>),
            contacts::restricted_why.eq(""),
            contacts::version.eq(contacts::version + 1),
            contacts::updated_at.eq(now),
        ))
        .execute(&mut **db)?;
    Ok(())
}

pub fn insert(
    db: &mut Scoped,
    contact: i64,
    why: Why,
    (request_id, decide_by): (Option<i64>, Option<Instant>),
) -> AppResult<i64> {
    let (workspace, now, actor) = (db.workspace_id(), db.now, db.reach().pseudonym.clone());
    let id = diesel::insert_into(restrictions::table)
        .values((
            restrictions::workspace_id.eq(workspace),
            restrictions::contact_id.eq(contact),
            restrictions::why.eq(why),
            restrictions::request_id.eq(request_id),
            restrictions::placed_by.eq(actor),
            restrictions::placed_at.eq(now),
            restrictions::decide_by.eq(decide_by),
        ))
        .returning(restrictions::id)
        .get_result(&mut **db)?;
    Ok(id)
}

/// The stretches of a contact, the latest first.
pub fn stretches(db: &mut Scoped, contact: i64) -> AppResult<Vec<Stretch>> {
    let rows = restrictions::table
        .filter(restrictions::workspace_id.eq(db.workspace_id()))
        .filter(restrictions::contact_id.eq(contact))
        .order(restrictions::id.desc())
        .select(Stretch::as_select())
        .load(&mut **db)?;
    Ok(rows)
}

/// The open stretches of several contacts.
pub fn open_among(db: &mut Scoped, contacts: &[i64]) -> AppResult<Vec<Stretch>> {
    let rows = restrictions::table
        .filter(restrictions::workspace_id.eq(db.workspace_id()))
        .filter(restrictions::contact_id.eq_any(contacts.to_vec()))
        .filter(restrictions::ended_at.is_null())
        .order(restrictions::id)
        .select(Stretch::as_select())
        .load(&mut **db)?;
    Ok(rows)
}

/// Writes down why it ends, and on whose word.
pub fn give_reason(db: &mut Scoped, contact: i64, note: &str) -> AppResult<()> {
    let actor = db.reach().pseudonym.clone();
    let open = restrictions::table
        .filter(restrictions::workspace_id.eq(db.workspace_id()))
        .filter(restrictions::contact_id.eq(contact))
        .filter(restrictions::ended_at.is_null());
    diesel::update(open)
        .set((restrictions::note.eq(note), restrictions::ended_by.eq(actor)))
        .execute(&mut **db)?;
    Ok(())
}

pub fn end(db: &mut Scoped, contact: i64) -> AppResult<()> {
    let now = db.now;
    let open = restrictions::table
        .filter(restrictions::workspace_id.eq(db.workspace_id()))
        .filter(restrictions::contact_id.eq(contact))
        .filter(restrictions::ended_at.is_null());
    diesel::update(open).set(restrictions::ended_at.eq(now)).execute(&mut **db)?;
    Ok(())
}
