//! The `policy_versions` table, which is only ever added to.

use diesel::prelude::*;
use time::Date;

use super::model::{Document, Head, Version};
use crate::clock::Instant;
use crate::db::Unscoped;
use crate::error::AppResult;
use crate::schema::policy_versions;

type HeadRow = (Document, i32, Instant, Date, bool, String, String);
const HEAD: (
    policy_versions::slug,
    policy_versions::version,
    policy_versions::announced_at,
    policy_versions::effective_on,
    policy_versions::material,
    policy_versions::summary,
    policy_versions::body_hash,
) = (
    policy_versions::slug,
    policy_versions::version,
    policy_versions::announced_at,
    policy_versions::effective_on,
    policy_versions::material,
    policy_versions::summary,
    policy_versions::body_hash,
);

fn head((document, number, announced_at, effective_on, material, summary, body_hash): HeadRow) -> Head {
    Head { document, number, announced_at, effective_on, material, summary, body_hash }
}

/// Every version of a document, the newest first.
pub fn heads(db: &mut Unscoped, document: Document) -> AppResult<Vec<Head>> {
    let rows: Vec<HeadRow> = policy_versions::table
        .filter(policy_versions::slug.eq(document))
        .order(policy_versions::version.desc())
        .select(HEAD)
        .load(&mut **db)?;
    Ok(rows.into_iter().map(head).collect())
}

pub fn find(db: &mut Unscoped, document: Document, number: i32) -> AppResult<Version> {
    let (row, additions, facts, body): (HeadRow, String, String, String) = policy_versions::table
        .filter(policy_versions::slug.eq(document))
        .filter(policy_versions::version.eq(number))
        .select((HEAD, policy_versions::additions, policy_versions::facts, policy_versions::body))
        .first(&mut **db)?;
    Ok(Version { head: head(row), additions, facts, body })
}

pub fn latest(db: &mut Unscoped, document: Document) -> AppResult<Option<Version>> {
    let newest: Option<i32> = policy_versions::table
        .filter(policy_versions::slug.eq(document))
        .select(diesel::dsl::max(policy_versions::version))
        .first(&mut **db)?;
    newest.map(|number| find(db, document, number)).transpose()
}

pub fn insert(db: &mut Unscoped, version: &Version) -> AppResult<()> {
    let head = &version.head;
    diesel::insert_into(policy_versions::table)
        .values((
            policy_versions::slug.eq(head.document),
            policy_versions::version.eq(head.number),
            policy_versions::announced_at.eq(head.announced_at),
            policy_versions::effective_on.eq(head.effective_on),
            policy_versions::material.eq(head.material),
            policy_versions::summary.eq(&head.summary),
            policy_versions::additions.eq(&version.additions),
            policy_versions::facts.eq(&version.facts),
            policy_versions::body.eq(&version.body),
            policy_versions::body_hash.eq(&head.body_hash),
        ))
        .execute(&mut **db)?;
    Ok(())
}
