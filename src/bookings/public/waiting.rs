//! The way onto the waitlist, from the page of times. What a stranger types stays with the place
//! on the list; it never changes or reveals a contact.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use super::asked::{Asked, Chosen};
use super::forms::{self, Joiner};
use super::pages::{self, Front};
use super::submit;
use super::views::{ClosedPage, WaitingPage};
use crate::bookings::book::token;
use crate::bookings::guest;
use crate::bookings::waitlist;
use crate::bookings::waitlist::model::{NewWait, Waiter, Wish};
use crate::civil::format_datetime;
use crate::clock::Instant;
use crate::db::ids;
use crate::error::{AppError, AppResult};
use crate::web::rate_limit::RateLimits;
use crate::web::{FormState, Input, Public, page, page_with, see_other};

pub async fn form(who: Public, slug: Path<String>, request: HttpRequest) -> AppResult<HttpResponse> {
    let front = pages::front(&who, &slug).await?;
    if !is_open(&who, &front) {
        return page(&ClosedPage::of(&who, &front.host));
    }
    let (asked, chosen) = visit(&front, &Input::parse(request.query_string().as_bytes()))?;
    let usual = FormState::filled(waitlist::usual(front.host.wall(who.now()).today()));
    let shown = drawn(&who, &front, &asked, &chosen, usual)?;
    Ok(guest::framed(page(&shown)?, &front.host.rules))
}

pub async fn join(
    who: Public,
    slug: Path<String>,
    limits: Data<RateLimits>,
    input: Input,
) -> AppResult<HttpResponse> {
    let front = pages::front(&who, &slug).await?;
    let rules = front.host.rules.clone();
    Ok(guest::framed(take(&who, front, &limits, input).await?, &rules))
}

fn is_open(who: &Public, front: &Front) -> bool {
    front.host.rules.public_page && front.host.rules.public_waitlist && front.host.may_store(who)
}

/// For what, and with whom. Without a service there is nothing to wait for.
fn visit(front: &Front, input: &Input) -> AppResult<(Asked, Chosen)> {
    let asked = Asked::read(input);
    let chosen = Chosen::of(&asked, &front.services, &front.active());
    let chosen = chosen.filter(|chosen| !chosen.staff.is_empty()).ok_or(AppError::NotFound)?;
    let asked = Asked { start: None, first: None, ..asked };
    let anybody = Asked { staff: Some(None), ..asked.clone() };
    Ok((pages::settle_staff(&front.host, asked, &chosen).unwrap_or(anybody), chosen))
}

fn drawn(
    who: &Public,
    front: &Front,
    asked: &Asked,
    chosen: &Chosen,
    form: FormState,
) -> AppResult<WaitingPage> {
    let (form, handed_out) = pages::form(who, Some(form))?;
    Ok(WaitingPage::of(who, front, asked, chosen, form, handed_out))
}

async fn take(who: &Public, front: Front, limits: &RateLimits, input: Input) -> AppResult<HttpResponse> {
    if !is_open(who, &front) {
        return page_with(StatusCode::FORBIDDEN, &ClosedPage::of(who, &front.host));
    }
    let (asked, chosen) = visit(&front, &input)?;
    let again =
        |form| page_with(StatusCode::UNPROCESSABLE_ENTITY, &drawn(who, &front, &asked, &chosen, form)?);
    if let Some(message) = submit::refused(who, &input, limits)? {
        return again(FormState::with_form_error(input, message));
    }
    let joiner = match forms::joiner(&input, &front.host, front.host.wall(who.now()).today()) {
        Ok(joiner) => joiner,
        Err(form) => return again(form),
    };
    let new = place(who, &front, &asked, joiner, &input)?;
    let wish = new.wish.clone();
    let free =
        guest::read(who, front.host.business.id, move |db| waitlist::free_time(db, &wish, &[])).await?;
    if let Some(start) = free {
        return again(FormState::with_error(input, "part", &is_free(&front, start)));
    }
    let uid = guest::write(who, front.host.business.id, move |db| {
        let uid = waitlist::queries::insert(db, &new)?;
        waitlist::time_freed(db)?;
        Ok(uid)
    })
    .await?;
    Ok(see_other(format!("{}?said=joined", token::path_of_wait(&who.services.secrets, &uid))))
}

/// Nobody needs to wait for what can be booked.
fn is_free(front: &Front, start: Instant) -> String {
    let wall = front.host.wall(start);
    let at = format_datetime(start, &wall.zone, wall.locale);
    format!("A time is free then: {at}. Book it, or choose days or a part of the day that suit you better.")
}

fn place(who: &Public, front: &Front, asked: &Asked, joiner: Joiner, input: &Input) -> AppResult<NewWait> {
    let zone = front.host.wall(who.now()).zone;
    let waiter = Waiter::Stranger(joiner.proposal);
    let wish = Wish { services: asked.services.clone(), member: asked.member(), span: joiner.span };
    let mut new = NewWait::new(&who.services.secrets, waiter, wish, &zone)?;
    new.client_zone = asked.zone.as_ref().map(|zone| zone.name().to_owned()).unwrap_or_default();
    new.age_words = joiner.age_words;
    new.form_key = Some(ids::digest(input.get("form")));
    Ok(new)
}
