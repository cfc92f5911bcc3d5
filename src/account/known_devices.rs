//! Browsers that have signed in before: recognised by a cookie, so that a sign-in from
//! anywhere else is noticed and told to the account's owner.

use actix_web::cookie::Cookie;
use time::Duration;

use super::door::DeviceToken;
use super::mail::NewDevice;
use super::queries::{User, devices};
use crate::db::{Unscoped, ids};
use crate::error::AppResult;
use crate::jobs::Enqueue;
use crate::web::cookies;

/// The first browser of an account this young belongs to whoever just signed up.
const NEW_ACCOUNT: Duration = Duration::days(7);

/// The row of this browser for this account, if it has signed in to it before.
pub fn recognise(db: &mut Unscoped, user_id: i64, token: &DeviceToken) -> AppResult<Option<i64>> {
    match token.digest() {
        Some(digest) => devices::id_for(db, user_id, &digest),
        None => Ok(None),
    }
}

/// Remembers the browser that just signed in, tells of a new one, and gives the cookie.
pub fn remember(
    db: &mut Unscoped,
    user: &User,
    token: &DeviceToken,
    label: &str,
) -> AppResult<Cookie<'static>> {
    if let Some((text, id)) = token.text().zip(recognise(db, user.id, token)?) {
        devices::touch(db, id)?;
        return Ok(cookies::DEVICE.cookie(text.to_owned()));
    }
    let first_of_new_account = db.now - user.created_at < NEW_ACCOUNT && !devices::any(db, user.id)?;
    let text = token_for_this_browser(db, token)?;
    let device_id = devices::insert(db, user.id, &ids::digest(&text), label)?;
    if !first_of_new_account {
        db.enqueue(&NewDevice { device_id })?;
    }
    Ok(cookies::DEVICE.cookie(text))
}

/// Knows only this browser from now on: its user has just shown that they read the
/// account's mail, while any other browser may be a stranger's.
pub fn trust_only(
    db: &mut Unscoped,
    user_id: i64,
    token: &DeviceToken,
    label: &str,
) -> AppResult<Cookie<'static>> {
    devices::forget_all(db, user_id)?;
    let text = token_for_this_browser(db, token)?;
    devices::insert(db, user_id, &ids::digest(&text), label)?;
    Ok(cookies::DEVICE.cookie(text))
}

/// A browser that another person signed in with keeps its token, so that it stays known to
/// them; a token that nobody knows is not taken over: somebody else may have put it there.
fn token_for_this_browser(db: &mut Unscoped, token: &DeviceToken) -> AppResult<String> {
    if let Some((text, digest)) = token.text().zip(token.digest())
        && devices::is_known(db, &digest)?
    {
        return Ok(text.to_owned());
    }
    ids::random_token()
}
