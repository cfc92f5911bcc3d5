//! The policy, kept by the program: public pages drawn from the registers, their versions, and
//! what a person may see and decide about their data. Reads every feature, so it stands above them.
//! Owns `policy_versions`, `dpa_acceptances`, `privacy_choices`, `account_events`, `proof_checks`,
//! `retention_runs`, `retention_counts`.

pub mod agreement;
pub mod closing;
mod erase;
pub mod held;
pub mod holds;
mod inventory;
pub mod policy;
mod proof;
pub mod registers;
pub mod retention;

use crate::jobs::Registry;
use crate::web::Routes;

pub use inventory::INVENTORY;
pub use proof::Prove;

pub fn routes() -> Routes {
    Routes::default()
        .merge(policy::routes())
        .merge(held::routes())
        .merge(agreement::routes())
        .merge(registers::routes())
        .merge(proof::routes())
        .merge(erase::routes())
        .merge(retention::routes())
        .merge(holds::routes())
        .merge(closing::routes())
}

pub fn jobs(registry: Registry) -> Registry {
    let registry = proof::jobs(registry);
    let registry = retention::jobs(registry);
    let registry = holds::jobs(registry);
    let registry = closing::jobs(registry);
    registry.every(policy::EVERY, policy::PublishPolicies {})
}
