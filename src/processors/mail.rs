//! The letters about objections. What was written stays on the pages; the letters lead there.

use serde::{Deserialize, Serialize};

use super::queries::objections;
use crate::account::mail::find_user;
use crate::db::{Scoped, Unscoped};
use crate::egress::{self, Recipient};
use crate::error::{AppError, AppResult};
use crate::jobs::Job;
use crate::mail::Letter;
use crate::services::Services;
use crate::staff;

/// To whoever runs the installation.
#[derive(Debug, Serialize, Deserialize)]
pub struct ObjectionMade {
    pub objection_id: i64,
}

/// To one privacy contact of the business.
#[derive(Debug, Serialize, Deserialize)]
pub struct ObjectionAnswered {
    pub objection_id: i64,
    pub user_id: i64,
}

/// The people at work in a business who hear about such things.
pub fn privacy_contacts(db: &mut Scoped) -> AppResult<Vec<i64>> {
    let members = staff::queries::list(db)?;
    Ok(members.iter().filter(|m| m.is_active() && m.standing.privacy_contact).map(|m| m.user_id).collect())
}

impl Job for ObjectionMade {
    const KIND: &'static str = "processors.objection_made";

    async fn run(self, services: Services) -> AppResult<()> {
        let Some((_, business, processor)) = find(&services, self.objection_id).await? else { return Ok(()) };
        let why = "You get this mail because this address takes the privacy requests of the installation.";
        let to = &services.config.installation.privacy_email;
        let letter = Letter::new("", to, format!("{business} objects to {processor}"), why)
            .says(format!("{business} objects to the processing of its data by {processor}."))
            .links("Read and answer", services.link(&format!("/operator/objections/{}", self.objection_id)));
        egress::mail(&services, Recipient::NoAccount, &letter.compose()?).await
    }
}

impl Job for ObjectionAnswered {
    const KIND: &'static str = "processors.objection_answered";

    async fn run(self, services: Services) -> AppResult<()> {
        let Some((objection, business, processor)) = find(&services, self.objection_id).await? else {
            return Ok(());
        };
        let Some(user) = find_user(&services, self.user_id).await? else { return Ok(()) };
        let why = format!("You get this mail because you are a privacy contact of {business}.");
        let letter = Letter::new(&user.name, &user.email, format!("Your objection to {processor}"), why)
            .says(format!(
                "{business} objected to the processing of its data by {processor}. This is the answer:"
            ))
            .says(objection.answer)
            .links("See what processes your data", services.link("/workspace/processors"));
        egress::mail(&services, Recipient::User(user.id), &letter.compose()?).await
    }
}

/// `None` if the business is gone meanwhile.
async fn find(services: &Services, id: i64) -> AppResult<Option<(objections::Objection, String, String)>> {
    let now = services.clock.now();
    match services.db.read(move |conn| objections::find(&mut Unscoped::new(conn, now), id)).await {
        Err(AppError::NotFound) => Ok(None),
        found => found.map(Some),
    }
}
