//! The `workspaces` and `role_rules` tables.

use diesel::prelude::*;

use super::model::{Logo, NewWorkspace, RoleRule};
use crate::access::Role;
use crate::db::{Scoped, Unscoped, chain, ids};
use crate::error::AppResult;
use crate::schema::{dpa_acceptances, role_rules, workspaces};
use crate::standing::Agreement;

/// What an owner may change, as the profile form shows it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, AsChangeset)]
#[diesel(table_name = workspaces)]
pub struct Profile {
    pub name: String,
    pub slug: String,
    pub industry: String,
    pub address: String,
    pub phone: String,
    pub timezone: String,
    pub locale: String,
    pub week_starts_on: i32,
    pub currency: String,
    pub privacy_contact_email: String,
    pub privacy_text: String,
}

/// A profile as it was read: its version tells whether it changed since.
#[derive(Debug, Clone)]
pub struct StoredProfile {
    pub profile: Profile,
    pub version: i32,
}

pub fn insert(db: &mut Unscoped, new: &NewWorkspace) -> AppResult<i64> {
    let now = db.now;
    let id = diesel::insert_into(workspaces::table)
        .values((
            workspaces::slug.eq(&new.slug),
            workspaces::name.eq(&new.name),
            workspaces::industry.eq(&new.industry),
            workspaces::timezone.eq(&new.timezone),
            workspaces::locale.eq(&new.locale),
            workspaces::ledger_key.eq(ids::random_key()?),
            workspaces::business_use_at.eq(now),
            workspaces::created_at.eq(now),
            workspaces::updated_at.eq(now),
        ))
        .returning(workspaces::id)
        .get_result(&mut **db)?;
    chain::start(db, id)?;
    Ok(id)
}

pub fn slug_taken(db: &mut Unscoped, slug: &str) -> AppResult<bool> {
    let found =
        workspaces::table.filter(workspaces::slug.eq(slug)).select(workspaces::id).first::<i64>(&mut **db);
    Ok(found.optional()?.is_some())
}

pub fn profile(db: &mut Scoped) -> AppResult<StoredProfile> {
    let (profile, version) = workspaces::table
        .find(db.workspace_id())
        .select((Profile::as_select(), workspaces::version))
        .first(&mut **db)?;
    Ok(StoredProfile { profile, version })
}

/// `false` if somebody else saved since `version` was read.
pub fn save_profile(db: &mut Scoped, new: &Profile, version: i32) -> AppResult<bool> {
    let (id, now) = (db.workspace_id(), db.now);
    let saved = diesel::update(workspaces::table.find(id).filter(workspaces::version.eq(version)))
        .set((new, workspaces::version.eq(version + 1), workspaces::updated_at.eq(now)))
        .execute(&mut **db)?;
    Ok(saved > 0)
}

pub fn set_logo(db: &mut Scoped, logo: &Logo, key: &str) -> AppResult<()> {
    let (id, now) = (db.workspace_id(), db.now);
    diesel::update(workspaces::table.find(id))
        .set((
            workspaces::logo.eq(&logo.bytes),
            workspaces::logo_type.eq(logo.format.media_type()),
            workspaces::logo_key.eq(key),
            workspaces::updated_at.eq(now),
        ))
        .execute(&mut **db)?;
    Ok(())
}

pub fn remove_logo(db: &mut Scoped) -> AppResult<()> {
    let (id, now) = (db.workspace_id(), db.now);
    diesel::update(workspaces::table.find(id))
        .set((
            workspaces::logo.eq(None::<Vec<u8>>),
            workspaces::logo_type.eq(None::<String>),
            workspaces::logo_key.eq(None::<String>),
            workspaces::updated_at.eq(now),
        ))
        .execute(&mut **db)?;
    Ok(())
}

/// The picture and its media type, if this workspace's logo has this key.
pub fn logo(db: &mut Unscoped, workspace_id: i64, key: &str) -> AppResult<(Vec<u8>, String)> {
    let row: (Option<Vec<u8>>, Option<String>) = workspaces::table
        .find(workspace_id)
        .filter(workspaces::logo_key.eq(key))
        .select((workspaces::logo, workspaces::logo_type))
        .first(&mut **db)?;
    row.0.zip(row.1).ok_or(crate::error::AppError::NotFound)
}

/// One rule a role, in the order of the roles; a role without a row has no restriction.
pub fn role_rules(db: &mut Scoped) -> AppResult<Vec<RoleRule>> {
    let rows: Vec<(Role, bool, bool, bool)> = role_rules::table
        .filter(role_rules::workspace_id.eq(db.workspace_id()))
        .select((
            role_rules::role,
            role_rules::require_second_factor,
            role_rules::hide_email,
            role_rules::hide_phone,
        ))
        .load(&mut **db)?;
    let stored = |role| rows.iter().find(|row| row.0 == role);
    let rule = |&role: &Role| match stored(role) {
        Some(&(role, require_second_factor, hide_email, hide_phone)) => {
            RoleRule { role, require_second_factor, hide_email, hide_phone }
        }
        None => RoleRule::open(role),
    };
    Ok(Role::ALL.iter().map(rule).collect())
}

pub fn save_role_rule(db: &mut Scoped, rule: &RoleRule) -> AppResult<()> {
    let workspace = db.workspace_id();
    let values = (
        role_rules::require_second_factor.eq(rule.require_second_factor),
        role_rules::hide_email.eq(rule.hide_email),
        role_rules::hide_phone.eq(rule.hide_phone),
    );
    let updated =
        diesel::update(role_rules::table.find((workspace, rule.role))).set(values).execute(&mut **db)?;
    if updated == 0 {
        diesel::insert_into(role_rules::table)
            .values((role_rules::workspace_id.eq(workspace), role_rules::role.eq(rule.role), values))
            .execute(&mut **db)?;
    }
    Ok(())
}

/// `false` if this version, or a later one, is accepted already.
pub fn set_agreement(db: &mut Scoped, agreement: &Agreement, role: Role) -> AppResult<bool> {
    let (id, now, actor) = (db.workspace_id(), db.now, db.reach().pseudonym.clone());
    let older = workspaces::table.find(id).filter(workspaces::dpa_version.lt(agreement.version));
    let changed =
        diesel::update(older).set(workspaces::dpa_version.eq(agreement.version)).execute(&mut **db)?;
    if changed == 0 {
        return Ok(false);
    }
    diesel::insert_into(dpa_acceptances::table)
        .values((
            dpa_acceptances::workspace_id.eq(id),
            dpa_acceptances::version.eq(agreement.version),
            dpa_acceptances::body_hash.eq(&agreement.body_hash),
            dpa_acceptances::actor.eq(actor),
            dpa_acceptances::role.eq(role),
            dpa_acceptances::at.eq(now),
        ))
        .execute(&mut **db)?;
    Ok(true)
}
