//! `privacy_settings`: what a business lets run by itself; none is on without a row.

use diesel::prelude::*;

use crate::db::AnyConnection;
use crate::error::AppResult;
use crate::requests::model::{Scope, Settings};
use crate::schema::{privacy_requests as r, privacy_settings as s, workspaces};

pub fn of(conn: &mut AnyConnection, workspace_id: i64) -> AppResult<Settings> {
    let row: Option<(bool, bool, bool, bool)> = s::table
        .find(workspace_id)
        .select((s::auto_copies, s::auto_corrections, s::auto_opt_outs, s::named))
        .first(conn)
        .optional()?;
    Ok(row.map_or_else(Settings::default, |(auto_copies, auto_corrections, auto_opt_outs, named)| Settings {
        auto_copies,
        auto_corrections,
        auto_opt_outs,
        named,
    }))
}

pub fn save(conn: &mut AnyConnection, workspace_id: i64, new: Settings) -> AppResult<()> {
    let values = (
        s::auto_copies.eq(new.auto_copies),
        s::auto_corrections.eq(new.auto_corrections),
        s::auto_opt_outs.eq(new.auto_opt_outs),
        s::named.eq(new.named),
    );
    if diesel::update(s::table.find(workspace_id)).set(values).execute(conn)? == 0 {
        diesel::insert_into(s::table).values((s::workspace_id.eq(workspace_id), values)).execute(conn)?;
    }
    Ok(())
}

/// The businesses that got the same request and let themselves be named.
pub fn named_beside(conn: &mut AnyConnection, request: &super::Request) -> AppResult<Vec<String>> {
    if request.address_digest.is_empty() {
        return Ok(Vec::new());
    }
    let names = r::table
        .inner_join(workspaces::table.on(workspaces::id.nullable().eq(r::workspace_id)))
        .inner_join(s::table.on(s::workspace_id.nullable().eq(r::workspace_id)))
        .filter(s::named.eq(true))
        .filter(r::scope.eq(Scope::Workspace))
        .filter(r::address_digest.eq(request.address_digest.clone()))
        .filter(r::received_at.eq(request.received_at))
        .order(workspaces::name)
        .select(workspaces::name)
        .load(conn)?;
    Ok(names)
}
