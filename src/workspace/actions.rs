//! Writes to the business's profile and rules, with what the activity record keeps of them.

use super::model::{Logo, RoleRule};
use super::queries::{self, Profile, StoredProfile};
use crate::access::Role;
use crate::db::{Scoped, ids};
use crate::error::AppResult;
use crate::standing::Agreement;

pub enum Saved {
    Done,
    /// Somebody saved meanwhile: what is stored now.
    Stale(Box<StoredProfile>),
}

pub fn save_profile(db: &mut Scoped, new: &StoredProfile) -> AppResult<Saved> {
    let stored = queries::profile(db)?;
    if stored.version != new.version || !queries::save_profile(db, &new.profile, new.version)? {
        return Ok(Saved::Stale(Box::new(queries::profile(db)?)));
    }
    let changed = changed_fields(&stored.profile, &new.profile);
    if !changed.is_empty() {
        let id = db.workspace_id();
        db.record("workspace.changed", "workspace", id, changed.join(", "));
    }
    Ok(Saved::Done)
}

fn changed_fields(old: &Profile, new: &Profile) -> Vec<&'static str> {
    let fields = [
        ("name", old.name != new.name),
        ("address on the web", old.slug != new.slug),
        ("industry", old.industry != new.industry),
        ("street address", old.address != new.address),
        ("phone", old.phone != new.phone),
        ("time zone", old.timezone != new.timezone),
        ("language", old.locale != new.locale),
        ("first day of the week", old.week_starts_on != new.week_starts_on),
        ("currency", old.currency != new.currency),
        ("address for privacy questions", old.privacy_contact_email != new.privacy_contact_email),
        ("words on the privacy page", old.privacy_text != new.privacy_text),
    ];
    fields.into_iter().filter_map(|(name, changed)| changed.then_some(name)).collect()
}

pub fn set_logo(db: &mut Scoped, logo: &Logo) -> AppResult<()> {
    queries::set_logo(db, logo, &ids::random_key()?)?;
    let id = db.workspace_id();
    db.record("workspace.logo_changed", "workspace", id, "");
    Ok(())
}

pub fn remove_logo(db: &mut Scoped) -> AppResult<()> {
    queries::remove_logo(db)?;
    let id = db.workspace_id();
    db.record("workspace.logo_removed", "workspace", id, "");
    Ok(())
}

pub fn save_role_rules(db: &mut Scoped, rules: &[RoleRule]) -> AppResult<()> {
    let stored = queries::role_rules(db)?;
    let changed: Vec<&RoleRule> = rules.iter().filter(|rule| !stored.contains(rule)).collect();
    for rule in &changed {
        queries::save_role_rule(db, rule)?;
        let id = db.workspace_id();
        db.record("workspace.rules_changed", "workspace", id, rule.role.word());
    }
    Ok(())
}

/// The business accepts a version of the data-processing agreement: recorded with who, as
/// what, when, and the hash of what was read.
pub fn accept_agreement(db: &mut Scoped, agreement: &Agreement, role: Role) -> AppResult<()> {
    if queries::set_agreement(db, agreement, role)? {
        let id = db.workspace_id();
        db.record("workspace.agreement_accepted", "workspace", id, format!("version {}", agreement.version));
    }
    Ok(())
}
