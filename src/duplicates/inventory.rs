//! What the columns about merges hold.

use crate::inventory;
use crate::inventory::{Basis, Column, Erasure, Retention};

const TAKEN_BACK: Retention = Retention::After { days: 30, event: "the merge" };

pub const INVENTORY: &[Column] = inventory! {
    contact_merges ["Records that became one" contact_id]: Contact, Workspace, "Knowing under which keys a client was kept", Basis::Instruction, Retention::WithParent, Erasure::DeleteRow;
        "user.unique_id" Derived no_export { id workspace_id contact_id into_id merged_id member_id }
        "user.unique_id" Derived export { merged_key("Number that the other record had") }
        "user.behavior" Observed export { merged_at("Merged") }
    merge_copies ["Records as they were before they became one" contact_id from created_at]: Contact, Workspace, "Taking a merge back", Basis::Instruction, TAKEN_BACK, Erasure::DeleteRow;
        "user.unique_id" Derived no_export { id workspace_id contact_id merge_id }
        "user.content" Derived export { kind("What it is") table_name("Kind of record") content("What it said") }
        "user.behavior" Observed export { created_at("Kept since") }
    duplicate_dismissals ["Clients who look alike and are not the same" contact_id]: Contact, Workspace, "Asking only once", Basis::Instruction, Retention::WithParent, Erasure::DeleteRow;
        "user.unique_id" Derived no_export { workspace_id contact_id other_id }
};
