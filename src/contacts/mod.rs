//! Contacts.

pub mod email;
mod inventory;
pub mod phone;
pub mod queries;

pub use inventory::INVENTORY;

use crate::jobs::Registry;
use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::default()
}

pub fn jobs(registry: Registry) -> Registry {
    registry
}
