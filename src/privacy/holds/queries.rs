//! Whom a hold names, by the names of today.

use diesel::prelude::*;

use crate::access::Role;
use crate::db::{AnyConnection, Scoped, Unscoped};
use crate::error::AppResult;
use crate::holds::model::TargetKind;
use crate::holds::queries::Hold;
use crate::ledger::Target;
use crate::outbox::suppression;
use crate::schema::{contacts, members, users, workspaces};

pub fn ledger_key(conn: &mut AnyConnection, workspace_id: i64) -> AppResult<String> {
    Ok(workspaces::table.find(workspace_id).select(workspaces::ledger_key).first(conn)?)
}

pub fn is_business(conn: &mut AnyConnection, key: &str) -> AppResult<bool> {
    let found = workspaces::table.filter(workspaces::ledger_key.eq(key)).count().get_result::<i64>(conn)?;
    Ok(found > 0)
}

/// A client of this business, also one in the trash or one whose use is restricted.
pub fn client(db: &mut Scoped, id: i64) -> AppResult<Option<(String, Target)>> {
    let workspace = suppression::queries::workspace_key(db)?;
    let found: Option<(String, String)> = contacts::table
        .filter(contacts::workspace_id.eq(db.workspace_id()))
        .filter(contacts::id.eq(id))
        .select((contacts::name, contacts::subject_key))
        .first(&mut **db)
        .optional()?;
    Ok(found.map(|(name, key)| (name, Target::Contact { workspace, key })))
}

pub fn own_business(db: &mut Scoped) -> AppResult<Target> {
    Ok(Target::Workspace { key: suppression::queries::workspace_key(db)? })
}

/// An account by its address, a business by its address on the web, a client by the number
/// that exports show.
pub fn target(db: &mut Unscoped, kind: TargetKind, name: &str) -> AppResult<Option<Target>> {
    Ok(match kind {
        TargetKind::User => {
            let user = users::table.filter(users::email_key.eq(name)).select(users::subject_key);
            user.first(&mut **db).optional()?.map(|key| Target::User { key })
        }
        TargetKind::Workspace => {
            let business = workspaces::table.filter(workspaces::slug.eq(name)).select(workspaces::ledger_key);
            business.first(&mut **db).optional()?.map(|key| Target::Workspace { key })
        }
        TargetKind::Contact => {
            let client = contacts::table
                .inner_join(workspaces::table.on(workspaces::id.eq(contacts::workspace_id)))
                .filter(contacts::subject_key.eq(name))
                .select((workspaces::ledger_key, contacts::subject_key));
            let found: Option<(String, String)> = client.first(&mut **db).optional()?;
            found.map(|(workspace, key)| Target::Contact { workspace, key })
        }
    })
}

/// Who can answer for a hold: (pseudonym, name).
pub type Owner = (String, String);

/// The owners and privacy contacts of this business.
pub fn owners_here(db: &mut Scoped) -> AppResult<Vec<Owner>> {
    let people = members::table
        .inner_join(users::table.on(users::id.eq(members::user_id)))
        .filter(members::workspace_id.eq(db.workspace_id()))
        .filter(members::deactivated_at.is_null())
        .filter(members::role.eq(Role::Owner).or(members::privacy_contact))
        .order((users::name, users::id))
        .select((users::pseudonym, users::name));
    Ok(people.load(&mut **db)?)
}

pub fn operators(db: &mut Unscoped) -> AppResult<Vec<Owner>> {
    let people = users::table.filter(users::is_operator.eq(true)).order((users::name, users::id));
    Ok(people.select((users::pseudonym, users::name)).load(&mut **db)?)
}

/// The account behind a pseudonym.
pub fn user_id(conn: &mut AnyConnection, pseudonym: &str) -> AppResult<Option<i64>> {
    Ok(users::table.filter(users::pseudonym.eq(pseudonym)).select(users::id).first(conn).optional()?)
}

/// A hold with the names behind its keys; empty where nobody is found any more.
#[derive(Debug, Clone)]
pub struct Named {
    pub hold: Hold,
    pub target: String,
    /// The client's page number, for the business alone.
    pub client: Option<i64>,
    pub owner: String,
}

/// `clients` says whether the reader may know clients by name: the operator may not.
pub fn named(conn: &mut AnyConnection, hold: Hold, clients: bool) -> AppResult<Named> {
    let owner = users::table.filter(users::pseudonym.eq(&hold.owner)).select(users::name);
    let owner: Option<String> = owner.first(conn).optional()?;
    let (target, client) = match hold.target {
        TargetKind::User => {
            let user = users::table.filter(users::subject_key.eq(&hold.target_key)).select(users::name);
            (user.first(conn).optional()?, None)
        }
        TargetKind::Workspace => {
            let own = workspaces::table.filter(workspaces::ledger_key.eq(&hold.target_key));
            (own.select(workspaces::name).first(conn).optional()?, None)
        }
        TargetKind::Contact if clients => {
            let client = contacts::table.filter(contacts::subject_key.eq(&hold.target_key));
            let found: Option<(i64, String)> =
                client.select((contacts::id, contacts::name)).first(conn).optional()?;
            found.map_or((None, None), |(id, name)| (Some(name), Some(id)))
        }
        TargetKind::Contact => (Some("A client of a business".into()), None),
    };
    Ok(Named {
        target: target.unwrap_or_else(|| "Not here any more".into()),
        client,
        owner: owner.unwrap_or_else(|| "The program".into()),
        hold,
    })
}
