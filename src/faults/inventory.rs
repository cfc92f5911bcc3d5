//! What the record of failures holds: nothing about a person.

use crate::inventory;
use crate::inventory::{Basis, Column, Erasure, Retention};

const SAFE: Basis = Basis::LegitimateInterest("keeping the program working");
const MONTH: Retention = Retention::After { days: super::KEPT_DAYS, event: "the failure" };
const NO_PERSON: Erasure = Erasure::Keep("about nobody");

pub const INVENTORY: &[Column] = inventory! {
    fault_groups ["Kinds of failure" from last_at]: Nobody, Operator, "Mending what fails", SAFE, MONTH, NO_PERSON;
        "system.operations" Observed no_export { id fingerprint method route status cause times first_at last_at resolved_at }
    faults ["Failures" from at]: Nobody, Operator, "Mending what fails", SAFE, MONTH, NO_PERSON;
        "system.operations" Observed no_export { id group_id at request_id }
};
