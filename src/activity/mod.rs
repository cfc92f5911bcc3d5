//! Who did what to which record: the page over the record that `db::chain` keeps.

mod inventory;

pub use inventory::INVENTORY;

use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::default()
}
