//! What the queue's columns hold. A payload names rows by id; no person's data is in it.

use crate::inventory;
use crate::inventory::{Basis, Column, Erasure, Retention};

pub const INVENTORY: &[Column] = inventory! {
    jobs ["Work in the background" from finished_at]: Nobody, Operator, "Work to be done in the background", Basis::Contract, Retention::After { days: 7, event: "the work is done" }, Erasure::DeleteRow;
        "system.operations" Derived no_export {
            id workspace_id kind payload unique_key state attempts run_at locked_until last_error created_at finished_at
        }
    job_schedules []: Nobody, Operator, "When recurring work runs", Basis::Contract, Retention::WithInstallation, Erasure::Keep("about nobody");
        "system.operations" Derived no_export { name last_run_at next_run_at }
};
