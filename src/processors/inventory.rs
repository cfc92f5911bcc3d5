//! What the register of processors holds, and to whom data was disclosed.

use crate::inventory;
use crate::inventory::{Basis, Column, Erasure, Retention};

const REGISTER: Basis = Basis::LegalObligation("GDPR Art. 28 and 30: knowing one's processors");
const NO_PERSON: Erasure = Erasure::Keep("about nobody");

pub const INVENTORY: &[Column] = inventory! {
    processors []: Nobody, Operator, "Knowing who processes data on our behalf", REGISTER, Retention::WithInstallation, NO_PERSON;
        "system.operations" Provided no_export {
            id name name_key purpose data hosts countries stores_data safeguard agreement agreed_on vetting review_on policy_url
            required functions emergency version created_at updated_at announced_at effective_on retired_at
        }
    processor_objections ["Objections to a processor" pseudonym actor]: User, Operator, "Objections to a new processor", REGISTER, Retention::WithWorkspace, Erasure::Keep("the business's objection, under a pseudonym");
        "system.operations" Derived no_export { id workspace_id processor_id }
        "user.unique_id.pseudonymous" Derived export { actor("Your pseudonym") }
        "user.content" Provided export { reason("Your reason") answer("Our answer") }
        "user.behavior" Observed export { at("Objected") answered_at("Answered") withdrawn_at("Withdrawn") }
    disclosures ["Who received your data" user_id]: User, Operator, "Telling people who received their data", Basis::LegalObligation("GDPR Art. 15(1)(c)"), Retention::WithAccount, Erasure::DeleteRow;
        "system.operations" Derived no_export { id user_id }
        "user.behavior" Observed export { processor_id("Processor") what("What it received") first_at("First") last_at("Last") times("How often") }
};
