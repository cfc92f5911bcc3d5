//! First-party counts: pages by day for everybody, visits only with consent; the operator's
//! and the business's charts. Owns `analytics_counts`, `analytics_visits`, `analytics_hits`.
//! Knows pages by their pattern and businesses by their number, never a contact.

mod inventory;
mod model;
pub mod queries;
mod store;
mod sweep;

use crate::jobs::Registry;
use crate::web::Routes;

pub use inventory::INVENTORY;
pub use queries::keep::forget;
pub use store::store;

pub fn routes() -> Routes {
    Routes::default()
}

pub fn jobs(registry: Registry) -> Registry {
    registry.every(time::Duration::days(1), sweep::Sweep {})
}
