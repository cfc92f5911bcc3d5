//! Notes on a contact: written by whoever works with contacts, changed by their
//! author or a manager, with every earlier text kept. Owns `notes` and
//! `note_versions`; uses `contacts` for what may be reached and for the search text.

mod actions;
mod edit;
pub mod forms;
mod inventory;
pub mod model;
pub mod queries;
mod remove;
mod views;
mod write;

pub use actions::{add, index};
pub use inventory::INVENTORY;

use crate::access::Permission;
use crate::web::{Routes, Who};
use model::Editor;

pub fn routes() -> Routes {
    Routes::default()
        .post("/contacts/{id}/notes", write::create)
        .post("/notes/{id}/pin", write::pin)
        .post("/notes/{id}/unpin", write::unpin)
        .get("/notes/{id}/edit", edit::show)
        .post("/notes/{id}", edit::save)
        .get("/notes/{id}/history", edit::history)
        .get("/notes/{id}/delete", remove::ask)
        .post("/notes/{id}/delete", remove::delete)
        .post("/notes/{id}/restore", remove::restore)
}

/// The member as somebody who wants to change a note.
pub fn editor(who: &Who) -> Editor {
    Editor { member_id: who.member.id, moderates: who.may(Permission::ModerateNotes) }
}
