//! The recurring look at whose reminder, or word afterwards, is due. It only plans messages: each
//! has a key of its own, so that two nodes, or a look that comes twice, plan it once.

use serde::{Deserialize, Serialize};

use super::model::Kind;
use super::{queries, tell};
use crate::db::{Reach, Unscoped};
use crate::error::AppResult;
use crate::jobs::Job;
use crate::services::Services;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Remind {}

impl Job for Remind {
    const KIND: &'static str = "bookings.remind";

    async fn run(self, services: Services) -> AppResult<()> {
        let now = services.clock.now();
        let due = services.db.read(move |conn| queries::due(&mut Unscoped::new(conn, now))).await?;
        for message in due {
            let plan = move |conn: &mut _| {
                let mut db = Unscoped::new(conn, now);
                let mut db = db.scoped(Reach::system(message.workspace_id));
                let kind = if message.minutes > 0 { Kind::Reminder } else { Kind::FollowUp };
                let key = kind.reminder_key(message.minutes, message.starts_at);
                tell::plan(&mut db, message.booking_id, kind, &key)
            };
            services.db.write(plan).await?;
        }
        Ok(())
    }
}
