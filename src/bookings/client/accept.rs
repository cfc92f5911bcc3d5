//! Taking a time that is kept for somebody on the waitlist.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use super::show;
use crate::bookings::book::{self, Outcome, settled};
use crate::bookings::guest;
use crate::error::{AppError, AppResult};
use crate::web::rate_limit::{Action, RateLimits};
use crate::web::{Public, see_other};

const GONE: AppError =
    AppError::Conflict("This time is not free any more. You are told when the next one is.");

pub async fn accept(who: Public, given: Path<String>, limits: Data<RateLimits>) -> AppResult<HttpResponse> {
    limits.check(Action::Book, who.client.address)?;
    let own = show::own(&who, &given).await?;
    let id = own.booking.id;
    let taken = guest::write(&who, own.host.business.id, move |db| book::accept(db, id)).await;
    match settled(taken)? {
        Outcome::Done(_) => Ok(see_other(format!("/b/{given}?said=booked"))),
        Outcome::Taken(_) => Err(GONE),
    }
}
