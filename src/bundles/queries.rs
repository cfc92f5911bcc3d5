//! The `export_bundles` table. A business's copies are read through its scoped connection; a
//! person's own, and the building, are bound to no workspace.

use diesel::prelude::*;

use super::model::{About, Mention, Purpose, State, expiry, key_of};
use super::store::Living;
use crate::clock::Instant;
use crate::db::{AnyBackend, AnyConnection, Scoped, Unscoped};
use crate::error::{AppError, AppResult};
use crate::ledger::Target;
use crate::schema::{export_bundles, workspaces};

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = export_bundles)]
pub struct Bundle {
    pub id: i64,
    pub workspace_id: Option<i64>,
    pub target: About,
    pub subject_key: String,
    pub purpose: Purpose,
    pub request_id: Option<i64>,
    pub ordered_by: String,
    pub state: State,
    pub build_cursor: String,
    pub rows_done: i64,
    pub rows_total: i64,
    pub tries: i32,
    pub failure: String,
    pub mentions: String,
    pub left_out: String,
    pub file: String,
    pub bytes: i64,
    pub sha256: String,
    pub created_at: Instant,
    pub ready_at: Option<Instant>,
    pub released_at: Option<Instant>,
    pub downloaded_at: Option<Instant>,
    pub expires_at: Option<Instant>,
}

impl Bundle {
    pub fn mentions(&self) -> Vec<Mention> {
        serde_json::from_str(&self.mentions).unwrap_or_default()
    }

    /// Texts that the business left out, by `Mention::key`.
    pub fn left_out(&self) -> Vec<String> {
        self.left_out.lines().map(str::to_owned).collect()
    }
}

pub type Bundles = export_bundles::BoxedQuery<'static, AnyBackend>;

/// The copies of one person's or business's data.
pub fn about(target: About, key: &str) -> Bundles {
    export_bundles::table
        .filter(export_bundles::target.eq(target))
        .filter(export_bundles::subject_key.eq(key.to_owned()))
        .into_boxed()
}

/// A business's copies, of itself or of its clients.
pub fn of_business(db: &Scoped, target: About) -> Bundles {
    export_bundles::table
        .filter(export_bundles::workspace_id.eq(db.workspace_id()))
        .filter(export_bundles::target.eq(target))
        .into_boxed()
}

/// The newest first.
pub fn latest(conn: &mut AnyConnection, of: Bundles, limit: i64) -> AppResult<Vec<Bundle>> {
    let newest = of.order(export_bundles::id.desc()).limit(limit);
    Ok(newest.select(Bundle::as_select()).load(conn)?)
}

pub fn one(conn: &mut AnyConnection, of: Bundles, id: i64) -> AppResult<Bundle> {
    Ok(of.filter(export_bundles::id.eq(id)).select(Bundle::as_select()).first(conn)?)
}

pub fn find(conn: &mut AnyConnection, id: i64) -> AppResult<Option<Bundle>> {
    Ok(export_bundles::table.find(id).select(Bundle::as_select()).first(conn).optional()?)
}

pub fn of_request(conn: &mut AnyConnection, request_id: i64) -> AppResult<Option<Bundle>> {
    let newest = export_bundles::table
        .filter(export_bundles::request_id.eq(request_id))
        .order(export_bundles::id.desc());
    Ok(newest.select(Bundle::as_select()).first(conn).optional()?)
}

pub struct NewBundle<'t> {
    pub target: &'t Target,
    pub purpose: Purpose,
    pub request_id: Option<i64>,
    pub ordered_by: &'t str,
}

pub fn insert(db: &mut Unscoped, new: &NewBundle) -> AppResult<i64> {
    let (now, workspace_id) = (db.now, workspace_of(db, new.target)?);
    let id = diesel::insert_into(export_bundles::table)
        .values((
            export_bundles::workspace_id.eq(workspace_id),
            export_bundles::target.eq(About::of(new.target)),
            export_bundles::subject_key.eq(key_of(new.target)),
            export_bundles::purpose.eq(new.purpose),
            export_bundles::request_id.eq(new.request_id),
            export_bundles::ordered_by.eq(new.ordered_by),
            export_bundles::created_at.eq(now),
        ))
        .returning(export_bundles::id)
        .get_result(&mut **db)?;
    Ok(id)
}

