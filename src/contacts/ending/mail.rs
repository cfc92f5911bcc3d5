//! The mail to an owner: so many clients end in two weeks unless somebody keeps them.

use serde::{Deserialize, Serialize};

use super::super::queries::ending as queries;
use crate::account::mail::find_user;
use crate::civil::{Wall, local_date};
use crate::clock::Instant;
use crate::db::{Reach, Unscoped};
use crate::egress::{self, Recipient};
use crate::error::AppResult;
use crate::jobs::Job;
use crate::mail::Letter;
use crate::services::Services;

#[derive(Debug, Serialize, Deserialize)]
pub struct EndsAnnounced {
    pub workspace_id: i64,
    pub user_id: i64,
}

impl Job for EndsAnnounced {
    const KIND: &'static str = "contacts.ends_announced";

    async fn run(self, services: Services) -> AppResult<()> {
        let (workspace, now) = (self.workspace_id, services.clock.now());
        let find = move |conn: &mut _| {
            queries::announcement(&mut Unscoped::new(conn, now).scoped(Reach::system(workspace)))
        };
        let Some(said) = services.db.read(find).await? else { return Ok(()) };
        let Some(user) = find_user(&services, self.user_id).await? else { return Ok(()) };
        let day = first_day(&said, now);
        let (subject, what) = match said.clients {
            1 => ("One client ends soon".to_owned(), "One client reaches the end".to_owned()),
            n => (format!("{n} clients end soon"), format!("{n} clients reach the end")),
        };
        let why = format!("You get this mail because you own {}.", said.business);
        let letter = Letter::new(&user.name, &user.email, subject, why)
            .says(format!("{what} that {} set for clients without activity. They are deleted on {day} or soon after, with everything about them.", said.business))
            .says("Whoever is to stay can be kept with one click until then.")
            .links("See who it is", services.link("/workspace/retention"));
        egress::mail(&services, Recipient::User(user.id), &letter.compose()?).await
    }
}

fn first_day(said: &queries::Announcement, now: Instant) -> String {
    let wall = Wall::new(&said.timezone, &said.locale, now);
    wall.date(local_date(said.first_end, &wall.zone))
}
