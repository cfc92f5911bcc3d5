//! People, roles, permissions, invitations.

mod inventory;
pub mod model;
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
