//! The account's mails. Each is a job that carries ids only: it reads the person when it
//! runs, and makes any token only then.

use serde::{Deserialize, Serialize};
use time::Duration;

use super::queries::tokens::{self, Purpose};
use super::queries::{self, User, devices, memberships};
use crate::civil::{self, Locale, Zone};
use crate::clock::Instant;
use crate::db::Unscoped;
use crate::egress::{self, Recipient};
use crate::error::{AppError, AppResult};
use crate::jobs::{Job, Registry};
use crate::mail::Letter;
use crate::services::Services;

pub fn register(registry: Registry) -> Registry {
    registry
        .on::<VerifyEmail>()
        .on::<AlreadyRegistered>()
        .on::<ResetPassword>()
        .on::<PasswordChanged>()
        .on::<NewDevice>()
}

/// After sign-up: proves the address.
#[derive(Debug, Serialize, Deserialize)]
pub struct VerifyEmail {
    pub user_id: i64,
}

/// Somebody signed up with an address that has an account.
#[derive(Debug, Serialize, Deserialize)]
pub struct AlreadyRegistered {
    pub user_id: i64,
}

/// Somebody forgot a password. Without an account there is nothing to send, but the request
/// did the same work.
#[derive(Debug, Serialize, Deserialize)]
pub struct ResetPassword {
    pub user_id: Option<i64>,
}

/// The password is another one now.
#[derive(Debug, Serialize, Deserialize)]
pub struct PasswordChanged {
    pub user_id: i64,
}

/// A sign-in from a browser that was not seen before.
#[derive(Debug, Serialize, Deserialize)]
pub struct NewDevice {
    pub device_id: i64,
}

impl Job for VerifyEmail {
    const KIND: &'static str = "account.verify_email";

    async fn run(self, services: Services) -> AppResult<()> {
        let Some((user, token)) = user_with_token(&services, self.user_id, Purpose::VerifyEmail).await?
        else {
            return Ok(());
        };
        let why = "You get this mail because somebody signed up for ClientSync with this address. If that was not you, ignore it: without the confirmation nobody can use the account.";
        let letter = Letter::new(&user.name, &user.email, "Confirm your e-mail address", why)
            .says("Welcome to ClientSync. One step is left: confirm that this address is yours.")
            .links("Confirm my address", services.link(&format!("/verify-email/{token}")))
            .says("The link works for three days.");
        egress::mail(&services, Recipient::User(user.id), &letter.compose()?).await
    }
}

impl Job for AlreadyRegistered {
    const KIND: &'static str = "account.already_registered";

    async fn run(self, services: Services) -> AppResult<()> {
        let Some((user, token)) = user_with_token(&services, self.user_id, Purpose::ResetPassword).await?
        else {
            return Ok(());
        };
        let why = "You get this mail because somebody entered this address on the sign-up page. If that was not you, ignore it: nothing was changed.";
        let letter = Letter::new(&user.name, &user.email, "You already have an account", why)
            .says("You signed up for ClientSync, but this address already has an account. Sign in with the password you have.")
            .says("If you don’t remember it, set a new one:")
            .links("Set a new password", services.link(&format!("/password/reset/{token}")))
            .says("The link works for one hour and once.");
        egress::mail(&services, Recipient::User(user.id), &letter.compose()?).await
    }
}

impl Job for ResetPassword {
    const KIND: &'static str = "account.reset_password";

    async fn run(self, services: Services) -> AppResult<()> {
        let Some(user_id) = self.user_id else { return Ok(()) };
        let Some((user, token)) = user_with_token(&services, user_id, Purpose::ResetPassword).await? else {
            return Ok(());
        };
        let why = "You get this mail because somebody asked for a new password for this address. If that was not you, ignore it: your password stays as it is.";
        let letter = Letter::new(&user.name, &user.email, "Set a new password", why)
            .says("Open the link to choose a new password for ClientSync.")
            .links("Set a new password", services.link(&format!("/password/reset/{token}")))
            .says("The link works for one hour and once.");
        egress::mail(&services, Recipient::User(user.id), &letter.compose()?).await
    }
}

