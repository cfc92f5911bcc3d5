//! What businesses object to: one objection a business and processor, which may be taken
//! back and made again.

use diesel::prelude::*;

use crate::clock::Instant;
use crate::db::{Scoped, Unscoped};
use crate::error::AppResult;
use crate::schema::{processor_objections as objections, processors, workspaces};

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = objections)]
pub struct Objection {
    pub id: i64,
    pub workspace_id: i64,
    pub processor_id: i64,
    pub actor: String,
    pub reason: String,
    pub at: Instant,
    pub answer: String,
    pub answered_at: Option<Instant>,
    pub withdrawn_at: Option<Instant>,
}

impl Objection {
    pub fn stands(&self) -> bool {
        self.withdrawn_at.is_none()
    }

    pub fn awaits_answer(&self) -> bool {
        self.stands() && self.answered_at.is_none()
    }
}

/// This business's objections.
pub fn here(db: &mut Scoped) -> AppResult<Vec<Objection>> {
    let rows = objections::table
        .filter(objections::workspace_id.eq(db.workspace_id()))
        .order(objections::id)
        .select(Objection::as_select());
    Ok(rows.load(&mut **db)?)
}

pub fn object(db: &mut Scoped, processor_id: i64, reason: &str) -> AppResult<i64> {
    let (workspace, now, actor) = (db.workspace_id(), db.now, db.reach().pseudonym.clone());
    let again = diesel::update(of_this_business(workspace, processor_id))
        .set((
            objections::actor.eq(&actor),
            objections::reason.eq(reason),
            objections::at.eq(now),
            objections::answer.eq(""),
            objections::answered_at.eq(None::<Instant>),
            objections::withdrawn_at.eq(None::<Instant>),
        ))
        .returning(objections::id)
        .get_result(&mut **db)
        .optional()?;
    if let Some(id) = again {
        return Ok(id);
    }
    let id = diesel::insert_into(objections::table)
        .values((
            objections::workspace_id.eq(workspace),
            objections::processor_id.eq(processor_id),
            objections::actor.eq(&actor),
            objections::reason.eq(reason),
            objections::at.eq(now),
            objections::answer.eq(""),
        ))
        .returning(objections::id)
        .get_result(&mut **db)?;
    Ok(id)
}

/// `false` if there was none to take back.
pub fn withdraw(db: &mut Scoped, processor_id: i64) -> AppResult<bool> {
    let (workspace, now) = (db.workspace_id(), db.now);
    let standing = of_this_business(workspace, processor_id).filter(objections::withdrawn_at.is_null());
    let done = diesel::update(standing).set(objections::withdrawn_at.eq(now)).execute(&mut **db)?;
    Ok(done > 0)
}

#[diesel::dsl::auto_type]
fn of_this_business(workspace: i64, processor: i64) -> _ {
    objections::table
        .filter(objections::workspace_id.eq(workspace))
        .filter(objections::processor_id.eq(processor))
}

/// Every objection to one processor with the business's name, the newest first.
pub fn to_processor(db: &mut Unscoped, processor_id: i64) -> AppResult<Vec<(Objection, String)>> {
    let rows = objections::table
        .inner_join(workspaces::table.on(workspaces::id.eq(objections::workspace_id)))
        .filter(objections::processor_id.eq(processor_id))
        .order(objections::at.desc())
        .select((Objection::as_select(), workspaces::name));
    Ok(rows.load(&mut **db)?)
}

/// One objection with the business's name and the processor's.
pub fn find(db: &mut Unscoped, id: i64) -> AppResult<(Objection, String, String)> {
    let row = objections::table
        .inner_join(workspaces::table.on(workspaces::id.eq(objections::workspace_id)))
        .inner_join(processors::table.on(processors::id.eq(objections::processor_id)))
        .filter(objections::id.eq(id))
        .select((Objection::as_select(), workspaces::name, processors::name));
    Ok(row.first(&mut **db)?)
}

/// How many objections to each processor await an answer.
pub fn unanswered(db: &mut Unscoped) -> AppResult<Vec<(i64, i64)>> {
    let rows = objections::table
        .filter(objections::withdrawn_at.is_null())
        .filter(objections::answered_at.is_null())
        .group_by(objections::processor_id)
        .select((objections::processor_id, diesel::dsl::count_star()));
    Ok(rows.load(&mut **db)?)
}

pub fn answer(db: &mut Unscoped, id: i64, text: &str) -> AppResult<()> {
    let now = db.now;
    diesel::update(objections::table.find(id))
        .set((objections::answer.eq(text), objections::answered_at.eq(now)))
        .execute(&mut **db)?;
    Ok(())
}
