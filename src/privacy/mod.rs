//! The policy, kept by the program: public pages drawn from the registers, their versions, and
//! what a person may see and decide about their data. Reads every feature, so it stands above them.
//! Owns `policy_versions`, `dpa_acceptances`, `privacy_choices`, `account_events`, `proof_checks`,
//! `restrictions`, `baas`.

pub mod agreement;
pub mod children;
pub mod corrections;
mod erase;
pub mod health;
pub mod held;
mod inventory;
pub mod opt_out;
pub mod policy;
mod proof;
pub mod registers;
pub mod restriction;

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
        .merge(restriction::routes())
        .merge(opt_out::routes())
        .merge(corrections::routes())
        .merge(children::routes())
        .merge(health::routes())
}

pub fn jobs(registry: Registry) -> Registry {
    let registry = held::jobs(registry);
    let registry = proof::jobs(registry);
    let registry = restriction::jobs(registry);
    let registry = children::jobs(registry);
    registry.every(policy::EVERY, policy::PublishPolicies {})
}
