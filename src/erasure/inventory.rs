//! What the columns about the ledger hold.

use crate::inventory;
use crate::inventory::{Basis, Column, Erasure, Retention};

const DUTY: Basis = Basis::LegalObligation("GDPR Art. 5(2): showing that the rules are kept");

pub const INVENTORY: &[Column] = inventory! {
    ledger_state []: Nobody, Operator, "Knowing how far erasures have been carried out", DUTY, Retention::WithInstallation, Erasure::Keep("about nobody");
        "system.operations" Derived no_export { id applied_seq applied_hash }
};
