//! What the policies, choices and checks hold.

use crate::inventory;
use crate::inventory::{Basis, Column, Erasure, Retention};

const DUTY: Basis = Basis::LegalObligation("GDPR Art. 5(2): showing that the rules are kept");
const NO_PERSON: Erasure = Erasure::Keep("about nobody");

pub const INVENTORY: &[Column] = inventory! {
    policy_versions []: Nobody, Operator, "Keeping every version of the policies", DUTY, Retention::WithWorkspace, NO_PERSON;
        "system.operations" Provided no_export { id slug version announced_at effective_on material summary additions facts body body_hash }
    dpa_acceptances [pseudonym actor]: User, Operator, "Showing that a business accepted the processing agreement", DUTY, Retention::WithWorkspace, Erasure::Keep("the business's agreement, under a pseudonym");
        "system.operations" Derived no_export { id workspace_id }
        "user.unique_id.pseudonymous" Derived export { actor }
        "user.behavior" Observed export { version body_hash role at }
    privacy_choices [user_id]: User, Operator, "Keeping what you decided about your data", DUTY, Retention::WithAccount, Erasure::DeleteRow;
        "system.operations" Derived no_export { id user_id }
        "user.privacy_preferences" Provided export { purpose("What for") allowed("Allowed") at("Decided at") }
    account_events [user_id]: User, Operator, "Showing you what happened to your account", Basis::LegitimateInterest("security of accounts"), Retention::After { days: 365, event: "the event" }, Erasure::DeleteRow;
        "system.operations" Derived no_export { id user_id }
        "user.behavior" Observed export { at kind detail }
    proof_checks []: Nobody, Operator, "Showing that the promises are kept", DUTY, Retention::WithWorkspace, NO_PERSON;
        "system.operations" Derived no_export { name passed detail checked_at }
};
