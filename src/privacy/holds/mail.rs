//! The letter to whoever answers for a hold whose day of review has passed.

use serde::{Deserialize, Serialize};

use super::queries;
use crate::account::mail::find_user;
use crate::db::Unscoped;
use crate::egress::{self, Recipient};
use crate::error::AppResult;
use crate::holds;
use crate::jobs::{Enqueue, Job};
use crate::mail::Letter;
use crate::services::Services;

#[derive(Debug, Serialize, Deserialize)]
pub struct ReviewDue {
    user_id: i64,
    hold_id: i64,
    /// The business's hold, or else the operator's.
    of_business: bool,
}

/// Every hold once, when its day has passed.
pub async fn remind(services: &Services) -> AppResult<()> {
    let now = services.clock.now();
    let step = move |conn: &mut _| {
        for hold in holds::queries::overdue(conn, now.date())? {
            holds::queries::mark_reminded(conn, hold.id, now)?;
            let Some(user_id) = queries::user_id(conn, &hold.owner)? else { continue };
            let due = ReviewDue { user_id, hold_id: hold.id, of_business: hold.workspace_id.is_some() };
            Unscoped::new(conn, now).enqueue(&due)?;
        }
        Ok(())
    };
    services.db.write(step).await
}

impl Job for ReviewDue {
    const KIND: &'static str = "privacy.hold_review_due";

    async fn run(self, services: Services) -> AppResult<()> {
        let Some(user) = find_user(&services, self.user_id).await? else { return Ok(()) };
        let door = if self.of_business { "/privacy/holds" } else { "/operator/holds" };
        let why = "You get this mail because you answer for this hold.";
        let letter = Letter::new(&user.name, &user.email, "A hold has to be looked at again", why)
            .says("The day on which you wanted to look at a hold again has passed. As long as it stands, nothing that it covers is deleted, even if the person asks.")
            .says("Release it if its reason is gone, or set the next day.")
            .links("Look at the hold", services.link(&format!("{door}/{}", self.hold_id)));
        egress::mail(&services, Recipient::User(user.id), &letter.compose()?).await
    }
}
