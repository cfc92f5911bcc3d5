//! The doors through which anybody asks for what is theirs: the account's page, a business's
//! page, the public form, and the receipt that follows. Before somebody has proven that they
//! read an address, nothing tells whether anything is held under it: the answer and the work
//! behind it are the same for every address. What comes in is answered at the `desk`.

mod account;
mod arrive;
mod business;
mod code;
mod deletion;
mod forms;
mod further;
mod jobs;
mod public;
pub(super) mod queries;
mod receipt;
mod split;
mod views;

use crate::jobs::Registry;
use crate::web::Routes;

pub(super) use account::file_own;
pub(super) use arrive::{Arrived, arrive};
pub(super) use deletion::schedule;
pub(super) use forms::Wish;
pub(super) use receipt::{clarified, waits_for_answer};
pub(super) use views::OutcomeLines;

pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/privacy/request", public::form)
        .post("/privacy/request", public::send)
        .get("/privacy/request/{token}", code::form)
        .post("/privacy/request/{token}", code::confirm)
        .post("/privacy/request/{token}/resend", code::resend)
        .get("/w/{slug}/privacy", business::show)
        .post("/w/{slug}/privacy", business::send)
        .get("/r/{code}", receipt::show)
        .get("/r/{code}/receipt.json", receipt::json)
        .post("/r/{code}/cancel", receipt::cancel)
        .post("/r/{code}/clarify", further::clarify)
        .get("/r/{code}/appeal", further::ask_appeal)
        .post("/r/{code}/appeal", further::appeal)
        .get("/r/{code}/complaint", further::ask_complaint)
        .post("/r/{code}/complaint", further::complain)
        .get("/account/privacy/request", account::form)
        .post("/account/privacy/request", account::send)
        .get("/account/privacy/delete", deletion::preview)
        .post("/account/privacy/delete", deletion::order)
}

pub(super) fn jobs(registry: Registry) -> Registry {
    registry.on::<jobs::SendCode>().on::<jobs::Spread>().every(time::Duration::hours(1), jobs::Sweep {})
}
