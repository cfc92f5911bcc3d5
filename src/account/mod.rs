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
mod pages;
pub mod password;
pub mod queries;
mod sign_in;
mod sign_out;
pub mod throttle;
pub mod totp;

pub use inventory::INVENTORY;

use crate::jobs::Registry;
use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::default()
        .get("/login", sign_in::form)
        .post("/login", sign_in::sign_in)
        .post("/logout", sign_out::sign_out)
}

pub fn jobs(registry: Registry) -> Registry {
    mail::register(registry)
}
