//! First-party counts: pages by day for everybody, visits only with consent; the operator's
//! and the business's charts. Owns `analytics_counts`, `analytics_visits`, `analytics_hits`.
//! Knows pages by their pattern and businesses by their number, never a contact.

mod inventory;
pub mod model;
mod pages;
mod period;
pub mod queries;
mod report;
mod store;
mod views;

use crate::web::Routes;

pub use inventory::INVENTORY;
pub use queries::keep::forget;
pub use store::store;

pub fn routes() -> Routes {
    Routes::default()
        .get("/operator/analytics", pages::of_installation)
        .get("/operator/analytics.csv", pages::csv_of_installation)
        .get("/workspace/analytics", pages::of_business)
        .get("/workspace/analytics.csv", pages::csv_of_business)
}
