//! Tells those who answer for privacy in a business that a record was frozen and must be decided.

use serde::{Deserialize, Serialize};

use crate::access::Role;
use crate::account::mail::find_user;
use crate::db::{Reach, Scoped};
use crate::egress::{self, Recipient};
use crate::error::AppResult;
use crate::jobs::Job;
use crate::mail::Letter;
use crate::services::Services;
use crate::staff;

#[derive(Debug, Serialize, Deserialize)]
pub struct Reported {
    pub workspace_id: i64,
    pub contact_id: i64,
}

impl Job for Reported {
    const KIND: &'static str = "children.reported";

    async fn run(self, services: Services) -> AppResult<()> {
        let now = services.clock.now();
        let people = services
            .db
            .read(move |conn| answering(&mut Scoped::new(conn, Reach::system(self.workspace_id), now)))
            .await?;
        let days = services.config.installation.child_report_days;
        let href = services.link(&format!("/privacy/restricted/{}", self.contact_id));
        for user_id in people {
            let Some(user) = find_user(&services, user_id).await? else { continue };
            let why = "You get this mail because you answer for privacy in a business that uses ClientSync.";
            let letter = Letter::new(&user.name, &user.email, "A child’s data was reported", why)
                .says(format!(
                    "Somebody reported that a contact of your business is a child. The record is frozen: nothing is \
                     shown, changed or sent. Please decide within {days} days; after that it is erased."
                ))
                .links("Look and decide", href.clone());
            egress::mail(&services, Recipient::User(user.id), &letter.compose()?).await?;
        }
        Ok(())
    }
}

/// Owners and privacy contacts at work there.
fn answering(db: &mut Scoped) -> AppResult<Vec<i64>> {
    let answers =
        |standing: &staff::model::Standing| standing.privacy_contact || standing.role == Role::Owner;
    let members = staff::queries::list(db)?;
    Ok(members.iter().filter(|m| m.is_active() && answers(&m.standing)).map(|m| m.user_id).collect())
}
