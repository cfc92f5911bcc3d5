//! What the contacts' columns hold.

use crate::inventory;
use crate::inventory::{Basis, Column, Erasure, Retention};

const NO_PERSON: Erasure = Erasure::Keep("about nobody");
const TAKEN_BACK: Retention = Retention::After { days: 30, event: "the act" };

pub const INVENTORY: &[Column] = inventory! {
    contacts ["Clients" id]: Contact, Workspace, "Keeping clients", Basis::Instruction, Retention::WithWorkspace, Erasure::DeleteRow;
        "user.unique_id" Derived no_export { id workspace_id assigned_to created_by version }
        "user.unique_id" Derived export { subject_key("Number in exports and records of erasure") }
        "user.name" Provided export { name("Name") }
        "user.name" Derived no_export { name_key }
        "user.demographic.gender" Provided export { pronouns("Pronouns") }
        "user.contact.organization" Provided export { company("Company") }
        "user.contact.organization" Derived no_export { company_key }
        "user.contact.email" Provided no_export { email }
        "user.contact.phone_number" Provided no_export { phone }
        "user.contact.address" Provided export { street("Street") city("Town or city") region("State or region") postal_code("Postcode") country("Country") }
        "user.behavior" Provided export { source("How they came") }
        "user.preferences" Provided export { preferred_channel("Preferred way to be reached") language("Language") }
        "user.behavior" Observed export {
            created_at("Added") updated_at("Last changed") last_seen_at("Last looked at") archived_at("Archived") deleted_at("Moved to the trash")
            restricted_at("Use restricted since") restricted_why("Why its use is restricted") disputed_at("Marked as disputed") active_at("Last note, follow-up, appointment or decision to keep")
        }
    contact_emails ["E-mail addresses of clients" contact_id]: Contact, Workspace, "Reaching clients", Basis::Instruction, Retention::WithParent, Erasure::DeleteRow;
        "user.unique_id" Derived no_export { id workspace_id contact_id position }
        "user.contact.email" Provided export { label("Kind of address") email("E-mail address") }
        "user.contact.email" Derived no_export { email_key }
    contact_phones ["Phone numbers of clients" contact_id]: Contact, Workspace, "Reaching clients", Basis::Instruction, Retention::WithParent, Erasure::DeleteRow;
        "user.unique_id" Derived no_export { id workspace_id contact_id position }
        "user.contact.phone_number" Provided export { label("Kind of number") typed("Phone number") }
        "user.contact.phone_number" Derived export { e164("Phone number, international form") }
        "user.contact.phone_number" Derived no_export { digits }
    tags []: Nobody, Workspace, "Sorting clients", Basis::Instruction, Retention::WithWorkspace, NO_PERSON;
        "system.operations" Provided export { id workspace_id name name_key colour }
    contact_tags ["Tags of clients" contact_id]: Contact, Workspace, "Sorting clients", Basis::Instruction, Retention::WithParent, Erasure::DeleteRow;
        "user.unique_id" Derived no_export { workspace_id contact_id }
        "user.content" Provided export { tag_id("Tag number") }
    custom_fields []: Nobody, Workspace, "What the business notes about clients", Basis::Instruction, Retention::WithWorkspace, NO_PERSON;
        "system.operations" Provided export { id workspace_id label kind choices position archived_at is_birth_date }
    contact_values ["Fields of the business’s own" contact_id]: Contact, Workspace, "What the business notes about clients", Basis::Instruction, Retention::WithParent, Erasure::DeleteRow;
        "user.unique_id" Derived no_export { workspace_id contact_id field_id }
        "user.content" Provided export { value("Value") }
    contact_changes ["Changes to clients" contact_id]: Contact, Workspace, "Showing what changed", Basis::Instruction, Retention::WithParent, Erasure::DeleteRow;
        "user.unique_id" Derived no_export { id workspace_id contact_id member_id }
        "user.behavior" Observed export { at("When") field("Field") }
        "user.content" Provided export { old_value("Before") new_value("After") }
    contact_warnings ["Announced ends of clients" contact_id]: Contact, Workspace, "Telling the business before a client’s data ends", Basis::Instruction, Retention::WithParent, Erasure::DeleteRow;
        "user.unique_id" Derived no_export { workspace_id contact_id }
        "user.behavior" Derived export { warned_at("Announced") }
    corrections ["Corrections that clients asked for" contact_id]: Contact, Workspace, "Correcting what is wrong", Basis::LegalObligation("GDPR Art. 16 and 19: data that is wrong is corrected"), Retention::WithParent, Erasure::DeleteRow;
        "user.unique_id" Derived no_export { id workspace_id contact_id request_id }
        "user.unique_id.pseudonymous" Derived no_export { decided_by }
        "user.content" Provided export { stated("What was kept") proposed("What was proposed") statement("In the client’s words") reason("Why it was refused") }
        "user.behavior" Observed export { field("Field") state("Decision") at("Asked") decided_at("Decided") }
    saved_views ["Lists you saved" member_id members.user_id]: User, Workspace, "Lists that a member kept", Basis::Instruction, Retention::WithWorkspace, Erasure::DeleteRow;
        "user.unique_id" Derived no_export { id workspace_id member_id }
        "user.content" Provided export { name("Name of the list") query("What it shows") shared("Shared with everybody in the business") }
        "user.behavior" Observed export { created_at("Saved") }
    undo_batches ["Acts you can take back" member_id members.user_id from created_at]: User, Workspace, "Taking an act back", Basis::Instruction, TAKEN_BACK, Erasure::Keep("names no person but by number");
        "user.unique_id" Derived no_export { id workspace_id member_id }
        "user.behavior" Observed export { action("What was done") summary("In words") created_at("When") expires_at("Can be taken back until") undone_at("Taken back") }
    undo_items ["Clients in an act that can be taken back" contact_id]: Contact, Workspace, "Taking an act back", Basis::Instruction, Retention::WithParent, Erasure::DeleteRow;
        "user.unique_id" Derived no_export { workspace_id batch_id contact_id }
        "user.behavior" Derived no_export { previous }
    contact_search ["Search words of clients" contact_id]: Contact, Workspace, "Finding clients", Basis::Instruction, Retention::WithParent, Erasure::DeleteRow;
        "user.unique_id" Derived no_export { contact_id workspace_id }
        "user.content" Derived no_export { general notes }
        "user.contact.email" Derived no_export { emails }
        "user.contact.phone_number" Derived no_export { phones }
};
