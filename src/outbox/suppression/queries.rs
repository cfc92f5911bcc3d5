//! The `suppressions` table.

use diesel::prelude::*;

use crate::clock::Instant;
use crate::db::{AnyBackend, AnyConnection, Scoped};
use crate::error::AppResult;
use crate::ledger::Channel;
use crate::schema::{suppressions, workspaces};

/// The random key by which the ledger names this business.
pub fn workspace_key(db: &mut Scoped) -> AppResult<String> {
    let workspace = workspaces::table.find(db.workspace_id());
    Ok(workspace.select(workspaces::ledger_key).first(&mut **db)?)
}

pub fn is_suppressed(
    conn: &mut AnyConnection,
    workspace_id: Option<i64>,
    channel: Channel,
    digest: &str,
) -> AppResult<bool> {
    let found = row(workspace_id, channel, digest).count().get_result::<i64>(conn)?;
    Ok(found > 0)
}

/// Twice is once.
pub fn suppress(
    conn: &mut AnyConnection,
    workspace_id: Option<i64>,
    channel: Channel,
    digest: &str,
    reason: &str,
    at: Instant,
) -> AppResult<()> {
    if is_suppressed(conn, workspace_id, channel, digest)? {
        return Ok(());
    }
    diesel::insert_into(suppressions::table)
        .values((
            suppressions::workspace_id.eq(workspace_id),
            suppressions::channel.eq(channel),
            suppressions::address_digest.eq(digest),
            suppressions::reason.eq(reason),
            suppressions::at.eq(at),
        ))
        .execute(conn)?;
    Ok(())
}

pub fn lift(
    conn: &mut AnyConnection,
    workspace_id: Option<i64>,
    channel: Channel,
    digest: &str,
) -> AppResult<()> {
    let found: Vec<i64> = row(workspace_id, channel, digest).select(suppressions::id).load(conn)?;
    diesel::delete(suppressions::table.filter(suppressions::id.eq_any(found))).execute(conn)?;
    Ok(())
}

fn row(
    workspace_id: Option<i64>,
    channel: Channel,
    digest: &str,
) -> suppressions::BoxedQuery<'static, AnyBackend> {
    let of_address = suppressions::table
        .filter(suppressions::channel.eq(channel))
        .filter(suppressions::address_digest.eq(digest.to_owned()))
        .into_boxed();
    match workspace_id {
        Some(id) => of_address.filter(suppressions::workspace_id.eq(id)),
        None => of_address.filter(suppressions::workspace_id.is_null()),
    }
}
