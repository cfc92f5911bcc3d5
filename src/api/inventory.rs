//! What the tokens' columns hold.

use crate::inventory;
use crate::inventory::{Basis, Column, Erasure, Retention};

pub const INVENTORY: &[Column] = inventory! {
    api_tokens ["Your tokens for programs" member_id members.user_id from expires_at]: User, Workspace, "Letting a program act for you", Basis::Instruction, Retention::After { days: 30, event: "the token has expired" }, Erasure::DeleteRow;
        "user.unique_id" Derived no_export { id workspace_id member_id }
        "user.authorization.credentials" Derived no_export { token_hash }
        "user.content" Provided export { name("What it is for") }
        "user.preferences" Provided export { role("With the rights of") contacts("Contacts and notes") bookings("Bookings") writes("May change") }
        "user.behavior" Observed export { created_at("Made") expires_at("Ends") last_used_at("Last used") }
};
