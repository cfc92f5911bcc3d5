//! What the columns about addresses that get nothing more hold.

use crate::inventory;
use crate::inventory::{Basis, Column, Erasure, Retention};

const SHOWN: Basis = Basis::LegalObligation(
    "GDPR Art. 5(2), Art. 7(1); 16 CFR 310.5: what was sent on whose word can be shown",
);
const PROOF: Erasure = Erasure::Keep(
    "that a message went out, when, by which channel and on whose word; without name, address or text",
);

pub const INVENTORY: &[Column] = inventory! {
    contact_choices ["What clients allow" contact_id]: Contact, Workspace, "Sending only what the client wants", Basis::Instruction, Retention::WithParent, Erasure::DeleteRow;
        "user.unique_id" Derived no_export { id workspace_id contact_id }
        "user.privacy_preferences" Provided export { purpose("What for") channel("By which way") allowed("Allowed") }
        "user.privacy_preferences" Observed export { source("How it came to be known") wording_hash("Digest of the words that were shown") at("When") }
        "user.unique_id.pseudonymous" Derived no_export { actor }
    outbox ["Messages to clients" key subject_key from created_at]: Contact, Workspace, "Sending what the business wants sent, and showing on whose word", SHOWN, Retention::After { days: 1825, event: "the message was written" }, PROOF;
        "user.unique_id" Derived no_export { id workspace_id }
        "user.unique_id.pseudonymous" Derived no_export { subject_key instructed_by }
        "user.behavior" Observed export { class("Kind of message") channel("By which way") about("What it was about") state("What became of it") refusal("Why it was kept back") carried_by("Carried by") created_at("Written") decided_at("Sent or kept back") }
        "user.content" Provided (export, Erasure::Redact) { subject("Subject") body("Text") link_label("Button") link_href("Where the button led") }
    suppressions ["Addresses that get nothing more"]: Contact, Workspace, "Keeping the promise not to write again", Basis::LegalObligation("47 CFR 64.1200(a)(10), CAN-SPAM, GDPR Art. 21(3): opt-outs must be heeded"), Retention::WithWorkspace,
        Erasure::Keep("a scrambled number that only tells whether an address opted out");
        "user.unique_id.pseudonymous" Derived no_export { id workspace_id address_digest }
        "user.privacy_preferences" Observed no_export { channel reason at }
};
