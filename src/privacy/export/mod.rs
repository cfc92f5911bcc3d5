//! Copies of data (GDPR Art. 15 and 20): of an account, of a client, of a whole business. What
//! is in a copy follows from the inventory; it is built by a job, step by step, signed, handed
//! out through guarded pages, and deleted on time. The rows and files are `crate::bundles`.

mod account;
mod build;
mod business;
mod calendar;
mod cards;
mod contact;
mod cursor;
mod download;
mod index;
mod job;
mod lines;
mod manifest;
mod mentions;
mod order;
mod parts;
mod plan;
mod queries;
mod receipt;
pub mod restore;
mod sign;
mod views;
mod withheld;

use crate::error::AppResult;
use crate::jobs::Registry;
use crate::web::{Public, Routes};
use actix_web::HttpResponse;

pub use build::{Turn, data};
pub use calendar::SOURCES;
pub use job::{BuildCopy, SweepCopies, one_step};
pub use order::{Order, Ready, order, order_by, ready_for};
pub use plan::is_of_business;
pub use sign::{PublicKey, Signer};
pub use withheld::reason;

/// Where the key that signs copies is published.
pub const KEY_PATH: &str = "/.well-known/minisign.pub";

pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/account/privacy/export", account::show)
        .post("/account/privacy/export", account::order)
        .post("/account/privacy/export/open", account::open)
        .get("/account/privacy/export/{id}/download", account::download)
        .post("/account/privacy/export/{id}/delete", account::delete)
        .get("/contacts/{id}/export", contact::show)
        .post("/contacts/{id}/export", contact::order)
        .get("/contacts/copies/{id}/download", contact::download)
        .post("/contacts/copies/{id}/delete", contact::delete)
        .post("/contacts/copies/{id}/review", contact::review)
        .get("/workspace/export", business::show)
        .post("/workspace/export", business::order)
        .get("/workspace/export/{id}/download", business::download)
        .post("/workspace/export/{id}/delete", business::delete)
        .get("/workspace/import-bundle", restore::show)
        .post("/workspace/import-bundle", restore::import)
        .get("/r/{code}/export", receipt::download)
        .get(KEY_PATH, key)
}

pub(super) fn jobs(registry: Registry) -> Registry {
    registry.on::<BuildCopy>().on::<restore::IndexRestored>().every(time::Duration::hours(1), SweepCopies {})
}

/// The public half of the key that signs copies.
async fn key(who: Public) -> AppResult<HttpResponse> {
    let file = Signer::of(&who.services.secrets)?.public().file();
    Ok(HttpResponse::Ok().content_type("text/plain; charset=utf-8").body(file))
}
