//! The policy, kept by the program: public pages drawn from the registers, their versions, and
//! what a person may see and decide about their data. Reads every feature, so it stands above them.
//! Owns `policy_versions`, `dpa_acceptances`, `privacy_choices`, `account_events`, `proof_checks`.

pub mod agreement;
mod erase;
pub mod export;
pub mod held;
mod inventory;
pub mod policy;
mod proof;
pub mod registers;

use crate::jobs::Registry;
use crate::web::Routes;

pub use inventory::INVENTORY;
pub use proof::Prove;

pub fn routes() -> Routes {
    Routes::default()
        .merge(policy::routes())
        .merge(held::routes())
        .merge(export::routes())
        .merge(agreement::routes())
        .merge(registers::routes())
        .merge(proof::routes())
        .merge(erase::routes())
}

pub fn jobs(registry: Registry) -> Registry {
    let registry = held::jobs(registry);
    let registry = export::jobs(registry);
    let registry = proof::jobs(registry);
    registry.every(policy::EVERY, policy::PublishPolicies {})
}
