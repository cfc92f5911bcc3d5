//! The business: its profile, its logo, and what each role sees there. Owns the
//! `workspaces` and `role_rules` tables; stands on the account and the platform.

mod actions;
mod edit;
mod forms;
mod inventory;
mod logo;
pub mod model;
pub mod queries;
mod roles;
mod views;

pub use actions::{accept_agreement, set_logo};
pub use inventory::INVENTORY;

use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::default()
        .get("/workspace", edit::show)
        .post("/workspace", edit::save)
        .post("/workspace/roles", roles::save)
        .post("/workspace/logo", logo::upload)
        .post("/workspace/logo/remove", logo::remove)
        .get("/workspace/logo/{key}", logo::serve)
}
