//! Clients who are there twice: found by what is the same, shown side by side, merged field by field with
//! everything that hangs on them, and taken apart again for thirty days. Stands above every feature that
//! hangs something on a client. Owns `contact_merges`, `merge_copies` and `duplicate_dismissals`.

mod actions;
mod apart;
mod compare;
mod index;
mod inventory;
mod model;
pub mod queries;
mod undo;
mod views;

pub use inventory::INVENTORY;
pub use queries::merges::{Undoable, stays_as, undoable};

use crate::web::Routes;

/// Merged before the contacts' own, whose `/contacts/{id}` would take the words for an id.
pub fn routes() -> Routes {
    Routes::default()
        .get("/contacts/duplicates", index::index)
        .post("/contacts/duplicates/apart", apart::tell_apart)
        .get("/contacts/{id}/merge", compare::show)
        .post("/contacts/{id}/merge", compare::merge)
        .post("/contacts/merges/{id}/undo", undo::undo)
}
