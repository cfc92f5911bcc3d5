//! Saved views: filters that a member kept under a name, for themselves or for everybody here.

use diesel::dsl::IntoBoxed;
use diesel::prelude::*;

use crate::db::{AnyBackend, Scoped};
use crate::error::{AppError, AppResult};
use crate::schema::saved_views;

#[derive(Debug, Clone, Queryable)]
pub struct SavedView {
    pub id: i64,
    pub name: String,
    pub query: String,
    pub shared: bool,
    pub member_id: i64,
}

impl SavedView {
    pub fn may_be_changed(&self, member: Option<i64>, may_share: bool) -> bool {
        Some(self.member_id) == member || (self.shared && may_share)
    }
}

pub struct NewView {
    pub name: String,
    pub query: String,
    pub shared: bool,
}

/// A list of tabs, not an archive.
pub const MOST_VIEWS: i64 = 30;

/// The member's own views and those shared with everybody.
fn reachable(db: &Scoped) -> IntoBoxed<'static, saved_views::table, AnyBackend> {
    let own = saved_views::member_id.eq(db.reach().member_id.unwrap_or(0));
    saved_views::table
        .filter(saved_views::workspace_id.eq(db.workspace_id()))
        .filter(own.or(saved_views::shared.eq(true)))
        .into_boxed()
}

pub fn all(db: &mut Scoped) -> AppResult<Vec<SavedView>> {
    let rows = reachable(db)
        .order((saved_views::name, saved_views::id))
        .limit(2 * MOST_VIEWS)
        .select(columns())
        .load(&mut **db)?;
    Ok(rows)
}

/// One that the member may rename or remove: their own, or a shared one for who may share.
pub fn find_to_change(db: &mut Scoped, id: i64, may_share: bool) -> AppResult<SavedView> {
    let view: SavedView = reachable(db).filter(saved_views::id.eq(id)).select(columns()).first(&mut **db)?;
    if !view.may_be_changed(db.reach().member_id, may_share) {
        return Err(AppError::Forbidden(
            "This view belongs to somebody else. Ask them, an owner or a manager.",
        ));
    }
    Ok(view)
}

type Columns =
    (saved_views::id, saved_views::name, saved_views::query, saved_views::shared, saved_views::member_id);

fn columns() -> Columns {
    (saved_views::id, saved_views::name, saved_views::query, saved_views::shared, saved_views::member_id)
}

/// `None` when the member has as many as there may be.
pub fn insert(db: &mut Scoped, view: &NewView) -> AppResult<Option<i64>> {
    let (workspace, now) = (db.workspace_id(), db.now);
    let member = db.reach().member_id.ok_or_else(|| AppError::internal("a view needs a member"))?;
    let kept: i64 = reachable(db).filter(saved_views::member_id.eq(member)).count().get_result(&mut **db)?;
    if kept >= MOST_VIEWS {
        return Ok(None);
    }
    let id = diesel::insert_into(saved_views::table)
        .values((
            saved_views::workspace_id.eq(workspace),
            saved_views::member_id.eq(member),
            saved_views::name.eq(&view.name),
            saved_views::query.eq(&view.query),
            saved_views::shared.eq(view.shared),
            saved_views::created_at.eq(now),
        ))
        .returning(saved_views::id)
        .get_result(&mut **db)?;
    Ok(Some(id))
}

pub fn update(db: &mut Scoped, id: i64, name: &str, shared: bool) -> AppResult<()> {
    let here = saved_views::workspace_id.eq(db.workspace_id()).and(saved_views::id.eq(id));
    diesel::update(saved_views::table.filter(here))
        .set((saved_views::name.eq(name), saved_views::shared.eq(shared)))
        .execute(&mut **db)?;
    Ok(())
}

pub fn delete(db: &mut Scoped, id: i64) -> AppResult<()> {
    let here = saved_views::workspace_id.eq(db.workspace_id()).and(saved_views::id.eq(id));
    diesel::delete(saved_views::table.filter(here)).execute(&mut **db)?;
    Ok(())
}
