//! What the webhooks' columns hold.

use crate::inventory;
use crate::inventory::{Basis, Column, Erasure, Retention};

const MONTH: Retention = Retention::After { days: 30, event: "the message was made" };
const NUMBERS: Erasure = Erasure::Keep("names records by number only, and for thirty days");

pub const INVENTORY: &[Column] = inventory! {
    webhooks []: Nobody, Workspace, "Telling the business’s own systems of changes", Basis::Instruction, Retention::WithWorkspace, Erasure::Keep("about nobody");
        "system.operations" Provided export { id workspace_id url areas created_at stopped_at }
        "system.operations" Derived no_export { secret_key after_seq failures waits_until }
    webhook_deliveries [from created_at]: Nobody, Workspace, "Telling the business’s own systems of changes", Basis::Instruction, MONTH, NUMBERS;
        "system.operations" Derived export { id workspace_id webhook_id event state attempts answer why millis created_at done_at }
        "system.operations" Derived no_export { message_key body next_at }
};
