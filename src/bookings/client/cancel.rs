//! Cancelling by the client, until the cut-off; and saying no to a time that was offered.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use super::show;
use crate::bookings::book;
use crate::bookings::guest;
use crate::bookings::model::{Actor, Status};
use crate::db::Scoped;
use crate::error::{AppError, AppResult};
use crate::web::rate_limit::{Action, RateLimits};
use crate::web::{Public, see_other};

pub const TOO_LATE: AppError =
    AppError::Conflict("It is too late to change this booking here. Please ask the business directly.");

pub async fn cancel(who: Public, given: Path<String>, limits: Data<RateLimits>) -> AppResult<HttpResponse> {
    limits.check(Action::Book, who.client.address)?;
    let own = show::own(&who, &given).await?;
    let (id, cutoff, now) = (own.booking.id, own.host.rules.cutoff_minutes, who.now());
    if own.booking.is_offer(now) {
        let decline = move |db: &mut Scoped| book::cancel_quietly(db, id, Actor::Client, "");
        guest::write(&who, own.host.business.id, decline).await?;
        return Ok(see_other(format!("/b/{given}?said=declined")));
    }
    let is_done = own.booking.status == Status::Cancelled;
    if !is_done && !own.booking.client_may_change(cutoff, now) {
        return Err(TOO_LATE);
    }
    guest::write(&who, own.host.business.id, move |db| book::cancel(db, id, Actor::Client, "")).await?;
    Ok(see_other(format!("/b/{given}?said=cancelled")))
}
