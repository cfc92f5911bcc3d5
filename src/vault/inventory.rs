//! What the columns about backups hold.

use crate::inventory;
use crate::inventory::{Basis, Column, Erasure, Retention};

const DUTY: Basis =
    Basis::LegalObligation("GDPR Art. 5(2) and 32(1)(c): showing that data can be restored, and ends");
const NOBODY: Erasure = Erasure::Keep("about nobody");

pub const INVENTORY: &[Column] = inventory! {
    backup_runs ["Backups" from end_of_life]: Nobody, Operator, "Knowing which backups exist and when they are destroyed", DUTY, Retention::After { days: 365, event: "the backup's end" }, NOBODY;
        "system.operations" Derived no_export { id started_at finished_at place encrypted bytes end_of_life destroyed_at trouble }
    restore_drills ["Restore drills" from at]: Nobody, Operator, "Showing that a restore works", DUTY, Retention::After { days: 365, event: "the drill" }, NOBODY;
        "system.operations" Derived no_export { id at took_ms passed detail }
};
