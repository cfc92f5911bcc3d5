//! `retention_runs`, `retention_counts`, and the rows whose time is over.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Timestamp};

use super::rules::Timed;
use crate::civil::months_before;
use crate::clock::Instant;
use crate::db::{AnyConnection, Scoped, Unscoped};
use crate::error::AppResult;
use crate::holds::queries::unheld;
use crate::schema::{activity_entries, job_schedules, legal_holds, workspaces};
use crate::schema::{retention_counts as counts, retention_runs as runs};

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    found: i64,
}

/// Rows of a rule that are over at a moment and not held.
fn over(rule: &Timed) -> String {
    format!("\"{}\" <= $1 AND {}", rule.anchor, unheld(&rule.table))
}

/// The names come from the inventory, the number of the business from its row.
pub fn count(db: &mut Unscoped, rule: &Timed, at: Instant, workspace: Option<i64>) -> AppResult<i64> {
    let here = workspace.map(|id| format!(" AND \"workspace_id\" = {id}")).unwrap_or_default();
    let sql = format!("SELECT count(*) AS found FROM \"{}\" WHERE {}{here}", rule.table.name, over(rule));
    let (query, before) = (diesel::sql_query(sql), rule.begins_before(at));
    let counted: Counted = match rule.by_day {
        true => query.bind::<Date, _>(before.date()).get_result(&mut **db)?,
        false => query.bind::<Timestamp, _>(before).get_result(&mut **db)?,
    };
    Ok(counted.found)
}

/// Deletes at most `limit` rows, the oldest first; what hangs on them goes along.
pub fn delete(conn: &mut AnyConnection, rule: &Timed, at: Instant, limit: i64) -> AppResult<usize> {
    let key: Vec<String> = rule.table.key().iter().map(|name| format!("\"{name}\"")).collect();
    let (key, table) = (key.join(", "), rule.table.name);
    let sql = format!(
        "DELETE FROM \"{table}\" WHERE ({key}) IN \
         (SELECT {key} FROM \"{table}\" WHERE {} ORDER BY \"{}\" LIMIT {limit})",
        over(rule),
        rule.anchor,
    );
    let (query, before) = (diesel::sql_query(sql), rule.begins_before(at));
    Ok(match rule.by_day {
        true => query.bind::<Date, _>(before.date()).execute(conn)?,
        false => query.bind::<Timestamp, _>(before).execute(conn)?,
    })
}

/// Until when a business keeps its record, for each that shortened it and is not held.
fn record_ends(db: &mut Unscoped, at: Instant, from: i64) -> AppResult<Vec<(i64, Instant)>> {
    let held = legal_holds::table.filter(legal_holds::released_at.is_null()).select(legal_holds::target_key);
    let rows: Vec<(i64, Option<i32>)> = workspaces::table
        .filter(workspaces::id.ge(from))
        .filter(workspaces::activity_months.is_not_null())
        .filter(workspaces::ledger_key.ne_all(held))
        .order(workspaces::id)
        .select((workspaces::id, workspaces::activity_months))
        .load(&mut **db)?;
    let end = |months: Option<i32>| months.and_then(|m| u32::try_from(m).ok()).map(|m| months_before(at, m));
    Ok(rows.into_iter().filter_map(|(id, months)| Some((id, end(months)?))).collect())
}

/// The first business from one number on with entries that are over, and until when.
pub fn next_activity(db: &mut Unscoped, from: i64) -> AppResult<Option<(i64, Instant)>> {
    let now = db.now;
    for (workspace, end) in record_ends(db, now, from)? {
        let oldest = activity_entries::table
            .filter(activity_entries::workspace_id.eq(workspace))
            .order(activity_entries::seq)
            .select(activity_entries::at)
            .first::<Instant>(&mut **db)
            .optional()?;
        if oldest.is_some_and(|at| at <= end) {
            return Ok(Some((workspace, end)));
        }
    }
    Ok(None)
}

pub fn count_activity(db: &mut Unscoped, at: Instant, workspace: Option<i64>) -> AppResult<i64> {
    let mut count = 0;
    for (id, end) in record_ends(db, at, workspace.unwrap_or(0))? {
        if workspace.is_some_and(|only| only != id) {
            break;
        }
        let over = activity_entries::table
            .filter(activity_entries::workspace_id.eq(id))
            .filter(activity_entries::at.le(end));
        count += over.count().get_result::<i64>(&mut **db)?;
    }
    Ok(count)
}

