//! `consent_events`, and the opt-out that an account carries.

use diesel::dsl::exists;
use diesel::prelude::*;
use time::Duration;

use super::model::{Decision, Event, Method};
use crate::db::Unscoped;
use crate::error::AppResult;
use crate::schema::{consent_events, users};
use crate::web::consent::CHOICE_DAYS;

pub fn insert(db: &mut Unscoped, decision: &Decision) -> AppResult<()> {
    let now = db.now;
    diesel::insert_into(consent_events::table)
        .values((
            consent_events::at.eq(now),
            consent_events::consent_key.eq(&decision.key),
            consent_events::user_id.eq(decision.user_id),
            consent_events::method.eq(decision.method),
            consent_events::place.eq(&decision.shown.place),
            consent_events::locale.eq(decision.shown.locale),
            consent_events::shown_version.eq(decision.shown.version),
            consent_events::shown_hash.eq(&decision.shown.hash),
            consent_events::preferences.eq(decision.allowed.preferences),
            consent_events::analytics.eq(decision.allowed.analytics),
            consent_events::marketing.eq(decision.allowed.marketing),
            consent_events::expires_at.eq(now + Duration::days(CHOICE_DAYS)),
        ))
        .execute(&mut **db)?;
    Ok(())
}

/// Marks what was accepted under this key as withdrawn now.
pub fn withdraw(db: &mut Unscoped, key: &str) -> AppResult<()> {
    let now = db.now;
    let standing = consent_events::table
        .filter(consent_events::consent_key.eq(key))
        .filter(consent_events::withdrawn_at.is_null());
    // The choice ends here: from now on its time as evidence runs.
    diesel::update(standing.filter(consent_events::expires_at.gt(now)))
        .set(consent_events::expires_at.eq(now))
        .execute(&mut **db)?;
    diesel::update(standing).set(consent_events::withdrawn_at.eq(now)).execute(&mut **db)?;
    Ok(())
}

/// What this account decided, the latest first.
pub fn of_user(db: &mut Unscoped, user_id: i64) -> AppResult<Vec<Event>> {
    let rows = consent_events::table
        .filter(consent_events::user_id.eq(user_id))
        .order(consent_events::id.desc())
        .select((
            consent_events::at,
            consent_events::method,
            consent_events::place,
            consent_events::preferences,
            consent_events::analytics,
            consent_events::marketing,
            consent_events::expires_at,
            consent_events::withdrawn_at,
        ))
        .load(&mut **db)?;
    Ok(rows)
}

/// Whether the signal of a browser was taken over into this account before.
pub fn signal_was_taken_over(db: &mut Unscoped, user_id: i64) -> AppResult<bool> {
    let row = consent_events::table
        .filter(consent_events::user_id.eq(user_id))
        .filter(consent_events::method.eq(Method::Gpc));
    Ok(diesel::select(exists(row)).get_result(&mut **db)?)
}

/// The first opt-out keeps its date.
pub fn opt_out(db: &mut Unscoped, user_id: i64) -> AppResult<()> {
    let now = db.now;
    let account = users::table.find(user_id).filter(users::gpc_at.is_null());
    diesel::update(account).set(users::gpc_at.eq(now)).execute(&mut **db)?;
    Ok(())
}

pub fn opt_in(db: &mut Unscoped, user_id: i64) -> AppResult<()> {
    let none: Option<crate::clock::Instant> = None;
    diesel::update(users::table.find(user_id)).set(users::gpc_at.eq(none)).execute(&mut **db)?;
    Ok(())
}
