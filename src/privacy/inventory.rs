//! What the policies, choices and checks hold.

use crate::inventory;
use crate::inventory::{Basis, Column, Erasure, Retention};

const DUTY: Basis = Basis::LegalObligation("GDPR Art. 5(2): showing that the rules are kept");
/// The nightly runs of the rules, for two years.
const RUNS: Retention = Retention::After { days: 730, event: "the run" };
const NO_PERSON: Erasure = Erasure::Keep("about nobody");

pub const INVENTORY: &[Column] = inventory! {
    policy_versions []: Nobody, Operator, "Keeping every version of the policies", DUTY, Retention::WithInstallation, NO_PERSON;
        "system.operations" Provided no_export { id slug version announced_at effective_on material summary additions facts body body_hash }
    dpa_acceptances ["Processing agreements you accepted" pseudonym actor]: User, Operator, "Showing that a business accepted the processing agreement", DUTY, Retention::WithWorkspace, Erasure::Keep("the business's agreement, under a pseudonym");
        "system.operations" Derived no_export { id workspace_id }
        "user.unique_id.pseudonymous" Derived export { actor("Your pseudonym") }
        "user.behavior" Observed export { version("Version") body_hash("Digest of the text") role("Your role then") at("Accepted at") }
    privacy_choices ["Your privacy choices" user_id]: User, Operator, "Keeping what you decided about your data", DUTY, Retention::WithAccount, Erasure::DeleteRow;
        "system.operations" Derived no_export { id user_id }
        "user.privacy_preferences" Provided export { purpose("What for") allowed("Allowed") at("Decided at") }
    account_events ["What happened to your data" user_id from at]: User, Operator, "Showing you what happened to your account", Basis::LegitimateInterest("security of accounts"), Retention::After { days: 365, event: "the event" }, Erasure::DeleteRow;
        "system.operations" Derived no_export { id user_id }
        "user.behavior" Observed export { at("When") kind("What happened") detail("Which") }
    proof_checks []: Nobody, Operator, "Showing that the promises are kept", DUTY, Retention::WithInstallation, NO_PERSON;
        "system.operations" Derived no_export { name passed detail checked_at }
    retention_runs [from started_at]: Nobody, Operator, "Showing that what is over is deleted", DUTY, RUNS, NO_PERSON;
        "system.operations" Derived no_export { id started_at finished_at }
    retention_counts []: Nobody, Operator, "Showing that what is over is deleted", DUTY, Retention::WithParent, NO_PERSON;
        "system.operations" Derived no_export { run_id rule removed finished_at }
};
