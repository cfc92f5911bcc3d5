//! The register of companies that process data on our behalf: who, what for, where, under which
//! agreement; how changes are announced and objected to. Owns `processors`,
//! `processor_objections` and `disclosures`.

mod inventory;

use crate::web::Routes;

pub use inventory::INVENTORY;

pub fn routes() -> Routes {
    Routes::default()
}
