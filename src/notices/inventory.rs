//! What the notices hold, and who has read them.

use crate::inventory;
use crate::inventory::{Basis, Column, Erasure, Retention};

const TOLD: Basis = Basis::LegalObligation("GDPR Art. 12 to 14 and 28(2): telling people of changes");

pub const INVENTORY: &[Column] = inventory! {
    notices []: Nobody, Operator, "Telling people of changes", TOLD, Retention::WithInstallation, Erasure::Keep("about nobody");
        "system.operations" Provided no_export { id audience about title text href published_at }
    notice_readings ["Notices to you" user_id]: User, Operator, "Showing that people were told of changes", TOLD, Retention::WithAccount, Erasure::DeleteRow;
        "system.operations" Derived no_export { user_id }
        "user.behavior" Observed export { notice_id("Notice number") mailed_at("Mailed to you") acknowledged_at("Acknowledged by you") }
};
