//! Puts a copy of a business into an empty one: the signature and every digest first, then all
//! rows in one step, renumbered. What was sealed where it was written (the activity record), or
//! holds only there, stays behind. Nobody whom the erasure ledger names comes back.

mod check;
mod insert;
mod numbers;
mod page;
mod queries;
mod search;

pub use check::{Refused, Verified, verify};
pub use insert::{Restored, STAYS_BEHIND, restore};
pub use page::{import, show};
pub use search::IndexRestored;
