//! The `members` table; invitations are in the file below.

pub mod invitations;

use diesel::dsl::max;
use diesel::prelude::*;

use super::model::{NewMember, People, Person, Standing};
use crate::access::Role;
use crate::clock::Instant;
use crate::db::Scoped;
use crate::error::AppResult;
use crate::schema::{members, sessions, users, workspaces};

/// A member with the account behind.
#[derive(Debug, Clone)]
pub struct Member {
    pub id: i64,
    pub user_id: i64,
    pub name: String,
    pub email: String,
    pub standing: Standing,
    pub second_factor: bool,
    pub created_at: Instant,
    pub deactivated_at: Option<Instant>,
}

impl Member {
    pub fn is_active(&self) -> bool {
        self.deactivated_at.is_none()
    }
}

type MemberRow = (i64, i64, String, String, (Role, bool, bool), Option<Instant>, Instant, Option<Instant>);

impl From<MemberRow> for Member {
    fn from(
        (id, user_id, name, email, (role, own_only, privacy_contact), totp, created_at, deactivated_at): MemberRow,
    ) -> Self {
        Self {
            id,
            user_id,
            name,
            email,
            standing: Standing { role, own_only, privacy_contact },
            second_factor: totp.is_some(),
            created_at,
            deactivated_at,
        }
    }
}

/// The members of this workspace and their accounts; every query about them starts here.
macro_rules! members_here {
    ($db:expr) => {
        members::table
            .inner_join(users::table.on(users::id.eq(members::user_id)))
            .filter(members::workspace_id.eq($db.workspace_id()))
            .select((
                members::id,
                members::user_id,
                users::name,
                users::email,
                (members::role, members::own_only, members::privacy_contact),
                users::totp_confirmed_at,
                members::created_at,
                members::deactivated_at,
            ))
    };
}

/// The accounts of those who own the business now.
pub fn owners(db: &mut Scoped) -> AppResult<Vec<i64>> {
    let owners = members::table
        .filter(members::workspace_id.eq(db.workspace_id()))
        .filter(members::role.eq(Role::Owner))
        .filter(members::deactivated_at.is_null());
    Ok(owners.order(members::id).select(members::user_id).load(&mut **db)?)
}

/// Everybody who works or worked here, by name.
pub fn list(db: &mut Scoped) -> AppResult<Vec<Member>> {
    let rows: Vec<MemberRow> = members_here!(db).order((users::name, members::id)).load(&mut **db)?;
    Ok(rows.into_iter().map(Member::from).collect())
}

pub fn find(db: &mut Scoped, id: i64) -> AppResult<Member> {
    let row: MemberRow = members_here!(db).filter(members::id.eq(id)).first(&mut **db)?;
    Ok(row.into())
}

pub fn find_by_email(db: &mut Scoped, email_key: &str) -> AppResult<Option<Member>> {
    let row = members_here!(db).filter(users::email_key.eq(email_key)).first::<MemberRow>(&mut **db);
    Ok(row.optional()?.map(Member::from))
}

pub fn find_by_user(db: &mut Scoped, user_id: i64) -> AppResult<Option<Member>> {
    let row = members_here!(db).filter(members::user_id.eq(user_id)).first::<MemberRow>(&mut **db);
    Ok(row.optional()?.map(Member::from))
}

/// When each person who is signed in to this workspace was last seen in it: (user, moment).
pub fn last_seen(db: &mut Scoped) -> AppResult<Vec<(i64, Instant)>> {
    let rows: Vec<(i64, Option<Instant>)> = sessions::table
        .filter(sessions::workspace_id.eq(db.workspace_id()))
        .group_by(sessions::user_id)
        .select((sessions::user_id, max(sessions::last_seen_at)))
        .load(&mut **db)?;
    Ok(rows.into_iter().filter_map(|(user, seen)| Some((user, seen?))).collect())
}

/// Lets one step at a time change who owns the business. Two owners who demote each
/// other at once would otherwise both find the other still there.
pub fn lock(db: &mut Scoped) -> AppResult<()> {
    diesel::update(workspaces::table.find(db.workspace_id()))
        .set(workspaces::version.eq(workspaces::version))
        .execute(&mut **db)?;
    Ok(())
}

pub fn count_owners(db: &mut Scoped) -> AppResult<i64> {
    let owners = members::table
        .filter(members::workspace_id.eq(db.workspace_id()))
        .filter(members::role.eq(Role::Owner))
        .filter(members::deactivated_at.is_null());
    Ok(owners.count().get_result(&mut **db)?)
}

pub fn set_standing(db: &mut Scoped, id: i64, standing: Standing) -> AppResult<()> {
    let here = members::table.filter(members::workspace_id.eq(db.workspace_id())).filter(members::id.eq(id));
    diesel::update(here)
        .set((
            members::role.eq(standing.role),
            members::own_only.eq(standing.own_only),
            members::privacy_contact.eq(standing.privacy_contact),
        ))
        .execute(&mut **db)?;
    Ok(())
}

pub fn set_deactivated(db: &mut Scoped, id: i64, at: Option<Instant>) -> AppResult<()> {
    let here = members::table.filter(members::workspace_id.eq(db.workspace_id())).filter(members::id.eq(id));
    diesel::update(here).set(members::deactivated_at.eq(at)).execute(&mut **db)?;
    Ok(())
}

/// Whether this person is at work in any other business.
pub fn works_elsewhere(db: &mut Scoped, user_id: i64) -> AppResult<bool> {
    let elsewhere = members::table
        .filter(members::user_id.eq(user_id))
        .filter(members::workspace_id.ne(db.workspace_id()))
        .filter(members::deactivated_at.is_null())
        .select(members::id)
        .first::<i64>(&mut **db);
    Ok(elsewhere.optional()?.is_some())
}

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
            members::last_used_at.eq(now),
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
        .select((
            members::id,
            users::name,
            members::role,
            members::own_only,
            members::deactivated_at.is_null(),
        ))
        .load::<(i64, String, Role, bool, bool)>(&mut **db)?;
    let person = |(id, name, role, own_only, active)| Person { id, name, role, own_only, active };
    Ok(People::new(rows.into_iter().map(person).collect()))
}
