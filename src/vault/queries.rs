//! The tables `backup_runs` and `restore_drills`, and what is asked of a copy of the database.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::label::Label;
use crate::clock::Instant;
use crate::db::AnyConnection;
use crate::erasure;
use crate::error::AppResult;
use crate::ledger::Head;
use crate::schema::{backup_runs, contacts, ledger_state, restore_drills, users, workspaces};

/// The migration that brought the ledger's state into the database.
const LEDGER_SINCE: &str = "20261125000201";

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Text)]
    found: String,
}

#[derive(QueryableByName)]
struct Verdict {
    #[diesel(sql_type = Text)]
    integrity_check: String,
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    rows: i64,
}

/// The newest migration that a database has seen.
pub(super) fn newest_migration(conn: &mut AnyConnection) -> AppResult<String> {
    let newest = "SELECT max(version) AS found FROM __diesel_schema_migrations";
    Ok(diesel::sql_query(newest).get_result::<Found>(conn)?.found)
}

/// How far a database of that age has followed the ledger.
pub(super) fn ledger_head(conn: &mut AnyConnection, migration: &str) -> AppResult<Head> {
    if migration < LEDGER_SINCE { Ok(Head::default()) } else { erasure::state(conn) }
}

/// The rows of each table, in the order of `tables`; their names come from the inventory.
pub(super) fn count(conn: &mut AnyConnection, tables: &[&'static str]) -> AppResult<Vec<i64>> {
    let rows = |table: &&str| {
        let query = format!("SELECT count(*) AS rows FROM \"{table}\"");
        Ok(diesel::sql_query(query).get_result::<Counted>(conn)?.rows)
    };
    tables.iter().map(rows).collect()
}

/// A name by which another connection sees what this transaction sees; PostgreSQL only.
pub(super) fn export_snapshot(conn: &mut AnyConnection) -> AppResult<String> {
    diesel::sql_query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").execute(conn)?;
    Ok(diesel::sql_query("SELECT pg_export_snapshot() AS found").get_result::<Found>(conn)?.found)
}

/// What SQLite finds wrong with a file; `None` if it is whole.
pub(super) fn damage(conn: &mut AnyConnection) -> AppResult<Option<String>> {
    let verdict = diesel::sql_query("PRAGMA integrity_check(1)").get_result::<Verdict>(conn)?;
    Ok(Some(verdict.integrity_check).filter(|found| found != "ok"))
}

pub(super) fn is_clientsync(conn: &mut AnyConnection) -> bool {
    diesel::sql_query("SELECT 1 FROM workspaces LIMIT 1").execute(conn).is_ok()
}

/// Connections to this PostgreSQL database beside this one.
pub(super) fn other_connections(conn: &mut AnyConnection) -> AppResult<i64> {
    let others = "SELECT count(*) AS rows FROM pg_stat_activity \
         WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'";
    Ok(diesel::sql_query(others).get_result::<Counted>(conn)?.rows)
}

/// Whether this PostgreSQL role may create a database.
pub(super) fn may_create_database(conn: &mut AnyConnection) -> AppResult<bool> {
    let may =
        "SELECT count(*) AS rows FROM pg_roles WHERE rolname = current_user AND (rolcreatedb OR rolsuper)";
    Ok(diesel::sql_query(may).get_result::<Counted>(conn)?.rows > 0)
}

/// Databases whose comment is this one.
pub(super) fn databases_with_comment(conn: &mut AnyConnection, comment: &str) -> AppResult<Vec<String>> {
    let named =
        "SELECT datname::text AS found FROM pg_database WHERE shobj_description(oid, 'pg_database') = $1";
    let found: Vec<Found> = diesel::sql_query(named).bind::<Text, _>(comment).load(conn)?;
    Ok(found.into_iter().map(|row| row.found).collect())
}

pub(super) fn accounts_with(conn: &mut AnyConnection, keys: &[String]) -> AppResult<i64> {
    Ok(users::table.filter(users::subject_key.eq_any(keys)).count().get_result(conn)?)
}

pub(super) fn contacts_with(conn: &mut AnyConnection, keys: &[String]) -> AppResult<i64> {
    Ok(contacts::table.filter(contacts::subject_key.eq_any(keys)).count().get_result(conn)?)
}

pub(super) fn workspaces_with(conn: &mut AnyConnection, keys: &[String]) -> AppResult<i64> {
    Ok(workspaces::table.filter(workspaces::ledger_key.eq_any(keys)).count().get_result(conn)?)
}

pub(super) fn secret_check(conn: &mut AnyConnection) -> AppResult<String> {
    Ok(ledger_state::table.find(1).select(ledger_state::secret_check).first(conn)?)
}

pub(super) fn keep_secret_check(conn: &mut AnyConnection, check: &str) -> AppResult<()> {
    diesel::update(ledger_state::table.find(1)).set(ledger_state::secret_check.eq(check)).execute(conn)?;
    Ok(())
}

/// A backup that was made, and is whole.
pub fn backup_done(conn: &mut AnyConnection, place: &str, label: &Label, finished: Instant) -> AppResult<()> {
    diesel::insert_into(backup_runs::table)
        .values((
            backup_runs::started_at.eq(label.created_at),
            backup_runs::finished_at.eq(finished),
            backup_runs::place.eq(place),
            backup_runs::encrypted.eq(label.encrypted),
            backup_runs::bytes.eq(label.bytes as i64),
            backup_runs::end_of_life.eq(label.end_of_life),
        ))
        .execute(conn)?;
    Ok(())
}

/// One that did not come about.
pub(super) fn backup_failed(
    conn: &mut AnyConnection,
    at: Instant,
    place: &str,
    encrypted: bool,
    trouble: &str,
) -> AppResult<()> {
    diesel::insert_into(backup_runs::table)
        .values((
            backup_runs::started_at.eq(at),
            backup_runs::place.eq(place),
            backup_runs::encrypted.eq(encrypted),
            backup_runs::end_of_life.eq(at),
            backup_runs::destroyed_at.eq(at),
            backup_runs::trouble.eq(trouble),
        ))
        .execute(conn)?;
    Ok(())
}

pub(super) fn destroyed(conn: &mut AnyConnection, place: &str, at: Instant) -> AppResult<()> {
    let there =
        backup_runs::table.filter(backup_runs::place.eq(place)).filter(backup_runs::destroyed_at.is_null());
    diesel::update(there).set(backup_runs::destroyed_at.eq(at)).execute(conn)?;
    Ok(())
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct BackupRun {
    pub started_at: Instant,
    pub finished_at: Option<Instant>,
    pub place: String,
    pub encrypted: bool,
    pub bytes: i64,
    pub end_of_life: Instant,
    pub destroyed_at: Option<Instant>,
    pub trouble: String,
}

/// The newest runs first.
pub fn backup_runs(conn: &mut AnyConnection, limit: i64) -> AppResult<Vec<BackupRun>> {
    use backup_runs as b;
    let runs = b::table
        .order((b::started_at.desc(), b::id.desc()))
        .limit(limit)
        .select((
            b::started_at,
            b::finished_at,
            b::place,
            b::encrypted,
            b::bytes,
            b::end_of_life,
            b::destroyed_at,
            b::trouble,
        ))
        .load(conn)?;
    Ok(runs)
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct LastDrill {
    pub at: Instant,
    pub took_ms: i64,
    pub passed: bool,
    pub detail: String,
}

/// The newest drills first.
pub fn drills(conn: &mut AnyConnection, limit: i64) -> AppResult<Vec<LastDrill>> {
    use restore_drills as d;
    let newest = d::table.order((d::at.desc(), d::id.desc())).limit(limit);
    Ok(newest.select((d::at, d::took_ms, d::passed, d::detail)).load(conn)?)
}

pub fn last_drill(conn: &mut AnyConnection) -> AppResult<Option<LastDrill>> {
    Ok(drills(conn, 1)?.pop())
}

pub(super) fn keep_drill(conn: &mut AnyConnection, drill: &LastDrill) -> AppResult<()> {
    use restore_drills as d;
    diesel::insert_into(d::table)
        .values((
            d::at.eq(drill.at),
            d::took_ms.eq(drill.took_ms),
            d::passed.eq(drill.passed),
            d::detail.eq(&drill.detail),
        ))
        .execute(conn)?;
    Ok(())
}
