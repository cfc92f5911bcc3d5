//! What may reach a client at all: addresses that must get nothing more, kept as keyed
//! digests for each controller and channel, so that they survive the person's erasure and
//! hold for whoever comes back under the same address. Owns `suppressions`. Uses the
//! ledger, which carries each entry over a restored backup.

mod inventory;
pub mod suppression;

pub use inventory::INVENTORY;
