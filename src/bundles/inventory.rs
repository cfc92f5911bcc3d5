//! What the columns about copies hold.

use crate::inventory;
use crate::inventory::{Basis, Column, Erasure, Retention};

const DUTY: Basis = Basis::LegalObligation("GDPR Art. 15 and 20: handing out a copy");
/// The file itself goes much sooner; see `bundles::model`.
const ROW_KEPT: Retention = Retention::After { days: 90, event: "the copy was asked for" };

pub const INVENTORY: &[Column] = inventory! {
    export_bundles ["Copies of your data that were made" key subject_key from created_at]: Person, Operator, "Handing out copies of data", DUTY, ROW_KEPT, Erasure::DeleteRow;
        "system.operations" Derived no_export { id workspace_id request_id build_cursor rows_total tries file mentions left_out }
        "user.unique_id.pseudonymous" Derived no_export { subject_key ordered_by }
        "user.behavior" Observed export {
            target("About whom") purpose("What for") state("State") created_at("Asked for") ready_at("Ready") released_at("Released")
            downloaded_at("First downloaded") expires_at("File deleted")
        }
        "system.operations" Derived export { rows_done("Records") bytes("Size in bytes") sha256("Digest of the file") failure("What went wrong") }
};
