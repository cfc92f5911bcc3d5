//! What the columns about holds hold.

use crate::inventory;
use crate::inventory::{Basis, Column, Erasure, Retention};

const RELEASED: Retention = Retention::After { days: 1095, event: "the hold was released" };

pub const INVENTORY: &[Column] = inventory! {
    legal_holds [from released_at]: Nobody, Operator, "Keeping what a law or a dispute needs", Basis::LegalObligation("GDPR Art. 17(3)(b) and (e): legal duties and claims"), RELEASED, Erasure::Keep("the hold itself, named by random keys");
        "system.operations" Provided no_export { id hold_key workspace_id target target_key reason owner review_on placed_at released_at reminded_at }
};
