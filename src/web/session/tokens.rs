//! Programs that act for a member: a bearer token (RFC 6750) in place of a session, on the paths of
//! the API alone. The guards then find the member as after a sign-in, with the token's role and
//! scope in place of their own where these are less.

use std::num::NonZeroU32;
use std::sync::LazyLock;

use actix_web::HttpRequest;
use actix_web::http::header;
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use serde::{Deserialize, Serialize};

use super::{SessionInfo, queries};
use crate::access::Permission;
use crate::db::{Unscoped, ids};
use crate::error::{AppError, AppResult};
use crate::services::Services;

/// Where tokens count, and cookies do not.
pub const PATH: &str = "/api/v1/";
/// Calls of one token in a minute.
pub const PER_MINUTE: u32 = 600;
/// The last use is written down at most this often.
const NOTED: time::Duration = time::Duration::hours(1);

/// What a token may be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// Contacts and their notes.
    pub contacts: bool,
    /// Bookings, services and free times.
    pub bookings: bool,
    pub writes: bool,
}

impl Scope {
    pub const fn covers(self, permission: Permission) -> bool {
        match permission {
            Permission::ReadContacts => self.contacts,
            Permission::WriteContacts | Permission::DeleteContacts | Permission::WriteNotes => {
                self.contacts && self.writes
            }
            Permission::ReadBookings => self.bookings,
            Permission::WriteBookings => self.bookings && self.writes,
            _ => false,
        }
    }
}

static LIMITER: LazyLock<DefaultKeyedRateLimiter<i64>> = LazyLock::new(|| {
    RateLimiter::keyed(Quota::per_minute(NonZeroU32::new(PER_MINUTE).unwrap_or(NonZeroU32::MIN)))
});

pub fn is_for_programs(path: &str) -> bool {
    path.starts_with(PATH)
}

/// Who the token acts for; `None` without a token that holds.
pub async fn bearer(request: &HttpRequest, services: &Services) -> AppResult<Option<SessionInfo>> {
    let given = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let Some(token) = given.and_then(|value| value.strip_prefix("Bearer ")) else { return Ok(None) };
    let (digest, now) = (ids::digest(token.trim()), services.clock.now());
    let find = move |conn: &mut _| queries::find_by_token(&mut Unscoped::new(conn, now), &digest);
    let Some((info, last_used)) = services.db.glance(find).await? else { return Ok(None) };
    let id = info.session_id;
    if let Err(refused) = LIMITER.check_key(&id) {
        let wait = refused.wait_time_from(DefaultClock::default().now());
        return Err(AppError::TooMany { retry_after: wait.as_secs() + 1 });
    }
    if last_used.is_none_or(|at| now - at > NOTED) {
        let note = move |conn: &mut _| queries::note_token_use(&mut Unscoped::new(conn, now), id);
        services.db.write(note).await?;
    }
    Ok(Some(info))
}
