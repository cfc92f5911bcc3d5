//! What the counts and visits hold. Nothing without consent singles anybody out.

use crate::inventory;
use crate::inventory::{Basis, Column, Erasure, Retention};

/// Thirteen months, so that a month can be held against the same one a year ago.
pub(super) const VISIT_DAYS: u32 = 395;
/// Three years and a month; about nobody.
pub(super) const COUNT_DAYS: u32 = 1130;

const COUNTS: Basis = Basis::LegitimateInterest("product improvement");
const MONTHS: Retention = Retention::After { days: VISIT_DAYS, event: "the visit" };

pub const INVENTORY: &[Column] = inventory! {
    analytics_counts ["Pages counted by day" from day]: Nobody, Operator, "Learning which pages are used", COUNTS, Retention::After { days: COUNT_DAYS, event: "the day counted" }, Erasure::Keep("counts about nobody");
        "system.operations" Observed no_export { id workspace_id day route referrer device hits }
    analytics_visits ["Visits, with consent" from last_at]: Visitor, Operator, "Learning how visitors find and use the pages", Basis::Consent, MONTHS, Erasure::DeleteRow;
        "system.operations" Derived no_export { id workspace_id }
        "user.device.cookie_id" Derived no_export { visitor_key }
        "user.behavior.browsing_history" Observed no_export { started_at last_at referrer utm_source utm_medium utm_campaign hits signed_up_at }
        "user.device" Observed no_export { browser os device }
        "user.location.imprecise" Derived no_export { country region }
    analytics_hits ["Pages of a visit, with consent" from at]: Visitor, Operator, "Learning how visitors find and use the pages", Basis::Consent, MONTHS, Erasure::DeleteRow;
        "system.operations" Derived no_export { id visit_id }
        "user.behavior.browsing_history" Observed no_export { at route action }
};
