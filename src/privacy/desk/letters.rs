//! `/operator/requests/new`: a request that came by letter or mail, typed in with the day it
//! arrived. The law's clock runs from that day; the person still confirms the address.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use time::{Duration, Time};

use super::views::LetterPage;
use crate::civil;
use crate::clock::Instant;
use crate::error::AppResult;
use crate::privacy::doors::{Arrived, Wish, arrive};
use crate::requests::model::Door;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Check, FormState, Input, Operator, page, page_with};

/// Older than that it is hardly the day of arrival.
const OLDEST: Duration = Duration::days(365);

pub async fn form(who: Operator) -> AppResult<HttpResponse> {
    let today = who.now().date().to_string();
    page(&LetterPage::of(&who, FormState::filled([("arrived_on", today)])))
}

pub async fn send(who: Operator, input: Input) -> AppResult<HttpResponse> {
    let now = who.now();
    let (wish, arrived) = match read(&input, now) {
        Ok(letter) => letter,
        Err(form) => return page_with(StatusCode::UNPROCESSABLE_ENTITY, &LetterPage::of(&who, form)),
    };
    let mut new = wish.inquiry(&who.services.secrets, Door::Operator, None, arrived);
    new.actor = who.user().pseudonym.clone();
    let said = match arrive(&who, new).await? {
        Arrived::Waits { .. } => {
            "Typed in. The person got a mail with a code; once it is entered, the request is here."
        }
        Arrived::Filed { .. } => "Typed in. It needed no code and was carried out.",
    };
    Ok(see_other_with("/operator/requests", &Flash::success(said)))
}

fn read(input: &Input, now: Instant) -> Result<(Wish, Instant), FormState> {
    let mut check = Check::new(input);
    let arrived = check.parse("arrived_on", |typed| arrival(typed, now));
    let arrived = check.finish(|| arrived);
    match (Wish::read(input), arrived) {
        (Ok(wish), Ok(arrived)) => Ok((wish, arrived)),
        (Err(form), _) | (_, Err(form)) => Err(form),
    }
}

/// The day began at its start, so that nothing is answered too late.
fn arrival(typed: &str, now: Instant) -> Result<Instant, &'static str> {
    let day = civil::parse_date(typed).ok_or("Enter the day on which it arrived.")?;
    if day > now.date() {
        return Err("This day is still to come.");
    }
    if now.date() - day > OLDEST {
        return Err("This is more than a year ago.");
    }
    Ok(if day == now.date() { now } else { Instant::new(day, Time::MIDNIGHT) })
}
