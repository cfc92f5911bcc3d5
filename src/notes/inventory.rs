//! What the notes' columns hold.

use crate::inventory;
use crate::inventory::{Basis, Column, Erasure, Retention};

pub const INVENTORY: &[Column] = inventory! {
    notes ["Notes" contact_id]: Contact, Workspace, "Remembering what was agreed", Basis::Instruction, Retention::WithParent, Erasure::DeleteRow;
        "user.unique_id" Derived no_export { id workspace_id contact_id author_id version }
        "user.content" Provided export { body("Text") }
        "user.behavior" Observed export { pinned_at("Pinned") created_at("Written") updated_at("Last changed") deleted_at("Deleted") }
    note_versions ["Earlier texts of notes" note_id notes.contact_id]: Contact, Workspace, "Showing what a note said before", Basis::Instruction, Retention::WithParent, Erasure::DeleteRow;
        "user.unique_id" Derived no_export { id workspace_id note_id edited_by }
        "user.content" Provided export { body("Text before") }
        "user.behavior" Observed export { at("Replaced") }
};
