//! What the columns about requests hold.

use crate::inventory;
use crate::inventory::{Basis, Column, Erasure, Retention};

const ANSWERED: Basis =
    Basis::LegalObligation("GDPR Art. 5(2); 11 CCR §7101: records of requests are kept for 24 months");
const REQUESTS_KEPT: Retention = Retention::After { days: 1095, event: "the request was closed" };
const RECORD: Erasure =
    Erasure::Keep("the record that the request was answered, without name or address (11 CCR §7101)");

const WAITING: Retention = Retention::After { days: 1, event: "it could last be confirmed" };

pub const INVENTORY: &[Column] = inventory! {
    privacy_requests ["Your privacy requests" key subject_key from closed_at]: Person, Operator, "Answering privacy requests and showing that they were answered", ANSWERED, REQUESTS_KEPT, RECORD;
        "system.operations" Derived no_export { id code_hash workspace_id version address_digest shared_address }
        "user.unique_id.pseudonymous" Derived no_export { subject_key }
        "user.privacy_preferences" Provided export { kind("What was asked") door("Where it was asked") place("Country or state") regime("Law whose time limits hold") scope("Who answers") }
        "user.contact.email" Provided (export, Erasure::Keep("where the last answer goes; emptied once it is sent")) { reply_to("Where the answer goes") }
        "user.content" Provided (export, Erasure::Redact) { wording("In your words") }
        "user.behavior" Observed export {
            verified("How you were recognised") state("State") reason("Reason") received_at("Received") acknowledge_by("To be acknowledged by") acknowledged_at("Acknowledged")
            due_at("To be answered by") extended_at("Extended") paused_at("Waiting for you since") run_at("To be carried out") closed_at("Closed") outcome("What was done")
        }
    privacy_request_events ["Steps of your privacy requests" key request_id privacy_requests.subject_key]: Person, Operator, "Showing how privacy requests were answered", ANSWERED, Retention::WithParent, RECORD;
        "system.operations" Derived no_export { id request_id prev_hash hash }
        "user.unique_id.pseudonymous" Derived no_export { actor }
        "user.behavior" Observed export { at("When") step("Step") detail("Detail") }
    privacy_inquiries ["Requests that wait for their code" address address_key from expires_at]: User, Operator, "Making sure that whoever asks reads the address", ANSWERED, WAITING, Erasure::DeleteRow;
        "system.operations" Derived no_export { id token_digest code_digest address_digest address_key codes_sent tries workspace_id actor }
        "user.privacy_preferences" Provided export { kind("What was asked") door("Where it was asked") place("Country or state") }
        "user.contact.email" Provided export { address("E-mail address") }
        "user.content" Provided export { wording("In your words") field("What is wrong") proposed("What it should be") }
        "user.behavior" Observed export { received_at("Received") created_at("Written down") code_expires_at("The code works until") expires_at("Can be confirmed until") }
    privacy_messages ["Words about your privacy requests" key request_id privacy_requests.subject_key]: Person, Operator, "Answering privacy requests", ANSWERED, Retention::WithParent, Erasure::DeleteRow;
        "system.operations" Derived no_export { id request_id }
        "user.content" Observed export { at("When") from_person("Written by you") body("What was written") }
    privacy_settings []: Nobody, Workspace, "How the business answers privacy requests", Basis::Instruction, Retention::WithWorkspace, Erasure::Keep("about nobody");
        "system.operations" Provided export { workspace_id auto_copies auto_corrections auto_opt_outs named }
};
