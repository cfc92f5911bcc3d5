//! Tasks on a contact with a due date and an assignee, shown on the contact and on
//! the dashboard. For whoever works with contacts. Owns `follow_ups`; uses
//! `contacts` for what may be reached and `staff` for who can be given one.

mod actions;
mod done;
mod edit;
mod forms;
mod inventory;
pub mod model;
pub mod queries;
mod remove;
mod views;
mod write;

pub use actions::add;
pub use inventory::{DATED, INVENTORY};
pub use views::{Item, items};

use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::default()
        .post("/contacts/{id}/follow-ups", write::create)
        .post("/follow-ups/{id}/done", done::done)
        .post("/follow-ups/{id}/reopen", done::reopen)
        .get("/follow-ups/{id}/edit", edit::show)
        .post("/follow-ups/{id}/edit", edit::save)
        .get("/follow-ups/{id}/delete", remove::ask)
        .post("/follow-ups/{id}/delete", remove::delete)
}
