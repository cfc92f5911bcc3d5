//! People, roles, permissions, invitations. Owns the `members` and `invitations`
//! tables; stands on the account and the workspace.

mod accept;
pub mod actions;
mod forms;
mod index;
mod inventory;
mod invite;
mod mail;
mod member;
pub mod model;
mod permissions;
pub mod queries;
mod second_factor;
mod transfer;
mod views;

pub use inventory::INVENTORY;

use crate::jobs::Registry;
use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::default()
        .get("/staff", index::show)
        .get("/staff/invite", invite::form)
        .post("/staff/invite", invite::send)
        .post("/staff/invitations/{id}/resend", invite::resend)
        .post("/staff/invitations/{id}/revoke", invite::revoke)
        .get("/staff/permissions", permissions::show)
        .get("/staff/transfer", transfer::form)
        .post("/staff/transfer", transfer::hand_over)
        .get("/staff/{id}", member::show)
        .post("/staff/{id}", member::save)
        .post("/staff/{id}/reactivate", member::reactivate)
        .get("/staff/{id}/reset-second-factor", second_factor::ask)
        .post("/staff/{id}/reset-second-factor", second_factor::reset)
        .get("/invitations/{token}", accept::show)
        .post("/invitations/{token}", accept::accept)
}

pub fn jobs(registry: Registry) -> Registry {
    mail::register(registry)
}
