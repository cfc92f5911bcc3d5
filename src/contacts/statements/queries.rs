//! The `corrections` table, and the mark on the contact while one of them is open.

use diesel::prelude::*;

use super::{Correction, State};
use crate::clock::Instant;
use crate::contacts::queries::visible;
use crate::db::Scoped;
use crate::error::AppResult;
use crate::schema::{contacts, corrections};
use crate::web::paging::Slice;

pub const PAGE: usize = 50;

#[derive(Queryable, Selectable)]
#[diesel(table_name = corrections)]
struct Row {
    id: i64,
    contact_id: i64,
    request_id: Option<i64>,
    field: String,
    stated: String,
    proposed: String,
    statement: String,
    state: State,
    reason: String,
    at: Instant,
    decided_at: Option<Instant>,
}

impl From<Row> for Correction {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            contact_id: row.contact_id,
            request_id: row.request_id,
            field: row.field,
            stated: row.stated,
            proposed: row.proposed,
            statement: row.statement,
            state: row.state,
            reason: row.reason,
            at: row.at,
            decided_at: row.decided_at,
        }
    }
}

pub struct New<'n> {
    pub contact: i64,
    pub request_id: Option<i64>,
    pub field: &'n str,
    pub stated: &'n str,
    pub proposed: &'n str,
    pub statement: &'n str,
}

pub fn insert(db: &mut Scoped, new: &New) -> AppResult<i64> {
    let (workspace, now) = (db.workspace_id(), db.now);
    let id = diesel::insert_into(corrections::table)
        .values((
            corrections::workspace_id.eq(workspace),
            corrections::contact_id.eq(new.contact),
            corrections::request_id.eq(new.request_id),
            corrections::field.eq(new.field),
            corrections::stated.eq(new.stated),
            corrections::proposed.eq(new.proposed),
            corrections::statement.eq(new.statement),
            corrections::state.eq(State::Open),
            corrections::at.eq(now),
        ))
        .returning(corrections::id)
        .get_result(&mut **db)?;
    Ok(id)
}

pub fn find(db: &mut Scoped, id: i64) -> AppResult<Correction> {
    let here = corrections::table
        .filter(corrections::workspace_id.eq(db.workspace_id()))
        .filter(corrections::id.eq(id));
    Ok(here.select(Row::as_select()).first(&mut **db)?.into())
}

/// The open ones on contacts that may be shown, by number, with the contact's name.
pub fn open(db: &mut Scoped, after: i64) -> AppResult<Slice<(Correction, String)>> {
    let rows: Vec<(Row, String)> = visible(db)
        .inner_join(corrections::table)
        .filter(corrections::state.eq(State::Open))
        .filter(corrections::id.gt(after))
        .order(corrections::id)
        .limit(PAGE as i64 + 1)
        .select((Row::as_select(), contacts::name))
        .load(&mut **db)?;
    Ok(Slice::cut(rows.into_iter().map(|(row, name)| (row.into(), name)).collect(), PAGE))
}

/// What stands beside a contact's values: open proposals, and what the client said about
/// values that the business kept.
pub fn of_contact(db: &mut Scoped, contact: i64) -> AppResult<Vec<Correction>> {
    let said = corrections::state
        .eq(State::Open)
        .or(corrections::state.eq(State::Refused).and(corrections::statement.ne("")));
    let rows: Vec<Row> = corrections::table
        .filter(corrections::workspace_id.eq(db.workspace_id()))
        .filter(corrections::contact_id.eq(contact))
        .filter(said)
        .order(corrections::id.desc())
        .limit(20)
        .select(Row::as_select())
        .load(&mut **db)?;
    Ok(rows.into_iter().map(Correction::from).collect())
}

/// All that a request proposed.
pub fn of_request(db: &mut Scoped, request_id: i64) -> AppResult<Vec<Correction>> {
    let rows: Vec<Row> = corrections::table
        .filter(corrections::workspace_id.eq(db.workspace_id()))
        .filter(corrections::request_id.eq(request_id))
        .order(corrections::id)
        .select(Row::as_select())
        .load(&mut **db)?;
    Ok(rows.into_iter().map(Correction::from).collect())
}

/// `false` if somebody decided already.
pub fn decide(db: &mut Scoped, id: i64, state: State, reason: &str) -> AppResult<bool> {
    let (now, actor) = (db.now, db.reach().pseudonym.clone());
    let open = corrections::table
        .filter(corrections::workspace_id.eq(db.workspace_id()))
        .filter(corrections::id.eq(id))
        .filter(corrections::state.eq(State::Open));
    let decided = diesel::update(open)
        .set((
            corrections::state.eq(state),
            corrections::reason.eq(reason),
            corrections::decided_by.eq(actor),
            corrections::decided_at.eq(now),
        ))
        .execute(&mut **db)?;
    Ok(decided == 1)
}

pub fn set_statement(db: &mut Scoped, id: i64, statement: &str) -> AppResult<()> {
    let here = corrections::table
        .filter(corrections::workspace_id.eq(db.workspace_id()))
        .filter(corrections::id.eq(id));
    diesel::update(here).set(corrections::statement.eq(statement)).execute(&mut **db)?;
    Ok(())
}

/// Marks the contact as disputed while something about it is undecided.
pub fn mark(db: &mut Scoped, contact: i64) -> AppResult<()> {
    let now = db.now;
    let open = corrections::table
        .filter(corrections::workspace_id.eq(db.workspace_id()))
        .filter(corrections::contact_id.eq(contact))
        .filter(corrections::state.eq(State::Open));
    let is_open = open.count().get_result::<i64>(&mut **db)? > 0;
    let here =
        contacts::table.filter(contacts::workspace_id.eq(db.workspace_id())).filter(contacts::id.eq(contact));
    match is_open {
        true => diesel::update(here.filter(contacts::disputed_at.is_null()))
            .set(contacts::disputed_at.eq(now))
            .execute(&mut **db)?,
        false => diesel::update(here).set(contacts::disputed_at.eq(None::<Instant>)).execute(&mut **db)?,
    };
    Ok(())
}
