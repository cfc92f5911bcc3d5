//! Who did what to which record: the page over the record that `db::chain` keeps.
//! Shows people and records by the names of today, so it stands above the features; the
//! record itself holds only pseudonyms and numbers.

mod filter;
mod index;
mod inventory;
mod queries;
mod subjects;
mod undo;
mod views;
pub mod words;

pub use inventory::INVENTORY;

use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::default().get("/activity", index::show).get("/activity/undo", undo::show)
}
