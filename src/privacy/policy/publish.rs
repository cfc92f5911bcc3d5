//! From a changed text to a new version: what changed, whether it is material, from when it holds.

use time::{Date, Duration};

use super::classify::{self, Change};
use super::documents;
use super::facts::Facts;
use super::model::{self, Document, Head, Version};
use super::queries;
use super::releases;
use super::source::Source;
use crate::clock::Instant;
use crate::db::{Unscoped, unique};
use crate::error::{AppError, AppResult};
use crate::notices::{self, NewNotice};
use crate::services::Services;
use crate::standing::{Agreement, Audience};

/// What the operator adds to a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addition {
    /// Markdown; it replaces what was added before.
    pub text: String,
    pub summary: String,
    pub material: bool,
    pub effective_on: Date,
}

/// Makes a version of every document whose text is no longer that of its newest version, and
/// reads the agreements again. Run at start, and every few minutes for registers that change.
pub fn publish_changes(services: &Services) -> AppResult<()> {
    let now = services.clock.now();
    let changed = services.db.read_now(|conn| changed(services, &mut Unscoped::new(conn, now)))?;
    for version in &changed {
        let written = services.db.write_now(|conn| insert(&mut Unscoped::new(conn, now), version));
        match written {
            // Another node was faster with the same text.
            Err(error) if unique::violated(&error, "policy_versions", "slug") => {}
            other => other?,
        }
        let head = &version.head;
        tracing::info!(
            document = head.document.word(),
            version = head.number,
            material = head.material,
            "policy version"
        );
    }
    refresh_agreements(services)?;
    let notices = services.db.read_now(|conn| notices::in_force(&mut Unscoped::new(conn, now)))?;
    services.standing.change(|facts| facts.notices = notices);
    Ok(())
}

/// Reads again which versions of the processing agreement there are.
pub fn refresh_agreements(services: &Services) -> AppResult<()> {
    let now = services.clock.now();
    let agreements = services.db.read_now(|conn| agreements(&mut Unscoped::new(conn, now)))?;
    services.standing.change(|facts| facts.agreements = agreements);
    Ok(())
}

fn changed(services: &Services, db: &mut Unscoped) -> AppResult<Vec<Version>> {
    let source = Source::read(services, db)?;
    let mut changed = Vec::new();
    for document in Document::ALL {
        let latest = queries::latest(db, *document)?;
        changed.extend(next(*document, &source, latest.as_ref(), db.now)?);
    }
    Ok(changed)
}

/// Every version of the processing agreement, for what each page must know.
pub fn agreements(db: &mut Unscoped) -> AppResult<Vec<Agreement>> {
    let of = |head: Head| Agreement {
        version: head.number,
        effective_on: head.effective_on,
        body_hash: head.body_hash,
    };
    Ok(queries::heads(db, Document::Dpa)?.into_iter().map(of).collect())
}

/// The write of a version; of a material one everybody is told in the same step.
pub fn insert(db: &mut Unscoped, version: &Version) -> AppResult<()> {
    queries::insert(db, version)?;
    let head = &version.head;
    if !head.material {
        return Ok(());
    }
    let new = NewNotice {
        audience: Audience::Everybody,
        about: &format!("policy:{}:{}", head.document.word(), head.number),
        title: &format!("{}: a new version from {}", head.document.title(), head.effective_on),
        text: &head.summary,
        href: &head.changes_href(),
    };
    notices::publish(db, &new)
}

/// The version that follows from the source alone, if the text differs.
pub fn next(
    document: Document,
    source: &Source,
    latest: Option<&Version>,
    now: Instant,
) -> AppResult<Option<Version>> {
    let additions = latest.map_or("", |v| v.additions.as_str());
    let body = documents::render(document, source, additions)?;
    let facts = Facts::of(document, source);
    let Some(latest) = latest else {
        let effective_on = source.installation.policy_effective.unwrap_or(now.date());
        let what = What { summary: "First version.".into(), material: false, effective_on };
        return version(document, 1, now, what, additions, &facts, body).map(Some);
    };
    if model::digest(&body) == latest.head.body_hash {
        return Ok(None);
    }
    let before: Facts = serde_json::from_str(&latest.facts).map_err(AppError::internal)?;
    let changes = all_changes(document, &before, &facts);
    let material = changes.iter().any(|change| change.material);
    let summary = summary(&changes);
    // A later version never overtakes one that is announced.
    let earliest = earliest(material, source.installation.notice_days, now.date());
    let what = What { summary, material, effective_on: earliest.max(latest.head.effective_on) };
    version(document, latest.head.number + 1, now, what, additions, &facts, body).map(Some)
}

/// The version that the operator publishes with an addition.
pub fn with_addition(
    document: Document,
    source: &Source,
    latest: &Version,
    addition: &Addition,
    now: Instant,
) -> AppResult<Version> {
    let body = documents::render(document, source, &addition.text)?;
    let what = What {
        summary: addition.summary.clone(),
        material: addition.material,
        effective_on: addition.effective_on,
    };
    let facts = Facts::of(document, source);
    version(document, latest.head.number + 1, now, what, &addition.text, &facts, body)
}

/// The first day on which a version may take effect.
pub fn earliest(material: bool, notice_days: u16, today: Date) -> Date {
    if material { today + Duration::days(notice_days.into()) } else { today }
}

fn all_changes(document: Document, before: &Facts, after: &Facts) -> Vec<Change> {
    let released = releases::since(document, before.release)
        .map(|release| Change { material: release.material, says: release.summary.to_owned() });
    released.chain(classify::changes(before, after)).collect()
}

fn summary(changes: &[Change]) -> String {
    if changes.is_empty() {
        return "The wording changed; what we do did not.".into();
    }
    changes.iter().map(|change| change.says.as_str()).collect::<Vec<_>>().join(" ")
}

struct What {
    summary: String,
    material: bool,
    effective_on: Date,
}

fn version(
    document: Document,
    number: i32,
    now: Instant,
    what: What,
    additions: &str,
    facts: &Facts,
    body: String,
) -> AppResult<Version> {
    let head = Head {
        document,
        number,
        announced_at: now,
        effective_on: what.effective_on,
        material: what.material,
        summary: what.summary,
        body_hash: model::digest(&body),
    };
    let facts = serde_json::to_string(facts).map_err(AppError::internal)?;
    Ok(Version { head, additions: additions.to_owned(), facts, body })
}
