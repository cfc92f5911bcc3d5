//! What the workspace's columns hold.

use crate::inventory;
use crate::inventory::{Basis, Column, Erasure, Retention};

pub const INVENTORY: &[Column] = inventory! {
    workspaces []: User, Operator, "Running the business's workspace", Basis::Contract, Retention::WithWorkspace, Erasure::DeleteRow;
        "system.operations" Derived no_export { id logo_key version }
        "user.contact.organization" Provided export { slug name industry }
        "user.contact.address" Provided export { address }
        "user.contact.phone_number" Provided export { phone }
        "user.content.public" Provided export { logo logo_type }
        "user.preferences" Provided export { timezone locale week_starts_on currency }
        "user.behavior" Observed export { business_use_at created_at updated_at dpa_version("Version of the processing agreement in force for the business") }
    role_rules []: Nobody, Workspace, "What each role sees", Basis::Instruction, Retention::WithWorkspace, Erasure::Keep("about nobody");
        "system.operations" Provided export { workspace_id role require_second_factor hide_email hide_phone }
};
