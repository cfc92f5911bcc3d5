//! Who did what to which record: the page over the record that `db::chain` keeps.
//! Shows people by the names of `staff`; the record itself holds only pseudonyms.

mod filter;
mod index;
mod inventory;
mod queries;
mod views;
pub mod words;

pub use inventory::INVENTORY;

use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::default().get("/activity", index::show)
}
