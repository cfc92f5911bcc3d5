//! What the columns about people at work hold.

use crate::inventory;
use crate::inventory::{Basis, Column, Erasure, Retention};

pub const INVENTORY: &[Column] = inventory! {
    members [user_id]: User, Workspace, "Who works here and what they may do", Basis::Instruction, Retention::WithWorkspace,
        Erasure::Keep("records stay attributed to a member number, without a name");
        "user.unique_id" Derived no_export { id workspace_id user_id }
        "user.authorization" Provided export { role privacy_contact own_only }
        "user.behavior" Observed export { created_at deactivated_at last_used_at }
    invitations [address email_key]: User, Workspace, "Inviting people to work here", Basis::Instruction, Retention::Days(90), Erasure::DeleteRow;
        "user.unique_id" Derived no_export { id workspace_id email_key token_hash invited_by }
        "user.contact.email" Provided export { email }
        "user.authorization" Provided export { role privacy_contact own_only }
        "user.behavior" Observed export { created_at sent_at expires_at accepted_at revoked_at }
};
