//! What the follow-ups' columns hold.

use crate::inventory;
use crate::inventory::{Basis, Column, Dated, Erasure, Retention};

pub const INVENTORY: &[Column] = inventory! {
    follow_ups ["Follow-ups" contact_id]: Contact, Workspace, "Not forgetting a client", Basis::Instruction, Retention::WithParent, Erasure::DeleteRow;
        "user.unique_id" Derived no_export { id workspace_id contact_id assigned_to created_by }
        "user.content" Provided export { title("What to do") }
        "user.behavior" Provided export { due_on("Due") }
        "system.operations" Derived no_export { version }
        "user.behavior" Observed export { created_at("Added") done_at("Done") }
};

/// In a calendar a follow-up is a task.
pub const DATED: Dated = Dated {
    table: "follow_ups",
    title: "title",
    starts: "due_on",
    ends: None,
    done: Some("done_at"),
    written: "created_at",
};
