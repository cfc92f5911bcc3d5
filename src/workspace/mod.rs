//! The business and its settings.

mod inventory;
pub mod model;
pub mod queries;

pub use inventory::INVENTORY;

use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::default()
}
