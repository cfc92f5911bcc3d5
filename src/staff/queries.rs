//! The `members` and `invitations` tables.

use diesel::prelude::*;

use super::model::NewMember;
use crate::db::Scoped;
use crate::error::AppResult;
use crate::schema::members;

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
