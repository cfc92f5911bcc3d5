//! Sending the form of the booking page.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};

use super::asked::{Asked, Chosen};
use super::details;
use super::forms::{self, Booker};
use super::pages::{self, Front};
use super::proof::{self, Verdict};
use super::views::ClosedPage;
use crate::bookings::book::{self, Booked, Client, Draft, Outcome, settled, token};
use crate::bookings::guest;
use crate::bookings::model::Source;
use crate::bookings::slots::Rules;
use crate::clock::Instant;
use crate::db::ids;
use crate::error::{AppError, AppResult};
use crate::web::rate_limit::{Action, RateLimits};
use crate::web::{FormState, Input, Public, page_with, see_other};

pub async fn book(
    who: Public,
    slug: Path<String>,
    limits: Data<RateLimits>,
    input: Input,
) -> AppResult<HttpResponse> {
    let front = pages::front(&who, &slug).await?;
    let rules = front.host.rules.clone();
    Ok(guest::framed(take(&who, &front, &limits, input).await?, &rules))
}

async fn take(who: &Public, front: &Front, limits: &RateLimits, input: Input) -> AppResult<HttpResponse> {
    if !front.host.rules.public_page || !front.host.may_store(who) {
        return page_with(StatusCode::FORBIDDEN, &ClosedPage::of(who, &front.host));
    }
    let asked = Asked::read(&input);
    let chosen = Chosen::of(&asked, &front.services, &front.active());
    let chosen = chosen.filter(|chosen| !chosen.services.is_empty()).ok_or(AppError::NotFound)?;
    if let Some(message) = refused(who, &input, limits)? {
        let form = FormState::with_form_error(input, message);
        return details::mend(who, front, &asked, &chosen, form);
    }
    let Some(start) = asked.start else {
        let form = FormState::with_form_error(input, "Choose a time first.");
        return details::mend(who, front, &asked, &chosen, form);
    };
    let booker = match forms::booker(&input, &front.host, &chosen) {
        Ok(booker) => booker,
        Err(form) => return details::mend(who, front, &asked, &chosen, form),
    };
    match settled(made(who, front, &asked, booker, start, &input).await)? {
        Outcome::Done(booked) => Ok(done(who, &booked)),
        Outcome::Taken(_) => details::lost(who, front, &asked, &chosen, FormState::typed(input), start).await,
    }
}

/// Why the form is not taken as it is; a flood is refused outright.
pub fn refused(who: &Public, input: &Input, limits: &RateLimits) -> AppResult<Option<&'static str>> {
    let address = who.client.address;
    match proof::judge(&who.services.secrets, input, who.now()) {
        Verdict::Proven => limits.check(Action::Book, address).map(|()| None),
        Verdict::Unproven => limits.check(Action::BookUnproven, address).map(|()| None),
        Verdict::TooFast => {
            Ok(Some("That was quick. Look over what you typed, and press the button once more."))
        }
        Verdict::Stale => Ok(Some(
            "This page was open for very long. Look over what you typed, and press the button once more.",
        )),
        Verdict::Trapped => Ok(Some("Leave the field “Website” empty, and press the button once more.")),
    }
}

async fn made(
    who: &Public,
    front: &Front,
    asked: &Asked,
    booker: Booker,
    start: Instant,
    input: &Input,
) -> AppResult<Outcome<Booked>> {
    let mut draft = Draft::new(&who.services.secrets, asked.services.clone(), start)?;
    draft.member = if front.host.rules.shows_staff { asked.member() } else { None };
    draft.client = Client::Stranger(booker.proposal);
    draft.source = Source::Public;
    draft.rules = Rules::Client;
    draft.client_zone = asked.zone.as_ref().map(|zone| zone.name().to_owned()).unwrap_or_default();
    draft.note = booker.note;
    draft.answers = booker.answers;
    draft.consents = booker.consents;
    draft.form_key = Some(ids::digest(input.get("form")));
    guest::write(who, front.host.business.id, move |db| book::book(db, &draft)).await
}

fn done(who: &Public, booked: &Booked) -> HttpResponse {
    see_other(format!("{}?said=booked", token::path(&who.services.secrets, &booked.uid)))
}
