//! Asking visitors what they allow: the banner, `/cookies`, the browser's opt-out signal,
//! and a record of every decision (`consent_events`).

mod inventory;

use crate::web::Routes;

pub use inventory::INVENTORY;

pub fn routes() -> Routes {
    Routes::default()
}
