//! Contacts.

pub mod actions;
pub mod custom;
mod filter;
mod index;
mod inventory;
mod list_views;
pub mod model;
pub mod queries;
pub mod sheet;

pub use crate::text::{email, phone};
pub use inventory::INVENTORY;

use crate::jobs::Registry;
use crate::web::Routes;

pub fn routes() -> Routes {
    listing()
}

/// Merged before what has `/contacts/{id}`, which would take these words for an id.
fn listing() -> Routes {
    Routes::default().get("/contacts", index::index)
}

pub fn jobs(registry: Registry) -> Registry {
    registry
}
