//! The `activity_entries` table.

use diesel::prelude::*;

use crate::clock::Instant;
use crate::db::{AnyBackend, Scoped, chain};
use crate::error::AppResult;
use crate::schema::{activity_entries, members, users};
use crate::web::paging::Slice;

pub const PAGE: usize = 50;

#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub member: Option<i64>,
    pub group: Option<&'static str>,
    pub kind: Option<&'static str>,
    pub from: Option<Instant>,
    pub until: Option<Instant>,
    /// Only entries before this one.
    pub before: Option<i64>,
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = activity_entries)]
pub struct Entry {
    pub seq: i64,
    pub at: Instant,
    pub actor: String,
    pub action: String,
    pub target_kind: String,
    pub target_id: Option<i64>,
    pub detail: String,
}

/// A member of this workspace and the pseudonym they act under.
#[derive(Debug, Clone, Queryable)]
pub struct Actor {
    pub pseudonym: String,
    pub member_id: i64,
    pub name: String,
}

/// The newest entries first.
pub fn entries(db: &mut Scoped, filter: &Filter, actors: &[Actor]) -> AppResult<Slice<Entry>> {
    use activity_entries as e;
    let mut query = e::table
        .filter(e::workspace_id.eq(db.workspace_id()))
        .order(e::seq.desc())
        .limit(PAGE as i64 + 1)
        .select(Entry::as_select())
        .into_boxed::<AnyBackend>();
    if let Some(member) = filter.member {
        let actor = actors.iter().find(|a| a.member_id == member);
        // A member of nobody here did nothing here.
        query = query.filter(e::actor.eq(actor.map(|a| a.pseudonym.clone()).unwrap_or_default()));
    }
    if let Some(group) = filter.group {
        // Between "contact." and "contact/", the character after the dot.
        query = query.filter(e::action.ge(format!("{group}."))).filter(e::action.lt(format!("{group}/")));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(e::target_kind.eq(kind));
    }
    if let Some(from) = filter.from {
        query = query.filter(e::at.ge(from));
    }
    if let Some(until) = filter.until {
        query = query.filter(e::at.lt(until));
    }
    if let Some(before) = filter.before {
        query = query.filter(e::seq.lt(before));
    }
    Ok(Slice::cut(query.load(&mut **db)?, PAGE))
}

/// Everybody who works or worked here, by name.
pub fn actors(db: &mut Scoped) -> AppResult<Vec<Actor>> {
    let actors = members::table
        .inner_join(users::table.on(users::id.eq(members::user_id)))
        .filter(members::workspace_id.eq(db.workspace_id()))
        .order((users::name, members::id))
        .select((users::pseudonym, members::id, users::name))
        .load(&mut **db)?;
    Ok(actors)
}

/// Whether the record is whole: how many entries it has, or the first that does not fit.
pub fn verify(db: &mut Scoped) -> AppResult<Result<i64, i64>> {
    let workspace = db.workspace_id();
    chain::verify(db, workspace)
}
