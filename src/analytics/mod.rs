//! First-party counts: pages by day for everybody, visits only with consent; the operator's
//! and the business's charts. Owns `analytics_counts`, `analytics_visits`, `analytics_hits`.

mod inventory;

use crate::web::Routes;

pub use inventory::INVENTORY;

pub fn routes() -> Routes {
    Routes::default()
}