fn workspace_of(conn: &mut AnyConnection, target: &Target) -> AppResult<Option<i64>> {
    let key = match target {
        Target::User { .. } => return Ok(None),
        Target::Contact { workspace, .. } => workspace,
        Target::Workspace { key } => key,
    };
    let id = workspaces::table.filter(workspaces::ledger_key.eq(key)).select(workspaces::id).first(conn)?;
    Ok(Some(id))
}

/// What is still being built of the same, for the same.
pub fn under_way(conn: &mut AnyConnection, new: &NewBundle) -> AppResult<Option<i64>> {
    let same = about(About::of(new.target), key_of(new.target))
        .filter(export_bundles::purpose.eq(new.purpose))
        .filter(export_bundles::state.eq_any([State::Queued, State::Building]));
    let same = match new.request_id {
        Some(request) => same.filter(export_bundles::request_id.eq(request)),
        None => same.filter(export_bundles::request_id.is_null()),
    };
    Ok(same.select(export_bundles::id).first(conn).optional()?)
}

/// Older copies of the same that nobody's request waits for: the new one takes their place.
pub fn retire_older(conn: &mut AnyConnection, new: &NewBundle, now: Instant) -> AppResult<()> {
    let older = export_bundles::table
        .filter(export_bundles::target.eq(About::of(new.target)))
        .filter(export_bundles::subject_key.eq(key_of(new.target).to_owned()))
        .filter(export_bundles::purpose.eq(new.purpose))
        .filter(export_bundles::request_id.is_null())
        .filter(export_bundles::state.eq(State::Ready));
    diesel::update(older)
        .set((export_bundles::state.eq(State::Expired), export_bundles::expires_at.eq(now)))
        .execute(conn)?;
    Ok(())
}

/// One that is still being built; a cancelled or erased one stays as it is.
macro_rules! still_built {
    ($id:expr) => {
        export_bundles::table
            .find($id)
            .filter(export_bundles::state.eq(State::Queued).or(export_bundles::state.eq(State::Building)))
    };
}

/// How far the building is.
pub struct Progress<'p> {
    /// The cursor from which the step began: two processes never both go on from it.
    pub before: &'p str,
    pub cursor: &'p str,
    pub rows_done: i64,
    pub rows_total: i64,
}

