//! `ledger_state`, and the rows that the ledger's keys name.

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use time::Duration;

use crate::clock::Instant;
use crate::db::AnyConnection;
use crate::error::AppResult;
use crate::inventory::Table;
use crate::inventory::read::Person;
use crate::ledger::{Act, Entry, Head, Target};
use crate::schema::{contact_merges, contacts, ledger_state, members, privacy_choices, users, workspaces};

/// The last entry of the ledger that this database has applied.
pub fn state(conn: &mut AnyConnection) -> AppResult<Head> {
    let state = ledger_state::table.find(1);
    let (seq, hash) = state.select((ledger_state::applied_seq, ledger_state::applied_hash)).first(conn)?;
    Ok(Head { seq, hash })
}

/// Takes the turn of the entry after the last one applied; `false` if another thread or node had it.
pub(super) fn take_turn(conn: &mut AnyConnection, entry: &Entry) -> AppResult<bool> {
    let taken = diesel::update(ledger_state::table.find(1))
        .filter(ledger_state::applied_seq.eq(entry.seq - 1))
        .filter(ledger_state::applied_hash.eq(&entry.prev_hash))
        .set((ledger_state::applied_seq.eq(entry.seq), ledger_state::applied_hash.eq(&entry.hash)))
        .execute(conn)?;
    Ok(taken == 1)
}

/// Whether this entry's turn is next; it stays so until the transaction ends.
pub(super) fn is_next(conn: &mut AnyConnection, entry: &Entry) -> AppResult<bool> {
    let next = diesel::update(ledger_state::table.find(1))
        .filter(ledger_state::applied_seq.eq(entry.seq - 1))
        .set(ledger_state::applied_seq.eq(ledger_state::applied_seq))
        .execute(conn)?;
    Ok(next == 1)
}

/// The id of the business that the ledger calls by this key.
pub(super) fn workspace_of(conn: &mut AnyConnection, key: &str) -> AppResult<Option<i64>> {
    let workspace = workspaces::table.filter(workspaces::ledger_key.eq(key)).select(workspaces::id);
    Ok(workspace.first(conn).optional()?)
}

/// The client of that key, and the business they belong to: also by the key of a record that became part
/// of theirs. A restored backup may know the merge and not what came after; then nobody comes back.
pub fn contact_of(conn: &mut AnyConnection, key: &str) -> AppResult<Option<(i64, Person)>> {
    let found: Option<(i64, i64)> = contacts::table
        .filter(contacts::subject_key.eq(key))
        .select((contacts::workspace_id, contacts::id))
        .first(conn)
        .optional()?;
    if let Some((workspace, id)) = found {
        return Ok(Some((workspace, Person::Contact { id, subject_key: key.to_owned() })));
    }
    let merged: Option<(i64, i64, String)> = contact_merges::table
        .inner_join(contacts::table.on(contacts::id.eq(contact_merges::contact_id)))
        .filter(contact_merges::merged_key.eq(key))
        .select((contacts::workspace_id, contacts::id, contacts::subject_key))
        .first(conn)
        .optional()?;
    Ok(merged.map(|(workspace, id, subject_key)| (workspace, Person::Contact { id, subject_key })))
}

/// The same acts, and after each erasure of a client one of every record that became part of theirs: a backup
/// from before the merge still has those.
pub(super) fn with_merged(conn: &mut AnyConnection, acts: Vec<Act>) -> AppResult<Vec<Act>> {
    let mut all = Vec::with_capacity(acts.len());
    for act in acts {
        let target = match &act {
            Act::Erase { target: Target::Contact { workspace, key }, .. } => {
                Some((workspace.clone(), key.clone()))
            }
            _ => None,
        };
        all.push(act);
        let Some((workspace, key)) = target else { continue };
        let merged: Vec<String> = contact_merges::table
            .inner_join(contacts::table.on(contacts::id.eq(contact_merges::contact_id)))
            .filter(contacts::subject_key.eq(key))
            .order(contact_merges::id)
            .select(contact_merges::merged_key)
            .load(conn)?;
        let erase =
            |key| Act::Erase { target: Target::Contact { workspace: workspace.clone(), key }, request: None };
        all.extend(merged.into_iter().map(erase));
    }
    Ok(all)
}

/// The account of that key.
pub fn user_of(conn: &mut AnyConnection, key: &str) -> AppResult<Option<Person>> {
    let found: Option<(i64, String, String)> = users::table
        .filter(users::subject_key.eq(key))
        .select((users::id, users::pseudonym, users::email_key))
        .first(conn)
        .optional()?;
    Ok(found.map(|(id, pseudonym, email_key)| Person::User {
        id,
        subject_key: key.to_owned(),
        pseudonym,
        email_key,
    }))
}

