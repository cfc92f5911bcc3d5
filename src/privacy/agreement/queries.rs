//! The text of an agreement, and who accepted which.

use diesel::prelude::*;

use crate::access::Role;
use crate::clock::Instant;
use crate::db::Scoped;
use crate::error::AppResult;
use crate::schema::{dpa_acceptances, policy_versions, users};

/// An acceptance as it was recorded, with the person's present name if the account still is.
#[derive(Debug, Clone, Queryable)]
pub struct Acceptance {
    pub version: i32,
    pub body_hash: String,
    pub role: Role,
    pub actor: String,
    pub at: Instant,
    pub name: Option<String>,
}

/// This business's acceptances, the newest first.
pub fn acceptances(db: &mut Scoped) -> AppResult<Vec<Acceptance>> {
    let rows = dpa_acceptances::table
        .filter(dpa_acceptances::workspace_id.eq(db.workspace_id()))
        .left_join(users::table.on(users::pseudonym.eq(dpa_acceptances::actor)))
        .order(dpa_acceptances::version.desc())
        .select((
            dpa_acceptances::version,
            dpa_acceptances::body_hash,
            dpa_acceptances::role,
            dpa_acceptances::actor,
            dpa_acceptances::at,
            users::name.nullable(),
        ))
        .load(&mut **db)?;
    Ok(rows)
}

/// The text of one version, a fragment of HTML. It is the same for every business.
pub fn text(db: &mut Scoped, version: i32) -> AppResult<String> {
    let text = policy_versions::table
        .filter(policy_versions::slug.eq("dpa"))
        .filter(policy_versions::version.eq(version))
        .select(policy_versions::body)
        .first(&mut **db)?;
    Ok(text)
}
