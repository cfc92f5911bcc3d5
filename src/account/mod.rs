//! Accounts: sign-in, second factor, sessions, profile. Owns `users`, `recovery_codes`,
//! `passkeys`, `passkey_challenges`, `account_tokens`, `known_devices`, `sign_in_throttles`.

pub mod admission;
pub mod door;
mod forgot;
mod inventory;
mod json;
pub mod known_devices;
pub mod landing;
pub mod mail;
pub mod model;
mod notices;
pub mod pages;
pub mod passkeys;
pub mod password;
mod profile;
pub mod queries;
mod record;
mod reset;
mod second_factor_step;
pub mod security;
mod sessions_page;
mod sign_in;
mod sign_out;
pub mod step_up;
mod strength;
pub mod throttle;
pub mod totp;
mod verify_email;
pub mod wall;
mod workspaces;

pub use inventory::INVENTORY;

use crate::jobs::Registry;
use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::default()
        .get("/login", sign_in::form)
        .post("/login", sign_in::sign_in)
        .get("/login/second-factor", second_factor_step::form)
        .post("/login/second-factor", second_factor_step::answer)
        .post("/login/second-factor/cancel", second_factor_step::cancel)
        .post("/logout", sign_out::sign_out)
        .get("/verify-email", verify_email::waiting)
        .post("/verify-email/resend", verify_email::resend)
        .get("/verify-email/{token}", verify_email::form)
        .post("/verify-email/{token}", verify_email::verify)
        .get("/password/forgot", forgot::form)
        .post("/password/forgot", forgot::send)
        .get("/password/forgot/sent", forgot::sent)
        .get("/password/reset/{token}", reset::form)
        .post("/password/reset/{token}", reset::set)
        .post("/password/strength", strength::measure)
        .merge(passkeys::routes())
        .merge(profile::routes())
        .merge(security::routes())
        .merge(sessions_page::routes())
        .merge(workspaces::routes())
}

pub fn jobs(registry: Registry) -> Registry {
    profile::jobs(mail::register(registry))
        .on::<notices::Notice>()
}
