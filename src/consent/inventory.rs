//! What the record of choices holds. No address is kept, and an id only where something was accepted.

use crate::inventory;
use crate::inventory::{Basis, Column, Erasure, Retention};

const EVIDENCE: Basis = Basis::LegalObligation("GDPR Art. 7(1): showing that consent was given");
/// Days for which a choice can be shown after it has ended.
pub const KEPT_DAYS: u32 = 730;
const LIFE: Retention = Retention::After { days: KEPT_DAYS, event: "the choice ends" };

pub const INVENTORY: &[Column] = inventory! {
    consent_events ["Choices about cookies" user_id from expires_at]: User, Operator, "Showing what was chosen about cookies, and when", EVIDENCE, LIFE, Erasure::Keep("evidence of consent, without the account");
        "system.operations" Derived no_export { id user_id }
        "user.device.cookie_id" Derived export { consent_key("Number of the choice") }
        "user.privacy_preferences" Provided export { preferences("Preference cookies") analytics("Analytics cookies") marketing("Marketing cookies") method("How it was chosen") }
        "user.privacy_preferences" Observed export { at("Chosen at") place("On the page") locale("Language") shown_version("Version of the text shown") shown_hash("Digest of the text shown") expires_at("Holds until") withdrawn_at("Withdrawn at") }
};
