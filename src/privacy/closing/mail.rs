//! The letters of a closing: when it begins, a week and a day before the end, and the receipt.

use serde::{Deserialize, Serialize};

use super::queries::{self, Business, Owner};
use crate::account::mail::find_user;
use crate::civil::{Wall, local_date};
use crate::clock::Instant;
use crate::db::Unscoped;
use crate::egress::{self, Recipient};
use crate::erasure::Outcome;
use crate::error::{AppError, AppResult};
use crate::jobs::{Enqueue, Job};
use crate::mail::Letter;
use crate::services::Services;

/// Days before the end on which everybody is reminded.
const REMINDERS: [i32; 2] = [7, 1];

/// To one person at work in a business that is closing.
#[derive(Debug, Serialize, Deserialize)]
pub struct ClosingMail {
    pub workspace_id: i64,
    pub user_id: i64,
}

/// Reminds everybody in the businesses whose end has come nearer than they were told.
pub async fn tell(services: &Services) -> AppResult<()> {
    let now = services.clock.now();
    let step = move |conn: &mut _| {
        for business in queries::closing(conn, now)? {
            let Some(days) = reminder(&business, now) else { continue };
            queries::told(conn, business.id, days)?;
            for user_id in queries::at_work(conn, business.id)? {
                let mail = ClosingMail { workspace_id: business.id, user_id };
                Unscoped::new(conn, now).enqueue(&mail)?;
            }
        }
        Ok(())
    };
    services.db.write(step).await
}

/// The reminder that is due, by its number of days.
fn reminder(business: &Business, now: Instant) -> Option<i32> {
    let left = business.closes_at? - now;
    let told = business.closing_told.unwrap_or(i32::MAX);
    let due = |days: &i32| left <= time::Duration::days((*days).into()) && told > *days;
    REMINDERS.into_iter().filter(due).min()
}

impl Job for ClosingMail {
    const KIND: &'static str = "privacy.closing_mail";

    async fn run(self, services: Services) -> AppResult<()> {
        let id = self.workspace_id;
        let business = match services.db.read(move |conn| queries::business(conn, id)).await {
            Err(AppError::NotFound) => return Ok(()),
            found => found?,
        };
        let Some(closes_at) = business.closes_at else { return Ok(()) };
        let Some(user) = find_user(&services, self.user_id).await? else { return Ok(()) };
        let wall = Wall::new(&business.timezone, &business.locale, services.clock.now());
        let day = wall.date(local_date(closes_at, &wall.zone));
        let (name, backups) = (&business.name, services.config.installation.backup_days);
        let why = format!("You get this mail because you work in {name}.");
        let letter = Letter::new(&user.name, &user.email, format!("{name} closes on {day}"), why)
            .says(format!("An owner of {name} asked for the business to be closed here. On {day} everything that it keeps is deleted: clients, notes, follow-ups, the record of activity, and the accounts of those who work in no other business."))
            .says("Until then you can sign in, read, and export what you may export. Nothing can be added or changed any more.")
            .says(format!("Backups made until then are destroyed within {backups} days after. An owner can call the closing off until the day has come."))
            .links("Open the business", services.link("/workspace/close"));
        egress::mail(&services, Recipient::User(user.id), &letter.compose()?).await
    }
}

pub(super) async fn receipt(
    services: &Services,
    business: &Business,
    owner: &Owner,
    code: &str,
    outcome: &str,
) -> AppResult<()> {
    let (name, backups) = (&business.name, services.config.installation.backup_days);
    let why = "You get this mail because you owned the business. It is the last one about it.";
    let lines = Outcome::of_text(outcome).lines;
    let counts: Vec<String> = lines.iter().map(|line| format!("{}: {}", line.title, line.rows)).collect();
    let letter = Letter::new(&owner.name, &owner.email, format!("{name} is closed"), why)
        .says(format!("{name} is closed, and everything that it kept was deleted just now."))
        .says(format!("What was deleted: {}.", counts.join("; ")))
        .says(format!("Backups made until now are destroyed within {backups} days. Should one be restored before, the deletion is repeated before anybody can sign in. Nothing else stays, and there are no invoices."))
        .links("The receipt", services.link(&format!("/r/{code}")));
    egress::mail(services, Recipient::NoAccount, &letter.compose()?).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn each_reminder_comes_once() {
        let business = |closing_told| Business {
            id: 1,
            name: String::new(),
            timezone: String::new(),
            locale: String::new(),
            ledger_key: String::new(),
            closes_at: Some(datetime!(2026-12-25 10:00)),
            closing_told: Some(closing_told),
        };
        assert_eq!(reminder(&business(30), datetime!(2026-12-17 9:00)), None);
        assert_eq!(reminder(&business(30), datetime!(2026-12-18 11:00)), Some(7));
        assert_eq!(reminder(&business(7), datetime!(2026-12-20 11:00)), None);
        assert_eq!(reminder(&business(7), datetime!(2026-12-24 11:00)), Some(1));
        assert_eq!(reminder(&business(30), datetime!(2026-12-24 11:00)), Some(1));
        assert_eq!(reminder(&business(1), datetime!(2026-12-25 9:00)), None);
    }
}
