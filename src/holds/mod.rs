//! Holds: what a law or a dispute keeps from being deleted, with an owner, a reason and a
//! day on which somebody looks at it again. Every deletion asks here first, inside its own
//! transaction. Owns `legal_holds`.

mod inventory;
pub mod model;
pub mod queries;

pub use inventory::INVENTORY;
