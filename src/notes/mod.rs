//! Notes on a contact.

mod inventory;

pub use inventory::INVENTORY;

use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::default()
}
