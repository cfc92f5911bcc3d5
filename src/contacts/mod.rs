//! Contacts.

mod inventory;
pub mod queries;

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
