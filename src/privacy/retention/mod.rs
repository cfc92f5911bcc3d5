//! What is over goes: one nightly engine that carries out every rule of the inventory, the
//! few rules with a logic of their own, and the report of each run; what a business shortens
//! for its own clients, shown before it takes effect. Nothing that is held goes.
//! Owns `retention_runs`, `retention_counts`.

mod forms;
mod job;
mod keep;
mod operator;
mod own;
mod preview;
mod queries;
mod rules;
mod views;
mod workspace;

pub use job::{CarryOut, Retain};
pub use queries::{Run, last_run};
pub use rules::{Place, Rule, Step, Timed, all};

use crate::jobs::Registry;
use crate::web::Routes;

pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/operator/retention", operator::show)
        .get("/workspace/retention", workspace::show)
        .post("/workspace/retention", workspace::save)
        .post("/contacts/{id}/keep", keep::keep)
}

pub(super) fn jobs(registry: Registry) -> Registry {
    registry.every(time::Duration::DAY, Retain {}).on::<CarryOut>()
}
