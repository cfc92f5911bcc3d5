//! `imports` and `import_rows`.

use diesel::prelude::*;

use super::model::{Existing, Fate, Origin, State};
use crate::clock::Instant;
use crate::contacts::batch::KEPT;
use crate::contacts::snapshot::Snapshot;
use crate::db::{AnyConnection, Scoped};
use crate::error::{AppError, AppResult};
use crate::schema::{import_rows, imports, members, users, workspaces};

#[derive(Debug, Clone, Queryable)]
pub struct Import {
    pub id: i64,
    pub member_id: i64,
    pub file_name: String,
    pub file_key: String,
    pub state: State,
    pub origin: Origin,
    header: String,
    mapping: String,
    pub tag: String,
    pub existing: Existing,
    pub rows_total: i64,
    pub rows_done: i64,
    pub trouble: String,
    pub created_at: Instant,
    pub finished_at: Option<Instant>,
}

impl Import {
    pub fn header(&self) -> Vec<String> {
        serde_json::from_str(&self.header).unwrap_or_default()
    }

    pub fn mapping(&self) -> Vec<String> {
        serde_json::from_str(&self.mapping).unwrap_or_default()
    }
}

type Columns = (
    imports::id,
    imports::member_id,
    imports::file_name,
    imports::file_key,
    imports::state,
    imports::origin,
    imports::header,
    imports::mapping,
    imports::tag,
    imports::existing,
    imports::rows_total,
    imports::rows_done,
    imports::trouble,
    imports::created_at,
    imports::finished_at,
);

fn columns() -> Columns {
    (
        imports::id,
        imports::member_id,
        imports::file_name,
        imports::file_key,
        imports::state,
        imports::origin,
        imports::header,
        imports::mapping,
        imports::tag,
        imports::existing,
        imports::rows_total,
        imports::rows_done,
        imports::trouble,
        imports::created_at,
        imports::finished_at,
    )
}

fn here(db: &Scoped) -> imports::BoxedQuery<'static, crate::db::AnyBackend> {
    imports::table.filter(imports::workspace_id.eq(db.workspace_id())).into_boxed()
}

pub fn find(db: &mut Scoped, id: i64) -> AppResult<Import> {
    Ok(here(db).filter(imports::id.eq(id)).select(columns()).first(&mut **db)?)
}

pub fn latest(db: &mut Scoped, limit: i64) -> AppResult<Vec<Import>> {
    Ok(here(db).order(imports::id.desc()).limit(limit).select(columns()).load(&mut **db)?)
}

/// Those that can still be taken back.
pub fn undoable(db: &mut Scoped, limit: i64) -> AppResult<Vec<Import>> {
    let since = db.now - KEPT;
    let over = here(db)
        .filter(imports::state.eq_any([State::Done, State::Cancelled]))
        .filter(imports::finished_at.gt(since));
    Ok(over.order(imports::id.desc()).limit(limit).select(columns()).load(&mut **db)?)
}

pub fn insert(db: &mut Scoped, file_name: &str, file_key: &str, origin: Origin) -> AppResult<i64> {
    let (workspace, now, member) = (db.workspace_id(), db.now, db.reach().member_id);
    let id = diesel::insert_into(imports::table)
        .values((
            imports::workspace_id.eq(workspace),
            imports::member_id.eq(member.ok_or(AppError::NotFound)?),
            imports::file_name.eq(file_name),
            imports::file_key.eq(file_key),
            imports::state.eq(State::Reading),
            imports::origin.eq(origin),
            imports::basis.eq(origin.basis()),
            imports::created_at.eq(now),
        ))
        .returning(imports::id)
        .get_result(&mut **db)?;
    Ok(id)
}

/// Moves an import on; `false` if it is not in that state any more.
pub fn advance(db: &mut Scoped, id: i64, from: &[State], to: State) -> AppResult<bool> {
    let now = db.now;
    let ends = matches!(to, State::Done | State::Cancelled | State::Failed | State::Undone);
    let row = imports::table
        .filter(imports::workspace_id.eq(db.workspace_id()))
        .filter(imports::id.eq(id))
        .filter(imports::state.eq_any(from.to_vec()));
    let changed = diesel::update(row)
        .set((imports::state.eq(to), imports::finished_at.eq(ends.then_some(now))))
        .execute(&mut **db)?;
    Ok(changed > 0)
}

pub fn set_header(db: &mut Scoped, id: i64, header: &[String], rows: i64) -> AppResult<()> {
    let header = serde_json::to_string(header).map_err(AppError::internal)?;
    let row = imports::table.filter(imports::workspace_id.eq(db.workspace_id())).filter(imports::id.eq(id));
    diesel::update(row)
        .set((imports::header.eq(header), imports::rows_total.eq(rows), imports::file_key.eq("")))
        .execute(&mut **db)?;
    Ok(())
}

pub fn set_mapping(
    db: &mut Scoped,
    id: i64,
    mapping: &[String],
    tag: &str,
    existing: Existing,
) -> AppResult<()> {
    let mapping = serde_json::to_string(mapping).map_err(AppError::internal)?;
    let row = imports::table.filter(imports::workspace_id.eq(db.workspace_id())).filter(imports::id.eq(id));
    diesel::update(row)
        .set((imports::mapping.eq(mapping), imports::tag.eq(tag), imports::existing.eq(existing)))
        .execute(&mut **db)?;
    Ok(())
}

pub fn set_done(db: &mut Scoped, id: i64, rows: i64) -> AppResult<()> {
    let row = imports::table.filter(imports::workspace_id.eq(db.workspace_id())).filter(imports::id.eq(id));
    diesel::update(row).set(imports::rows_done.eq(rows)).execute(&mut **db)?;
    Ok(())
}