pub fn count_closing(db: &mut Unscoped, at: Instant, workspace: Option<i64>) -> AppResult<i64> {
    let due = workspaces::table.filter(workspaces::closes_at.le(at)).into_boxed();
    let due = match workspace {
        Some(id) => due.filter(workspaces::id.eq(id)),
        None => due,
    };
    Ok(due.count().get_result(&mut **db)?)
}

/// Begins a run with a line for each rule.
pub fn begin(db: &mut Unscoped, rules: &[String]) -> AppResult<i64> {
    let now = db.now;
    let run: i64 = diesel::insert_into(runs::table)
        .values(runs::started_at.eq(now))
        .returning(runs::id)
        .get_result(&mut **db)?;
    for rule in rules {
        diesel::insert_into(counts::table)
            .values((counts::run_id.eq(run), counts::rule.eq(rule)))
            .execute(&mut **db)?;
    }
    Ok(run)
}

pub fn add(db: &mut Unscoped, run: i64, rule: &str, removed: usize) -> AppResult<()> {
    diesel::update(counts::table.find((run, rule)))
        .set(counts::removed.eq(counts::removed + removed as i64))
        .execute(&mut **db)?;
    Ok(())
}

/// Ends a rule, and with the last one the run.
pub fn finish(db: &mut Unscoped, run: i64, rule: &str) -> AppResult<()> {
    let now = db.now;
    diesel::update(counts::table.find((run, rule))).set(counts::finished_at.eq(now)).execute(&mut **db)?;
    let open = counts::table.filter(counts::run_id.eq(run)).filter(counts::finished_at.is_null());
    if open.count().get_result::<i64>(&mut **db)? == 0 {
        diesel::update(runs::table.find(run)).set(runs::finished_at.eq(now)).execute(&mut **db)?;
    }
    Ok(())
}

#[derive(Debug, Clone)]
pub struct Run {
    pub started_at: Instant,
    pub finished_at: Option<Instant>,
    /// What each rule removed, where it removed something.
    pub removed: Vec<(String, i64)>,
}

/// The latest runs, the newest first.
pub fn latest(db: &mut Unscoped, limit: i64) -> AppResult<Vec<Run>> {
    let rows: Vec<(i64, Instant, Option<Instant>)> = runs::table
        .order(runs::id.desc())
        .limit(limit)
        .select((runs::id, runs::started_at, runs::finished_at))
        .load(&mut **db)?;
    let mut found = Vec::new();
    for (id, started_at, finished_at) in rows {
        let removed = counts::table
            .filter(counts::run_id.eq(id))
            .filter(counts::removed.gt(0))
            .order(counts::rule)
            .select((counts::rule, counts::removed))
            .load(&mut **db)?;
        found.push(Run { started_at, finished_at, removed });
    }
    Ok(found)
}

pub fn last_run(db: &mut Unscoped) -> AppResult<Option<Run>> {
    Ok(latest(db, 1)?.pop())
}

/// When the next run begins.
pub fn next_run(db: &mut Unscoped, schedule: &str) -> AppResult<Instant> {
    let next = job_schedules::table.find(schedule).select(job_schedules::next_run_at);
    let next: Option<Instant> = next.first(&mut **db).optional()?;
    Ok(next.unwrap_or(db.now).max(db.now))
}

/// For how many months the business keeps its record; `None`: for as long as it is here.
pub fn activity_months(db: &mut Scoped) -> AppResult<Option<i32>> {
    Ok(workspaces::table.find(db.workspace_id()).select(workspaces::activity_months).first(&mut **db)?)
}

pub fn set_activity_months(db: &mut Scoped, months: Option<i32>) -> AppResult<()> {
    diesel::update(workspaces::table.find(db.workspace_id()))
        .set(workspaces::activity_months.eq(months))
        .execute(&mut **db)?;
    Ok(())
}

/// How many entries of the business's record are older than so many months.
pub fn entries_before(db: &mut Scoped, months: Option<i32>) -> AppResult<i64> {
    let Some(months) = months.and_then(|months| u32::try_from(months).ok()) else { return Ok(0) };
    let end = months_before(db.now, months);
    let over = activity_entries::table
        .filter(activity_entries::workspace_id.eq(db.workspace_id()))
        .filter(activity_entries::at.le(end));
    Ok(over.count().get_result(&mut **db)?)
}
