//! What everybody at work here must be told: shown on every page until acknowledged, and mailed.
//! Policies and processors publish them. Owns `notices` and `notice_readings`.

mod inventory;

use crate::web::Routes;

pub use inventory::INVENTORY;

pub fn routes() -> Routes {
    Routes::default()
}
