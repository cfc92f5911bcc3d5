//! What the columns about people at work hold.

use crate::inventory;
use crate::inventory::{Basis, Column, Erasure, Retention};

pub const INVENTORY: &[Column] = inventory! {
    members ["Your place in a business" user_id]: User, Workspace, "Who works here and what they may do", Basis::Instruction, Retention::WithWorkspace,
        Erasure::Keep("records stay attributed to a member number, without a name");
        "user.unique_id" Derived no_export { id workspace_id user_id }
        "user.authorization" Provided export { role("Role") privacy_contact("Privacy contact") own_only("Sees only own clients") }
        "user.behavior" Observed export { created_at("Joined") deactivated_at("Left or switched off") last_used_at("Last at work there") }
    invitations ["Invitations to a business" address email_key from expires_at]: User, Workspace, "Inviting people to work here", Basis::Instruction, Retention::After { days: 90, event: "the invitation has expired" }, Erasure::DeleteRow;
        "user.unique_id" Derived no_export { id workspace_id email_key invited_by }
        "user.authorization.credentials" Derived no_export { token_hash }
        "user.contact.email" Provided export { email("E-mail address") }
        "user.authorization" Provided export { role("Role offered") privacy_contact("Privacy contact") own_only("Sees only own clients") }
        "user.behavior" Observed export { created_at("Invited") sent_at("Sent") expires_at("Expires") accepted_at("Accepted") revoked_at("Withdrawn") }
};
