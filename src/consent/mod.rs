//! Asking visitors what they allow: the banner, `/cookies`, the browser's opt-out signal,
//! and a record of every decision. Owns `consent_events`, and `gpc_at` of `users`.

pub mod actions;
mod appearance;
mod choose;
mod do_not_sell;
mod inventory;
pub mod model;
mod page;
pub mod queries;
pub mod signal;
mod views;

use crate::web::Routes;

pub use inventory::INVENTORY;

pub fn routes() -> Routes {
    Routes::default()
        .get("/cookies", page::show)
        .post("/consent", choose::choose)
        .post("/appearance", appearance::set)
        .get("/do-not-sell", do_not_sell::show)
        .get("/.well-known/gpc.json", signal::statement)
}
