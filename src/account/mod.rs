//! Accounts: sign-up, sign-in, second factor, sessions, profile.

pub mod device;
mod inventory;
pub mod model;
pub mod password;
pub mod queries;
pub mod totp;

pub use inventory::INVENTORY;

use crate::jobs::Registry;
use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::default()
}

pub fn jobs(registry: Registry) -> Registry {
    registry
}
