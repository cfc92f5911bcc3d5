//! Bringing clients in from a file: it is read into rows, its columns are matched with the fields
//! of a contact, every row's fate is shown, and only then is anything added or updated. Reading, planning
//! and adding are jobs that go on where they stopped. A row passes the same checks as the form of
//! a contact. Stands above contacts, notes and the outbox. Owns `imports` and `import_rows`.

mod cards;
mod columns;
mod inventory;
mod job;
mod judge;
mod map;
pub mod model;
mod queries;
mod read;
mod row;
mod show;
mod store;
mod table;
mod undo;
mod upload;
mod views;

pub use inventory::INVENTORY;
pub use queries::{Import, undoable};
pub use views::title;

use crate::jobs::Registry;
use crate::web::Routes;

/// Merged before the contacts' own, whose `/contacts/{id}` would take the word for an id.
pub fn routes() -> Routes {
    Routes::default()
        .get("/contacts/import", upload::form)
        .post("/contacts/import", upload::take)
        .get("/contacts/import/{id}", show::show)
        .post("/contacts/import/{id}/columns", map::save)
        .post("/contacts/import/{id}/again", map::again)
        .post("/contacts/import/{id}/run", show::run)
        .post("/contacts/import/{id}/cancel", show::cancel)
        .get("/contacts/import/{id}/refused.csv", show::refused)
        .post("/contacts/import/{id}/undo", undo::undo)
}

pub fn jobs(registry: Registry) -> Registry {
    registry.on::<job::Read>().on::<job::Plan>().on::<job::Run>().on::<undo::Undo>()
}
