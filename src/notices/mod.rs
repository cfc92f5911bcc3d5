//! What everybody at work here must be told: shown on every page until acknowledged, and mailed.
//! Policies and processors publish them. Owns `notices` and `notice_readings`.

mod acknowledge;
mod inventory;
mod mail;
mod queries;

use crate::db::Unscoped;
use crate::error::AppResult;
use crate::jobs::{Enqueue, Registry};
use crate::services::Services;
use crate::standing::{Audience, Notice};
use crate::web::Routes;

pub use inventory::INVENTORY;

pub fn routes() -> Routes {
    Routes::default().post("/notices/{id}/acknowledge", acknowledge::acknowledge)
}

pub fn jobs(registry: Registry) -> Registry {
    registry.on::<mail::Announce>().on::<mail::MailBatch>()
}

/// Something to be told. `about` names what it is about; told twice, it is one notice.
#[derive(Debug, Clone)]
pub struct NewNotice<'a> {
    pub audience: Audience,
    pub about: &'a str,
    pub title: &'a str,
    pub text: &'a str,
    /// A page of this installation, for example "/privacy".
    pub href: &'a str,
}

/// Tells it in the same step as the change it is about. Once that has committed, `stand`
/// makes the pages show it.
pub fn publish(db: &mut Unscoped, new: &NewNotice) -> AppResult<()> {
    if queries::is_published(db, new.about)? {
        return Ok(());
    }
    let notice_id = queries::insert(db, new)?;
    db.enqueue(&mail::Announce { notice_id })
}

/// Every notice, for `standing`; the oldest first.
pub fn in_force(db: &mut Unscoped) -> AppResult<Vec<Notice>> {
    queries::all(db)
}

/// Lets the pages know of a notice that was published here.
pub async fn stand(services: &Services) -> AppResult<()> {
    let now = services.clock.now();
    let notices = services.db.read(move |conn| in_force(&mut Unscoped::new(conn, now))).await?;
    services.standing.change(|facts| facts.notices = notices);
    Ok(())
}
