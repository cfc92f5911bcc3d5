//! Deletes the account's rows whose time is over.

use diesel::prelude::*;
use time::Duration;

use crate::db::Unscoped;
use crate::error::AppResult;
use crate::schema::{account_tokens, known_devices, passkey_challenges, sessions, sign_in_throttles};

const KEPT_AFTER_EXPIRY: Duration = Duration::days(30);
const THROTTLES_KEPT: Duration = Duration::days(1);
const DEVICES_KEPT: Duration = Duration::days(180);

/// How many rows went.
pub fn expired(db: &mut Unscoped) -> AppResult<usize> {
    let now = db.now;
    let long_ago = now - KEPT_AFTER_EXPIRY;
    let mut gone = diesel::delete(account_tokens::table.filter(account_tokens::expires_at.lt(long_ago)))
        .execute(&mut **db)?;
    gone += diesel::delete(sessions::table.filter(sessions::expires_at.lt(long_ago))).execute(&mut **db)?;
    gone += diesel::delete(passkey_challenges::table.filter(passkey_challenges::expires_at.lt(now)))
        .execute(&mut **db)?;
    gone += diesel::delete(
        sign_in_throttles::table.filter(sign_in_throttles::updated_at.lt(now - THROTTLES_KEPT)),
    )
    .execute(&mut **db)?;
    gone += diesel::delete(known_devices::table.filter(known_devices::last_seen_at.lt(now - DEVICES_KEPT)))
        .execute(&mut **db)?;
    Ok(gone)
}
