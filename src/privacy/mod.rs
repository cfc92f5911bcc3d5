//! The policy, kept by the program: public pages drawn from the registers, their versions, and
//! what a person may see and decide about their data. Reads every feature, so it stands above them.
//! Owns `policy_versions`, `dpa_acceptances`, `privacy_choices`, `account_events`, `proof_checks`,
//! `retention_runs`, `retention_counts`, `restrictions`, `baas`.

pub mod agreement;
pub mod children;
pub mod closing;
pub mod corrections;
mod desk;
mod doors;
mod erase;
pub mod export;
pub mod health;
pub mod held;
pub mod holds;
mod inventory;
pub mod opt_out;
pub mod policy;
mod proof;
pub mod registers;
pub mod restriction;
pub mod retention;

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
        .merge(retention::routes())
        .merge(holds::routes())
        .merge(closing::routes())
        .merge(restriction::routes())
        .merge(opt_out::routes())
        .merge(corrections::routes())
        .merge(children::routes())
        .merge(health::routes())
        .merge(doors::routes())
        .merge(desk::routes())
}

pub fn jobs(registry: Registry) -> Registry {
    let registry = export::jobs(registry);
    let registry = retention::jobs(registry);
    let registry = holds::jobs(registry);
    let registry = closing::jobs(registry);
    let registry = restriction::jobs(registry);
    let registry = children::jobs(registry);
    let registry = desk::jobs(doors::jobs(registry));
    // Last: it looks at what the others did.
    let registry = proof::jobs(registry);
    registry.every(policy::EVERY, policy::PublishPolicies {})
}
