//! `/workspace/close`: a business leaves. Its owner sees what will be gone and gives the
//! password; then everybody there can read and export for some weeks, and an owner can call
//! it off; then the business is erased through the ledger, with the accounts of those who
//! work nowhere else, and the owners get the receipt.

mod actions;
mod ending;
mod mail;
mod page;
mod queries;
mod views;

pub use ending::end_next;
pub use mail::tell;

use crate::jobs::Registry;
use crate::web::Routes;

pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/workspace/close", page::show)
        .post("/workspace/close", page::close)
        .post("/workspace/close/cancel", page::call_off)
}

pub(super) fn jobs(registry: Registry) -> Registry {
    registry.on::<mail::ClosingMail>()
}