impl Job for PasswordChanged {
    const KIND: &'static str = "account.password_changed";

    async fn run(self, services: Services) -> AppResult<()> {
        let Some(user) = find_user(&services, self.user_id).await? else { return Ok(()) };
        let why =
            "You get this mail whenever your password changes, so that you notice if it was somebody else.";
        let letter = Letter::new(&user.name, &user.email, "Your password was changed", why)
            .says("The password of your ClientSync account was changed, and other devices were signed out.")
            .says("If that was not you, set a new password now:")
            .links("I forgot my password", services.link("/password/forgot"));
        egress::mail(&services, Recipient::User(user.id), &letter.compose()?).await
    }
}

impl Job for NewDevice {
    const KIND: &'static str = "account.new_device";

    async fn run(self, services: Services) -> AppResult<()> {
        let now = services.clock.now();
        let found =
            services.db.read(move |conn| new_device(&mut Unscoped::new(conn, now), self.device_id)).await?;
        let Some((user, label, when)) = found else { return Ok(()) };
        let why = "You get this mail whenever your account is used in a browser for the first time.";
        let letter = Letter::new(&user.name, &user.email, format!("New sign-in: {label}"), why)
            .says(format!("Somebody signed in to your ClientSync account with {label}, {when}."))
            .says("If that was you, there is nothing to do. If not, set a new password; that signs out every device.")
            .links("Set a new password", services.link("/password/forgot"));
        egress::mail(&services, Recipient::User(user.id), &letter.compose()?).await
    }
}

/// No account gets more links than this in an hour, however often somebody asks.
const LINKS_AN_HOUR: i64 = 5;

/// The person and a fresh token; `None` if the account is gone or has had enough links.
async fn user_with_token(
    services: &Services,
    user_id: i64,
    purpose: Purpose,
) -> AppResult<Option<(User, String)>> {
    let now = services.clock.now();
    services
        .db
        .write(move |conn| {
            let db = &mut Unscoped::new(conn, now);
            let Some(user) = existing(queries::find(db, user_id))? else { return Ok(None) };
            if tokens::made_since(db, user_id, purpose, now - Duration::hours(1))? >= LINKS_AN_HOUR {
                return Ok(None);
            }
            let token = tokens::issue(db, user_id, purpose)?;
            Ok(Some((user, token)))
        })
        .await
}

/// The person a mail goes to; `None` if the account is gone.
pub async fn find_user(services: &Services, user_id: i64) -> AppResult<Option<User>> {
    let now = services.clock.now();
    services.db.read(move |conn| existing(queries::find(&mut Unscoped::new(conn, now), user_id))).await
}

/// The same, with a moment on the clock of the business they work in.
pub async fn user_and_time(
    services: &Services,
    user_id: i64,
    at: Instant,
) -> AppResult<Option<(User, String)>> {
    let now = services.clock.now();
    let found = services.db.read(move |conn| {
        let db = &mut Unscoped::new(conn, now);
        Ok((queries::find(db, user_id)?, local_time(db, user_id, at)?))
    });
    existing(found.await)
}

fn new_device(db: &mut Unscoped, device_id: i64) -> AppResult<Option<(User, String, String)>> {
    let Some(device) = devices::find(db, device_id)? else { return Ok(None) };
    let user = queries::find(db, device.user_id)?;
    let when = local_time(db, user.id, device.created_at)?;
    Ok(Some((user, device.label, when)))
}

/// The moment on the clock of the business the person works in.
fn local_time(db: &mut Unscoped, user_id: i64, at: Instant) -> AppResult<String> {
    let membership = memberships::last_used(db, user_id)?;
    let zone = membership.as_ref().and_then(|m| Zone::parse(&m.timezone).ok()).unwrap_or_default();
    let locale = membership.as_ref().and_then(|m| Locale::parse(&m.locale)).unwrap_or_default();
    Ok(format!("{} {}", civil::format_datetime(at, &zone, locale), zone.abbreviation(at)))
}

fn existing<T>(found: AppResult<T>) -> AppResult<Option<T>> {
    match found {
        Ok(value) => Ok(Some(value)),
        Err(AppError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}