pub fn set_trouble(db: &mut Scoped, id: i64, trouble: &str) -> AppResult<()> {
    let row = imports::table.filter(imports::workspace_id.eq(db.workspace_id())).filter(imports::id.eq(id));
    diesel::update(row).set((imports::trouble.eq(trouble), imports::file_key.eq(""))).execute(&mut **db)?;
    Ok(())
}

pub fn insert_rows(db: &mut Scoped, import: i64, first: i64, rows: &[Vec<String>]) -> AppResult<()> {
    let (workspace, now) = (db.workspace_id(), db.now);
    for (number, cells) in (first..).zip(rows) {
        let cells = serde_json::to_string(cells).map_err(AppError::internal)?;
        diesel::insert_into(import_rows::table)
            .values((
                import_rows::workspace_id.eq(workspace),
                import_rows::import_id.eq(import),
                import_rows::number.eq(number),
                import_rows::cells.eq(cells),
                import_rows::fate.eq(Fate::Unknown),
                import_rows::created_at.eq(now),
            ))
            .execute(&mut **db)?;
    }
    Ok(())
}

/// A reading that was cut off begins anew.
pub fn forget_rows(db: &mut Scoped, import: i64) -> AppResult<()> {
    let rows = import_rows::table
        .filter(import_rows::workspace_id.eq(db.workspace_id()))
        .filter(import_rows::import_id.eq(import));
    diesel::delete(rows).execute(&mut **db)?;
    Ok(())
}

#[derive(Debug, Clone)]
pub struct Row {
    pub number: i64,
    pub cells: Vec<String>,
    pub fate: Fate,
    pub why: String,
    pub contact_id: Option<i64>,
}

/// The rows after one number, of one fate or of all.
pub fn rows(db: &mut Scoped, import: i64, fate: Option<Fate>, after: i64, limit: i64) -> AppResult<Vec<Row>> {
    let mut wanted = import_rows::table
        .filter(import_rows::workspace_id.eq(db.workspace_id()))
        .filter(import_rows::import_id.eq(import))
        .filter(import_rows::number.gt(after))
        .into_boxed();
    if let Some(fate) = fate {
        wanted = wanted.filter(import_rows::fate.eq(fate));
    }
    let rows: Vec<(i64, String, Fate, String, Option<i64>)> = wanted
        .order(import_rows::number)
        .limit(limit)
        .select((
            import_rows::number,
            import_rows::cells,
            import_rows::fate,
            import_rows::why,
            import_rows::contact_id,
        ))
        .load(&mut **db)?;
    let row = |(number, cells, fate, why, contact_id): (i64, String, Fate, String, Option<i64>)| Row {
        cells: serde_json::from_str(&cells).unwrap_or_default(),
        number,
        fate,
        why,
        contact_id,
    };
    Ok(rows.into_iter().map(row).collect())
}

pub fn set_fate(
    db: &mut Scoped,
    import: i64,
    number: i64,
    fate: Fate,
    why: &str,
    contact: Option<i64>,
) -> AppResult<()> {
    let row = import_rows::table
        .filter(import_rows::workspace_id.eq(db.workspace_id()))
        .filter(import_rows::import_id.eq(import))
        .filter(import_rows::number.eq(number));
    diesel::update(row)
        .set((import_rows::fate.eq(fate), import_rows::why.eq(why), import_rows::contact_id.eq(contact)))
        .execute(&mut **db)?;
    Ok(())
}

/// A client as they were before the list and after it, to be taken back.
pub fn set_snapshots(
    db: &mut Scoped,
    import: i64,
    number: i64,
    before: &Snapshot,
    after: &Snapshot,
) -> AppResult<()> {
    let text = |snapshot: &Snapshot| serde_json::to_string(snapshot).map_err(AppError::internal);
    let (before, after) = (text(before)?, text(after)?);
    let row = import_rows::table
        .filter(import_rows::workspace_id.eq(db.workspace_id()))
        .filter(import_rows::import_id.eq(import))
        .filter(import_rows::number.eq(number));
    diesel::update(row)
        .set((import_rows::before.eq(before), import_rows::after.eq(after)))
        .execute(&mut **db)?;
    Ok(())
}

pub fn snapshots(db: &mut Scoped, import: i64, number: i64) -> AppResult<(Snapshot, Snapshot)> {
    let row = import_rows::table
        .filter(import_rows::workspace_id.eq(db.workspace_id()))
        .filter(import_rows::import_id.eq(import))
        .filter(import_rows::number.eq(number));
    let (before, after): (String, String) =
        row.select((import_rows::before, import_rows::after)).first(&mut **db)?;
    let read = |text: &str| serde_json::from_str(text).map_err(AppError::internal);
    Ok((read(&before)?, read(&after)?))
}

pub fn counts(db: &mut Scoped, import: i64) -> AppResult<Vec<(Fate, i64)>> {
    let rows = import_rows::table
        .filter(import_rows::workspace_id.eq(db.workspace_id()))
        .filter(import_rows::import_id.eq(import))
        .group_by(import_rows::fate)
        .select((import_rows::fate, diesel::dsl::count_star()))
        .load(&mut **db)?;
    Ok(rows)
}

/// How the record of activity calls a member.
pub fn pseudonym(conn: &mut AnyConnection, member: i64) -> AppResult<String> {
    let found = members::table.inner_join(users::table.on(users::id.eq(members::user_id)));
    Ok(found.filter(members::id.eq(member)).select(users::pseudonym).first(conn)?)
}

/// The business's zone and locale, for whoever has no session.
pub fn place(db: &mut Scoped) -> AppResult<(String, String)> {
    let own = workspaces::table.find(db.workspace_id());
    Ok(own.select((workspaces::timezone, workspaces::locale)).first(&mut **db)?)
}
