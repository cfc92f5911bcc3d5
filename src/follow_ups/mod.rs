//! Tasks on a contact with a due date and an assignee.

mod inventory;

pub use inventory::INVENTORY;

use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::default()
}
