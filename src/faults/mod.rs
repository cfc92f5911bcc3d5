//! What failed on our side, grouped, for the operator: route, cause and request numbers;
//! no bodies, no addresses, no tokens. Owns `fault_groups` and `faults`.

mod inventory;

use crate::web::Routes;

pub use inventory::INVENTORY;

pub fn routes() -> Routes {
    Routes::default()
}
