//! The pages on which a hold is placed, looked at again and released: `/privacy/holds` for a
//! business, `/operator/holds` for the operator. What is held is not deleted, whoever asks;
//! what was asked for meanwhile is done when the hold ends. The rows and the check inside
//! every deletion are `crate::holds`.

mod actions;
mod business;
mod forms;
mod mail;
mod operator;
mod queries;
mod views;

pub use actions::take_up_again;
pub use mail::remind;

use crate::jobs::Registry;
use crate::web::Routes;

pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/privacy/holds", business::index)
        .get("/privacy/holds/new", business::new)
        .post("/privacy/holds", business::place)
        .get("/privacy/holds/{id}", business::show)
        .post("/privacy/holds/{id}/review", business::review)
        .post("/privacy/holds/{id}/release", business::release)
        .get("/operator/holds", operator::index)
        .get("/operator/holds/new", operator::new)
        .post("/operator/holds", operator::place)
        .get("/operator/holds/{id}", operator::show)
        .post("/operator/holds/{id}/review", operator::review)
        .post("/operator/holds/{id}/release", operator::release)
}

pub(super) fn jobs(registry: Registry) -> Registry {
    registry.on::<mail::ReviewDue>()
}
