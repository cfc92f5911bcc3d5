//! Accounts: sign-in, second factor, sessions, profile. Owns `users`, `recovery_codes`,
//! `passkeys`, `passkey_challenges`, `account_tokens`, `known_devices`, `sign_in_throttles`.

pub mod admission;
pub mod device;
pub mod door;
mod inventory;
pub mod known_devices;
pub mod landing;
pub mod mail;
pub mod model;
mod notices;
mod pages;
pub mod passkeys;
pub mod password;
mod profile;
pub mod queries;
mod record;
mod security;
mod sessions_page;
mod sign_in;
mod sign_out;
mod step_up;
pub mod throttle;
pub mod totp;
mod wall;
mod workspaces;

pub use inventory::INVENTORY;

use crate::jobs::Registry;
use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::default()
        .get("/login", sign_in::form)
        .post("/login", sign_in::sign_in)
        .post("/logout", sign_out::sign_out)
        .merge(passkeys::routes())
        .merge(profile::routes())
        .merge(security::routes())
        .merge(sessions_page::routes())
        .merge(workspaces::routes())
}

pub fn jobs(registry: Registry) -> Registry {
    profile::jobs(mail::register(registry)).on::<notices::Notice>()
}
