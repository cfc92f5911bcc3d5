//! The mail to owners that a webhook was stopped.

use serde::{Deserialize, Serialize};

use super::queries;
use crate::account::mail::find_user;
use crate::db::{Reach, Scoped};
use crate::egress::{self, Recipient};
use crate::error::{AppError, AppResult};
use crate::jobs::Job;
use crate::mail::Letter;
use crate::services::Services;

#[derive(Debug, Serialize, Deserialize)]
pub struct Stopped {
    pub workspace_id: i64,
    pub webhook_id: i64,
    pub user_id: i64,
}

impl Job for Stopped {
    const KIND: &'static str = "webhooks.stopped";

    async fn run(self, services: Services) -> AppResult<()> {
        let (workspace, id, now) = (self.workspace_id, self.webhook_id, services.clock.now());
        let find =
            move |conn: &mut _| queries::find(&mut Scoped::new(conn, Reach::system(workspace), now), id);
        let webhook = match services.db.read(find).await {
            // Removed or set going again meanwhile.
            Err(AppError::NotFound) => return Ok(()),
            found => found?,
        };
        let Some(user) = find_user(&services, self.user_id).await? else { return Ok(()) };
        if webhook.stopped_at.is_none() {
            return Ok(());
        }
        let host = webhook.host();
        let subject = format!("The webhook to {host} was stopped");
        let why = "You get this mail because you own a business that uses ClientSync.";
        let letter = Letter::new(&user.name, &user.email, subject, why)
            .says(format!("{host} did not take several messages in a row, each tried for more than a day. Nothing more is sent there."))
            .says("The log says what it answered. When it works again, let the webhook go on; what happened meanwhile is not sent.")
            .links("Open the webhook", services.link(&format!("/workspace/webhooks/{id}")));
        egress::mail(&services, Recipient::User(user.id), &letter.compose()?).await
    }
}
