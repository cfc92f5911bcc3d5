//! `/wait/{token}`: somebody's own place on the waitlist, and nothing else. The token is known to
//! the table only as a digest. Looking changes nothing; leaving is a button.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;

use super::model::{Wait, Waiter};
use super::queries;
use super::views::{LeftPage, PlacePage};
use crate::bookings::book::token;
use crate::bookings::catalogue;
use crate::bookings::guest::{self, Host};
use crate::bookings::queries::business;
use crate::db::Reach;
use crate::error::AppResult;
use crate::staff::queries::people;
use crate::web::rate_limit::{Action, RateLimits};
use crate::web::{Public, page};

/// A place with its business, as who waits may know it.
pub struct Place {
    pub host: Host,
    pub wait: Wait,
    pub services: Vec<String>,
    /// With whom, if that was chosen and the business shows names.
    pub with: Option<String>,
}

async fn place(who: &Public, given: &str) -> AppResult<Place> {
    let digest = token::digest(given);
    who.read_unscoped(move |db| {
        let (workspace, id) = queries::find_by_token(db, &digest)?;
        let db = &mut db.scoped(Reach::system(workspace));
        let wait = queries::find(db, id)?;
        let host = Host { business: business(db)?, rules: catalogue::queries::rules(db)? };
        let services = catalogue::queries::services(db)?;
        let name = |id: &i64| services.iter().find(|s| s.id == *id).map(|s| s.fields.name.clone());
        let with = match wait.wish.member {
            Some(member) if host.rules.shows_staff => Some(people(db)?.name(Some(member)).to_owned()),
            _ => None,
        };
        Ok(Place { services: wait.wish.services.iter().filter_map(name).collect(), host, wait, with })
    })
    .await
}

#[derive(Deserialize)]
pub struct Said {
    said: Option<String>,
}

pub async fn show(who: Public, given: Path<String>, said: Query<Said>) -> AppResult<HttpResponse> {
    let place = place(&who, &given).await?;
    let rules = place.host.rules.clone();
    let is_new = said.said.as_deref() == Some("joined");
    Ok(guest::framed(page(&PlacePage::of(&who, &given, &place, is_new))?, &rules))
}

/// Gives the place up; what was typed is deleted with it.
pub async fn leave(who: Public, given: Path<String>, limits: Data<RateLimits>) -> AppResult<HttpResponse> {
    limits.check(Action::Book, who.client.address)?;
    let place = place(&who, &given).await?;
    let id = place.wait.id;
    guest::write(&who, place.host.business.id, move |db| queries::leave(db, id)).await?;
    let is_deleted = matches!(place.wait.waiter, Waiter::Stranger(_));
    Ok(guest::framed(page(&LeftPage::of(&who, &place.host, is_deleted))?, &place.host.rules))
}
