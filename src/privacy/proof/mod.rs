//! The program checks its own promises every night and shows the results to everybody on
//! `/proof`: a line that fails is shown as failing. Owns `proof_checks`.

mod checks;
mod health;
mod job;
mod page;
mod queries;
mod vault;

use crate::jobs::Registry;
use crate::web::Routes;

pub use job::Prove;

pub(super) fn routes() -> Routes {
    Routes::default().get("/proof", page::show).get("/healthz/privacy", health::show)
}

pub(super) fn jobs(registry: Registry) -> Registry {
    registry.every(time::Duration::DAY, Prove {})
}
