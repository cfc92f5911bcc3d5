//! What the activity record holds: pseudonyms, actions and record numbers; no names, no addresses.

use crate::inventory;
use crate::inventory::{Basis, Column, Erasure, Retention};

const KEPT: Erasure = Erasure::Keep("a record of who did what, under a pseudonym");
const RECORD: Basis = Basis::LegitimateInterest("security and accountability");

pub const INVENTORY: &[Column] = inventory! {
    activity_heads []: Nobody, Workspace, "Proving the record complete", RECORD, Retention::WithWorkspace, KEPT;
        "system.operations" Derived no_export { workspace_id seq hash begins_seq begins_hash }
    activity_entries ["What you did at work" pseudonym actor]: User, Workspace, "Showing who did what", RECORD, Retention::WithWorkspace, KEPT;
        "system.operations" Derived no_export { id workspace_id prev_hash hash }
        "user.unique_id.pseudonymous" Derived export { actor("Your pseudonym") }
        "user.behavior" Observed export {
            seq("Number in the record") at("When") action("What was done") target_kind("Kind of record") target_id("Record number") detail("Fields and counts")
        }
};
