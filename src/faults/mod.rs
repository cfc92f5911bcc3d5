//! What failed on our side, grouped, for the operator: route, cause and request numbers;
//! no bodies, no addresses, no tokens. Owns `fault_groups` and `faults`.

mod index;
mod inventory;
mod queries;
mod views;

use crate::db::{Unscoped, ids};
use crate::error::AppResult;
use crate::hits::Fault;
use crate::web::Routes;

pub use inventory::INVENTORY;
pub use queries::{count_since, open};

/// How long a failure is kept.
pub(crate) const KEPT_DAYS: u32 = 30;

pub fn routes() -> Routes {
    Routes::default().get("/operator/errors", index::show).post("/operator/errors/{id}/mended", index::mended)
}

/// Keeps failures, alike ones together.
pub fn store(db: &mut Unscoped, faults: &[Fault]) -> AppResult<()> {
    faults.iter().try_for_each(|fault| queries::add(db, &fingerprint(fault), fault))
}

/// Alike are failures of one route with one status and one cause.
fn fingerprint(fault: &Fault) -> String {
    ids::digest(&format!("{} {} {} {}", fault.method, fault.route, fault.status, fault.cause))
}
