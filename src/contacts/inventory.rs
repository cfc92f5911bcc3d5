//! What the contacts' columns hold.

use crate::inventory;
use crate::inventory::{Basis, Column, Erasure, Retention};

const NO_PERSON: Erasure = Erasure::Keep("about nobody");

pub const INVENTORY: &[Column] = inventory! {
    contacts [id]: Contact, Workspace, "Keeping clients", Basis::Instruction, Retention::WithWorkspace, Erasure::DeleteRow;
        "user.unique_id" Derived no_export { id workspace_id assigned_to created_by version }
        "user.unique_id" Derived export { subject_key }
        "user.name" Provided export { name }
        "user.name" Derived no_export { name_key }
        "user.demographic.gender" Provided export { pronouns }
        "user.contact.organization" Provided export { company }
        "user.contact.organization" Derived no_export { company_key }
        "user.contact.email" Provided no_export { email }
        "user.contact.phone_number" Provided no_export { phone }
        "user.contact.address" Provided export { street city region postal_code country }
        "user.behavior" Provided export { source }
        "user.preferences" Provided export { preferred_channel language }
        "user.behavior" Observed export { created_at updated_at last_seen_at archived_at deleted_at }
    contact_emails [contact_id]: Contact, Workspace, "Reaching clients", Basis::Instruction, Retention::WithParent, Erasure::DeleteRow;
        "user.unique_id" Derived no_export { id workspace_id contact_id position }
        "user.contact.email" Provided export { label email }
        "user.contact.email" Derived no_export { email_key }
    contact_phones [contact_id]: Contact, Workspace, "Reaching clients", Basis::Instruction, Retention::WithParent, Erasure::DeleteRow;
        "user.unique_id" Derived no_export { id workspace_id contact_id position }
        "user.contact.phone_number" Provided export { label typed }
        "user.contact.phone_number" Derived export { e164 }
        "user.contact.phone_number" Derived no_export { digits }
    tags []: Nobody, Workspace, "Sorting clients", Basis::Instruction, Retention::WithWorkspace, NO_PERSON;
        "system.operations" Provided export { id workspace_id name name_key colour }
    contact_tags [contact_id]: Contact, Workspace, "Sorting clients", Basis::Instruction, Retention::WithParent, Erasure::DeleteRow;
        "user.unique_id" Derived no_export { workspace_id contact_id }
        "user.content" Provided export { tag_id }
    custom_fields []: Nobody, Workspace, "What the business notes about clients", Basis::Instruction, Retention::WithWorkspace, NO_PERSON;
        "system.operations" Provided export { id workspace_id label kind choices position archived_at }
    contact_values [contact_id]: Contact, Workspace, "What the business notes about clients", Basis::Instruction, Retention::WithParent, Erasure::DeleteRow;
        "user.unique_id" Derived no_export { workspace_id contact_id field_id }
        "user.content" Provided export { value }
    contact_changes [contact_id]: Contact, Workspace, "Showing what changed", Basis::Instruction, Retention::WithParent, Erasure::DeleteRow;
        "user.unique_id" Derived no_export { id workspace_id contact_id member_id }
        "user.behavior" Observed export { at field }
        "user.content" Provided export { old_value new_value }
    saved_views [member_id members.user_id]: User, Workspace, "Lists that a member kept", Basis::Instruction, Retention::WithWorkspace, Erasure::DeleteRow;
        "user.unique_id" Derived no_export { id workspace_id member_id }
        "user.content" Provided export { name query shared }
        "user.behavior" Observed export { created_at }
    undo_batches [member_id members.user_id]: User, Workspace, "Taking an act back", Basis::Instruction, Retention::Days(30), Erasure::Keep("names no person but by number");
        "user.unique_id" Derived no_export { id workspace_id member_id }
        "user.behavior" Observed export { action summary created_at expires_at undone_at }
    undo_items [contact_id]: Contact, Workspace, "Taking an act back", Basis::Instruction, Retention::Days(30), Erasure::DeleteRow;
        "user.unique_id" Derived no_export { workspace_id batch_id contact_id }
        "user.behavior" Derived no_export { previous }
    contact_search [contact_id]: Contact, Workspace, "Finding clients", Basis::Instruction, Retention::WithParent, Erasure::DeleteRow;
        "user.unique_id" Derived no_export { contact_id workspace_id }
        "user.content" Derived no_export { general notes }
        "user.contact.email" Derived no_export { emails }
        "user.contact.phone_number" Derived no_export { phones }
};
