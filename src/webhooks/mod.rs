//! Webhooks: a business's own systems are told that something changed. What changed is read from
//! the record of activity, so no feature knows of webhooks, and nothing that is recorded is missed
//! or told as new twice. A message names records by number; whoever wants more reads it. Signed
//! after the Standard Webhooks specification, tried again with growing pauses, listed in a log.
//! Owns `webhooks`, `webhook_deliveries`.

mod deliver;
mod forms;
mod inventory;
mod look;
pub mod model;
mod notice;
mod pages;
mod queries;
mod views;

pub use inventory::INVENTORY;

use crate::jobs::Registry;
use crate::web::Routes;

/// How often the record is read.
const EVERY: time::Duration = time::Duration::minutes(1);

pub fn routes() -> Routes {
    Routes::default()
        .get("/workspace/webhooks", pages::index)
        .post("/workspace/webhooks", pages::add)
        .get("/workspace/webhooks/{id}", pages::show)
        .post("/workspace/webhooks/{id}/test", pages::test)
        .post("/workspace/webhooks/{id}/again", pages::again)
        .post("/workspace/webhooks/{id}/secret", pages::renew_secret)
        .post("/workspace/webhooks/{id}/resume", pages::resume)
        .post("/workspace/webhooks/{id}/remove", pages::remove)
}

pub fn jobs(registry: Registry) -> Registry {
    registry.on::<deliver::Deliver>().on::<notice::Stopped>().every(EVERY, look::Look {})
}