/// `false` if the copy was cancelled or erased meanwhile.
pub fn progress(conn: &mut AnyConnection, id: i64, so_far: &Progress) -> AppResult<bool> {
    let from_there = still_built!(id).filter(export_bundles::build_cursor.eq(so_far.before));
    let changed = diesel::update(from_there)
        .set((
            export_bundles::state.eq(State::Building),
            export_bundles::build_cursor.eq(so_far.cursor),
            export_bundles::rows_done.eq(so_far.rows_done),
            export_bundles::rows_total.eq(so_far.rows_total),
            export_bundles::tries.eq(0),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// A finished file.
pub struct Made {
    pub file: String,
    pub bytes: i64,
    pub sha256: String,
    pub rows: i64,
    /// What was written of which table, as the cursor says it.
    pub cursor: String,
    pub mentions: Vec<Mention>,
    /// Nobody has to look at it first.
    pub is_released: bool,
}

pub fn ready(conn: &mut AnyConnection, id: i64, made: &Made, now: Instant) -> AppResult<bool> {
    let mentions = serde_json::to_string(&made.mentions).map_err(AppError::internal)?;
    let changed = diesel::update(still_built!(id))
        .set((
            export_bundles::state.eq(State::Ready),
            export_bundles::build_cursor.eq(&made.cursor),
            export_bundles::file.eq(&made.file),
            export_bundles::bytes.eq(made.bytes),
            export_bundles::sha256.eq(&made.sha256),
            export_bundles::rows_done.eq(made.rows),
            export_bundles::rows_total.eq(made.rows),
            export_bundles::mentions.eq(mentions),
            export_bundles::ready_at.eq(now),
            export_bundles::released_at.eq(made.is_released.then_some(now)),
            export_bundles::expires_at.eq(expiry(now, None)),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Counts a failed attempt; how many there were in a row.
pub fn failed_once(conn: &mut AnyConnection, id: i64) -> AppResult<i32> {
    let tries = diesel::update(still_built!(id))
        .set(export_bundles::tries.eq(export_bundles::tries + 1))
        .returning(export_bundles::tries)
        .get_result(conn)
        .optional()?;
    Ok(tries.unwrap_or_default())
}

/// Given up, with words for whoever waits.
pub fn fail(conn: &mut AnyConnection, id: i64, why: &str) -> AppResult<()> {
    diesel::update(still_built!(id))
        .set((export_bundles::state.eq(State::Failed), export_bundles::failure.eq(why)))
        .execute(conn)?;
    Ok(())
}

/// Ends a copy: not built any further, its file to be deleted.
pub fn expire(conn: &mut AnyConnection, id: i64, now: Instant) -> AppResult<()> {
    diesel::update(export_bundles::table.find(id))
        .set((
            export_bundles::state.eq(State::Expired),
            export_bundles::build_cursor.eq(""),
            export_bundles::expires_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

/// Ends every copy whose time is over.
pub fn expire_due(conn: &mut AnyConnection, now: Instant) -> AppResult<usize> {
    let due = export_bundles::table
        .filter(export_bundles::state.eq(State::Ready))
        .filter(export_bundles::expires_at.assume_not_null().le(now));
    Ok(diesel::update(due).set(export_bundles::state.eq(State::Expired)).execute(conn)?)
}

/// The whole file was taken; from the first time on it has a day left.
pub fn downloaded(conn: &mut AnyConnection, bundle: &Bundle, now: Instant) -> AppResult<()> {
    if bundle.downloaded_at.is_some() {
        return Ok(());
    }
    let until = expiry(bundle.ready_at.unwrap_or(now), Some(now));
    diesel::update(export_bundles::table.find(bundle.id))
        .set((export_bundles::downloaded_at.eq(now), export_bundles::expires_at.eq(until)))
        .execute(conn)?;
    Ok(())
}

/// Hands the copy out as it is.
pub fn release(conn: &mut AnyConnection, id: i64, now: Instant) -> AppResult<bool> {
    let waiting = export_bundles::table
        .find(id)
        .filter(export_bundles::state.eq(State::Ready))
        .filter(export_bundles::released_at.is_null());
    Ok(diesel::update(waiting).set(export_bundles::released_at.eq(now)).execute(conn)? == 1)
}

/// Has the copy built again without some texts; `false` if it was released already.
pub fn leave_out(conn: &mut AnyConnection, id: i64, texts: &[String]) -> AppResult<bool> {
    let waiting = export_bundles::table
        .find(id)
        .filter(export_bundles::state.eq(State::Ready))
        .filter(export_bundles::released_at.is_null());
    let changed = diesel::update(waiting)
        .set((
            export_bundles::state.eq(State::Queued),
            export_bundles::left_out.eq(texts.join("\n")),
            export_bundles::build_cursor.eq(""),
            export_bundles::mentions.eq(""),
            export_bundles::file.eq(""),
            export_bundles::rows_done.eq(0),
            export_bundles::ready_at.eq(None::<Instant>),
            export_bundles::expires_at.eq(None::<Instant>),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Those whose file or parts must stay.
pub fn living(conn: &mut AnyConnection) -> AppResult<Vec<Living>> {
    let rows: Vec<(i64, String, State)> = export_bundles::table
        .filter(export_bundles::state.eq_any([State::Queued, State::Building, State::Ready]))
        .select((export_bundles::id, export_bundles::file, export_bundles::state))
        .load(conn)?;
    let living =
        |(id, file, state): (i64, String, State)| Living { id, file, is_under_way: state.is_under_way() };
    Ok(rows.into_iter().map(living).collect())
}

/// Copies of a whole business, which hold what was erased from it a moment ago.
pub fn forget_copies_of(conn: &mut AnyConnection, workspace_id: i64) -> AppResult<()> {
    let whole = export_bundles::table
        .filter(export_bundles::workspace_id.eq(workspace_id))
        .filter(export_bundles::target.eq(About::Workspace));
    diesel::delete(whole).execute(conn)?;
    Ok(())
}
