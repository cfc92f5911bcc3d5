//! `privacy_choices`, `account_events`, and what other rooms wrote down about a person.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::model::{Event, EventKind, Purpose};
use crate::clock::Instant;
use crate::db::Unscoped;
use crate::error::AppResult;
use crate::schema::{account_events, consent_events, disclosures, privacy_choices, processors};

pub type Choices = BTreeMap<String, bool>;

pub fn choices(db: &mut Unscoped, user_id: i64) -> AppResult<Choices> {
    let rows: Vec<(String, bool)> = privacy_choices::table
        .filter(privacy_choices::user_id.eq(user_id))
        .select((privacy_choices::purpose, privacy_choices::allowed))
        .load(&mut **db)?;
    Ok(rows.into_iter().collect())
}

/// Keeps the choice; `false` if it was that already.
pub fn choose(db: &mut Unscoped, user_id: i64, purpose: &Purpose, allowed: bool) -> AppResult<bool> {
    let (now, word) = (db.now, purpose.word());
    let before = choices(db, user_id)?.get(&word).copied();
    if before.unwrap_or_else(|| purpose.allowed_at_first()) == allowed {
        return Ok(false);
    }
    let kept = privacy_choices::table
        .filter(privacy_choices::user_id.eq(user_id))
        .filter(privacy_choices::purpose.eq(&word));
    let changed = diesel::update(kept)
        .set((privacy_choices::allowed.eq(allowed), privacy_choices::at.eq(now)))
        .execute(&mut **db)?;
    if changed == 0 {
        diesel::insert_into(privacy_choices::table)
            .values((
                privacy_choices::user_id.eq(user_id),
                privacy_choices::purpose.eq(&word),
                privacy_choices::allowed.eq(allowed),
                privacy_choices::at.eq(now),
            ))
            .execute(&mut **db)?;
    }
    Ok(true)
}

pub fn note(db: &mut Unscoped, user_id: i64, event: &Event) -> AppResult<()> {
    let now = db.now;
    diesel::insert_into(account_events::table)
        .values((
            account_events::user_id.eq(user_id),
            account_events::at.eq(now),
            account_events::kind.eq(event.kind),
            account_events::detail.eq(&event.detail),
        ))
        .execute(&mut **db)?;
    Ok(())
}

/// The latest events, the newest first.
pub fn events(db: &mut Unscoped, user_id: i64, limit: i64) -> AppResult<Vec<(Instant, EventKind, String)>> {
    let rows = account_events::table
        .filter(account_events::user_id.eq(user_id))
        .order(account_events::id.desc())
        .limit(limit)
        .select((account_events::at, account_events::kind, account_events::detail))
        .load(&mut **db)?;
    Ok(rows)
}

/// A company that received something about a person.
#[derive(Queryable)]
pub struct Recipient {
    pub name: String,
    pub what: String,
    pub first_at: Instant,
    pub last_at: Instant,
    pub times: i64,
}

pub fn recipients(db: &mut Unscoped, user_id: i64) -> AppResult<Vec<Recipient>> {
    let rows = disclosures::table
        .inner_join(processors::table)
        .filter(disclosures::user_id.eq(user_id))
        .order(disclosures::last_at.desc())
        .select((
            processors::name,
            disclosures::what,
            disclosures::first_at,
            disclosures::last_at,
            disclosures::times,
        ))
        .load(&mut **db)?;
    Ok(rows)
}

/// A decision about cookies.
#[derive(Queryable)]
pub struct CookieChoice {
    pub at: Instant,
    pub method: String,
    pub preferences: bool,
    pub analytics: bool,
    pub marketing: bool,
    pub withdrawn_at: Option<Instant>,
}

pub fn cookie_choices(db: &mut Unscoped, user_id: i64, limit: i64) -> AppResult<Vec<CookieChoice>> {
    let rows = consent_events::table
        .filter(consent_events::user_id.eq(user_id))
        .order(consent_events::id.desc())
        .limit(limit)
        .select((
            consent_events::at,
            consent_events::method,
            consent_events::preferences,
            consent_events::analytics,
            consent_events::marketing,
            consent_events::withdrawn_at,
        ))
        .load(&mut **db)?;
    Ok(rows)
}
