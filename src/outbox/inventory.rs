//! What the columns about addresses that get nothing more hold.

use crate::inventory;
use crate::inventory::{Basis, Column, Erasure, Retention};

pub const INVENTORY: &[Column] = inventory! {
    suppressions ["Addresses that get nothing more"]: Contact, Workspace, "Keeping the promise not to write again", Basis::LegalObligation("47 CFR 64.1200(a)(10), CAN-SPAM, GDPR Art. 21(3): opt-outs must be heeded"), Retention::WithWorkspace,
        Erasure::Keep("a scrambled number that only tells whether an address opted out");
        "user.unique_id.pseudonymous" Derived no_export { id workspace_id address_digest }
        "user.privacy_preferences" Observed no_export { channel reason at }
};
