//! Erasure that lasts. What must stay true is promised to the ledger first and then done in
//! the database, in the ledger's order; what a crash or a restored backup left undone is
//! done at the next start, before anybody can connect. What happens to each column is the
//! inventory's word. Owns `ledger_state`.

mod apply;
mod inventory;
mod outcome;
mod plan;
mod queries;
mod workspace;

pub use apply::{OtherLedger, applied, catch_up, promise, refuse_other_ledger};
pub use inventory::INVENTORY;
pub use outcome::{Line, Outcome};
pub use plan::{Plan, Preview};
pub use queries::{contact_of, user_of};
pub use workspace::business_preview;