/// The businesses in which they work or worked.
pub(super) fn workspaces_of_user(conn: &mut AnyConnection, user_id: i64) -> AppResult<Vec<i64>> {
    Ok(members::table.filter(members::user_id.eq(user_id)).select(members::workspace_id).load(conn)?)
}

/// What is left of somebody who worked in a business: a number to attribute their work to.
/// Of anybody else nothing is left.
pub(super) fn leave_former_member(conn: &mut AnyConnection, user_id: i64, at: Instant) -> AppResult<()> {
    let own = members::table.filter(members::user_id.eq(user_id));
    diesel::update(own.filter(members::deactivated_at.is_null()))
        .set(members::deactivated_at.eq(at))
        .execute(conn)?;
    if own.count().get_result::<i64>(conn)? == 0 {
        diesel::delete(users::table.find(user_id)).execute(conn)?;
        return Ok(());
    }
    diesel::update(users::table.find(user_id))
        .set((
            users::name.eq(format!("Former member {user_id}")),
            users::is_operator.eq(false),
            users::erased_at.eq(at),
        ))
        .execute(conn)?;
    Ok(())
}

/// Former members whom no business remembers any more.
pub(super) fn forget_former_members(conn: &mut AnyConnection) -> AppResult<usize> {
    let at_work = members::table.select(members::user_id);
    let forgotten = users::table.filter(users::erased_at.is_not_null()).filter(users::id.ne_all(at_work));
    Ok(diesel::delete(forgotten).execute(conn)?)
}

pub(super) fn withdraw(
    conn: &mut AnyConnection,
    user_key: &str,
    purpose: &str,
    at: Instant,
) -> AppResult<()> {
    let user: Option<i64> =
        users::table.filter(users::subject_key.eq(user_key)).select(users::id).first(conn).optional()?;
    let Some(user) = user else { return Ok(()) };
    let kept = privacy_choices::table
        .filter(privacy_choices::user_id.eq(user))
        .filter(privacy_choices::purpose.eq(purpose));
    // A choice made after the withdrawal is the person's last word.
    let known: Option<Instant> = kept.select(privacy_choices::at).first(conn).optional()?;
    match known {
        // The ledger counts whole seconds.
        Some(last) if last - at >= Duration::SECOND => {}
        Some(_) => {
            diesel::update(kept)
                .set((privacy_choices::allowed.eq(false), privacy_choices::at.eq(at)))
                .execute(conn)?;
        }
        None => {
            diesel::insert_into(privacy_choices::table)
                .values((
                    privacy_choices::user_id.eq(user),
                    privacy_choices::purpose.eq(purpose),
                    privacy_choices::allowed.eq(false),
                    privacy_choices::at.eq(at),
                ))
                .execute(conn)?;
        }
    }
    Ok(())
}

/// Deletes at most `limit` rows of a business from one table; tells how many. In no order: the
/// index that begins with the business finds them.
pub(super) fn delete_of_workspace(
    conn: &mut AnyConnection,
    table: &Table,
    workspace_id: i64,
    limit: i64,
) -> AppResult<i64> {
    let key: Vec<String> = table.key().iter().map(|name| format!("\"{name}\"")).collect();
    let key = key.join(", ");
    let name = table.name;
    let sql = format!(
        "DELETE FROM \"{name}\" WHERE ({key}) IN \
         (SELECT {key} FROM \"{name}\" WHERE workspace_id = $1 LIMIT {limit})"
    );
    Ok(diesel::sql_query(sql).bind::<BigInt, _>(workspace_id).execute(conn)? as i64)
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    found: i64,
}

pub(super) fn count_of_workspace(
    conn: &mut AnyConnection,
    table: &Table,
    workspace_id: i64,
) -> AppResult<i64> {
    let sql = format!("SELECT count(*) AS found FROM \"{}\" WHERE workspace_id = $1", table.name);
    Ok(diesel::sql_query(sql).bind::<BigInt, _>(workspace_id).get_result::<Counted>(conn)?.found)
}

/// Whoever was signed in to the business stays signed in to their account.
pub(super) fn leave_sessions(conn: &mut AnyConnection, workspace_id: i64) -> AppResult<()> {
    use crate::schema::sessions;
    diesel::update(sessions::table.filter(sessions::workspace_id.eq(workspace_id)))
        .set(sessions::workspace_id.eq(None::<i64>))
        .execute(conn)?;
    Ok(())
}

pub(super) fn delete_workspace(conn: &mut AnyConnection, workspace_id: i64) -> AppResult<()> {
    diesel::delete(workspaces::table.find(workspace_id)).execute(conn)?;
    Ok(())
}
