//! The `members` and `invitations` tables.

use diesel::prelude::*;

use super::model::{NewMember, People, Person};
use crate::db::Scoped;
use crate::error::AppResult;
use crate::schema::{members, users};

pub fn insert_member(db: &mut Scoped, new: &NewMember) -> AppResult<i64> {
    let (workspace, now) = (db.workspace_id(), db.now);
    let id = diesel::insert_into(members::table)
        .values((
            members::workspace_id.eq(workspace),
            members::user_id.eq(new.user_id),
            members::role.eq(new.role),
            members::privacy_contact.eq(new.privacy_contact),
            members::own_only.eq(new.own_only),
            members::created_at.eq(now),
        ))
        .returning(members::id)
        .get_result(&mut **db)?;
    Ok(id)
}

/// Everybody who works or worked here, by name: for signatures and for choosing an assignee.
pub fn people(db: &mut Scoped) -> AppResult<People> {
    let rows = members::table
        .inner_join(users::table.on(users::id.eq(members::user_id)))
        .filter(members::workspace_id.eq(db.workspace_id()))
        .order((users::name, members::id))
        .select((members::id, users::name, members::own_only, members::deactivated_at.is_null()))
        .load::<(i64, String, bool, bool)>(&mut **db)?;
    let person = |(id, name, own_only, active)| Person { id, name, own_only, active };
    Ok(People::new(rows.into_iter().map(person).collect()))
}
