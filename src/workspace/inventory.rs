//! What the workspace's columns hold.

use crate::inventory;
use crate::inventory::{Basis, Column, Erasure, Retention};

pub const INVENTORY: &[Column] = inventory! {
    workspaces ["Your business"]: User, Operator, "Running the business's workspace", Basis::Contract, Retention::WithWorkspace, Erasure::DeleteRow;
        "system.operations" Derived no_export { id logo_key version ledger_key closing_told }
        "user.contact.organization" Provided export { slug("Web address of the business") name("Name of the business") industry("Industry") }
        "user.contact.address" Provided export { address("Address") }
        "user.contact.phone_number" Provided export { phone("Phone number") }
        "user.contact.email" Provided export { privacy_contact_email("E-mail address for privacy questions") }
        "user.content.public" Provided export { privacy_text("Words on the privacy page") }
        "user.content.public" Provided export { logo("Logo") logo_type("Kind of picture") }
        "user.preferences" Provided export { inactive_months("Months after which clients without activity end") archived_months("Months after which archived clients end") activity_months("Months for which the record of activity is kept") trash_days("Days in the trash") }
        "user.preferences" Provided export { timezone("Time zone") locale("Way of writing dates and numbers") week_starts_on("First day of the week") currency("Currency") }
        "user.behavior" Observed export { business_use_at("Business use confirmed") created_at("Opened") updated_at("Last changed") closes_at("To be closed on") dpa_version("Version of the processing agreement in force for the business") }
    role_rules []: Nobody, Workspace, "What each role sees", Basis::Instruction, Retention::WithWorkspace, Erasure::Keep("about nobody");
        "system.operations" Provided export { workspace_id role require_second_factor hide_email hide_phone }
};
