//! Contacts.

pub mod actions;
pub mod custom;
mod inventory;
pub mod model;
pub mod queries;
pub mod sheet;

pub use crate::text::{email, phone};
pub use inventory::INVENTORY;

use crate::jobs::Registry;
use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::default()
}

pub fn jobs(registry: Registry) -> Registry {
    registry
}
