//! What the imports' columns hold.

use crate::inventory;
use crate::inventory::{Basis, Column, Erasure, Retention};

pub const INVENTORY: &[Column] = inventory! {
    imports []: Nobody, Workspace, "Knowing where a list of clients came from", Basis::Instruction, Retention::WithWorkspace, Erasure::Keep("about a list; names a member by number only");
        "system.operations" Provided export { id workspace_id member_id file_name state origin basis header mapping tag existing rows_total rows_done trouble created_at finished_at }
        "system.operations" Derived no_export { file_key }
    import_rows ["Rows of lists that were imported" contact_id from created_at]: Contact, Workspace, "Bringing clients in, and taking it back", Basis::Instruction, Retention::After { days: 30, event: "the list was read" }, Erasure::DeleteRow;
        "user.unique_id" Derived no_export { id workspace_id import_id number contact_id }
        "user.content" Provided export { cells("What the list said") }
        "user.content" Derived no_export { before after }
        "user.behavior" Derived export { fate("What became of it") why("Why") created_at("Read") }
};
