//! What the client sees of the booking.

use actix_web::HttpResponse;
use actix_web::web::{Path, Query};
use serde::Deserialize;

use super::views::ShowPage;
use crate::bookings::book::token;
use crate::bookings::catalogue;
use crate::bookings::guest::{self, Host};
use crate::bookings::model::{Answer, Booking, Consent, Item, Proposal};
use crate::bookings::queries::{self, details};
use crate::bookings::waitlist;
use crate::clock::Instant;
use crate::db::{Reach, Scoped};
use crate::error::AppResult;
use crate::staff::queries::people;
use crate::web::{Public, page};

/// One booking with its business, as its client may know it.
pub struct Own {
    pub host: Host,
    pub booking: Booking,
    pub items: Vec<Item>,
    /// Who does it; `None` where the business does not show names.
    pub with: Option<String>,
    /// What the client typed.
    pub proposal: Option<Proposal>,
    pub answers: Vec<Answer>,
    pub consents: Vec<(Consent, Instant)>,
    /// The key of the place on the waitlist that it was offered for.
    pub place: Option<String>,
}

pub async fn own(who: &Public, given: &str) -> AppResult<Own> {
    let digest = token::digest(given);
    who.read_unscoped(move |db| {
        let (workspace, id) = queries::find_by_token(db, &digest)?;
        read(&mut db.scoped(Reach::system(workspace)), id)
    })
    .await
}

/// As the client sees it; for messages too.
pub fn read(db: &mut Scoped, id: i64) -> AppResult<Own> {
    let host = Host { business: queries::business(db)?, rules: catalogue::queries::rules(db)? };
    let booking = queries::find(db, id)?;
    let with = match host.rules.shows_staff {
        true => Some(people(db)?.name(Some(booking.member_id)).to_owned()),
        false => None,
    };
    Ok(Own {
        items: details::items(db, id)?,
        proposal: details::proposal(db, id)?,
        answers: details::answers(db, id)?,
        consents: details::consents(db, id)?,
        place: waitlist::queries::of_booking(db, id)?.map(|(_, uid)| uid),
        host,
        booking,
        with,
    })
}

#[derive(Deserialize)]
pub struct Said {
    said: Option<String>,
}

pub async fn show(who: Public, given: Path<String>, said: Query<Said>) -> AppResult<HttpResponse> {
    let own = own(&who, &given).await?;
    let rules = own.host.rules.clone();
    let shown = page(&ShowPage::of(&who, &given, own, said.said.as_deref().unwrap_or_default()))?;
    Ok(guest::framed(shown, &rules))
}
