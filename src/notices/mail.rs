//! The mails of a notice: one to each person it is for, sent in batches. A batch that
//! failed comes again and sends only what is left.

use serde::{Deserialize, Serialize};

use super::queries::{self, Person};
use crate::db::Unscoped;
use crate::egress::{self, Recipient};
use crate::error::AppResult;
use crate::jobs::{Enqueue, Job};
use crate::mail::Letter;
use crate::services::Services;
use crate::standing::{Audience, Notice};

/// Few enough that a batch ends before its job is taken for abandoned.
const BATCH: i64 = 50;

/// Deals the people out to batches.
#[derive(Debug, Serialize, Deserialize)]
pub struct Announce {
    pub notice_id: i64,
}

/// The people after one user up to another.
#[derive(Debug, Serialize, Deserialize)]
pub struct MailBatch {
    notice_id: i64,
    after: i64,
    last: i64,
}

impl Job for Announce {
    const KIND: &'static str = "notices.announce";

    async fn run(self, services: Services) -> AppResult<()> {
        let now = services.clock.now();
        let notice_id = self.notice_id;
        services.db.write(move |conn| deal(&mut Unscoped::new(conn, now), notice_id)).await
    }
}

fn deal(db: &mut Unscoped, notice_id: i64) -> AppResult<()> {
    let notice = queries::find(db, notice_id)?;
    let mut after = 0;
    while let Some(last) = queries::recipients(db, notice.audience, (after, i64::MAX), BATCH)?.last() {
        let last = last.id;
        db.enqueue(&MailBatch { notice_id, after, last })?;
        after = last;
    }
    Ok(())
}

impl Job for MailBatch {
    const KIND: &'static str = "notices.mail";

    async fn run(self, services: Services) -> AppResult<()> {
        let now = services.clock.now();
        let (notice, people) =
            services.db.read(move |conn| left(&mut Unscoped::new(conn, now), &self)).await?;
        let mut outcome = Ok(());
        for person in people {
            // An address that is refused must not keep the others from their mail.
            outcome = outcome.and(tell(&services, &notice, &person).await);
        }
        outcome
    }
}

/// Who of the batch has no mail yet.
fn left(db: &mut Unscoped, batch: &MailBatch) -> AppResult<(Notice, Vec<Person>)> {
    let notice = queries::find(db, batch.notice_id)?;
    let mut people = Vec::new();
    for person in queries::recipients(db, notice.audience, (batch.after, batch.last), i64::MAX)? {
        if !queries::is_mailed(db, notice.id, person.id)? {
            people.push(person);
        }
    }
    Ok((notice, people))
}

async fn tell(services: &Services, notice: &Notice, person: &Person) -> AppResult<()> {
    let letter = Letter::new(&person.name, &person.email, &notice.title, why(notice.audience))
        .says(&notice.text)
        .links("Read more", services.link(&notice.href));
    egress::mail(services, Recipient::User(person.id), &letter.compose()?).await?;
    let (notice_id, user_id, now) = (notice.id, person.id, services.clock.now());
    services
        .db
        .write(move |conn| queries::mark_mailed(&mut Unscoped::new(conn, now), notice_id, user_id))
        .await
}

const fn why(audience: Audience) -> &'static str {
    match audience {
        Audience::Everybody => {
            "You get this mail because you have a ClientSync account and must be told of this change. It is not advertising."
        }
        Audience::PrivacyContacts => {
            "You get this mail because you answer for privacy in a business that uses ClientSync and must be told of this change. It is not advertising."
        }
    }
}
