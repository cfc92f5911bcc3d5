//! A new booking by the business's own people.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};

use super::asked::{self, Asked};
use super::forms::{self, For, NewBooking};
use super::views::{NewPage, Refusal};
use crate::access::bookings::Write;
use crate::bookings::book::{self, Booked, Client, Draft, Outcome, settled};
use crate::bookings::model::Source;
use crate::bookings::slots::Obstacle;
use crate::clock::Instant;
use crate::contacts;
use crate::contacts::model::home_country;
use crate::db::{Scoped, ids};
use crate::error::AppResult;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, FormState, Input, Who, page, page_with};

pub async fn form(who: Can<Write>, request: HttpRequest) -> AppResult<HttpResponse> {
    let input = Input::parse(request.query_string().as_bytes());
    let asked = Asked::read(&input, &who.wall());
    let page_of = drawn(&who, asked, with_key(input)?, None).await?;
    page(&page_of)
}

/// Each form has a key of its own: sent twice, it makes one booking.
fn with_key(input: Input) -> AppResult<FormState> {
    let mut pairs: Vec<(String, String)> = ["client", "time", "note", "walk_in"]
        .iter()
        .map(|name| ((*name).to_owned(), input.get(name).to_owned()))
        .collect();
    pairs.push(("form_key".into(), ids::random_key()?));
    Ok(FormState::typed(Input::from_pairs(pairs)))
}

async fn drawn(who: &Who, asked: Asked, form: FormState, refusal: Option<Refusal>) -> AppResult<NewPage> {
    let (wall, wanted) = (who.wall(), asked.clone());
    let offer = who.read(move |db| asked::offer(db, &wanted, &wall)).await?;
    Ok(NewPage::of(who, asked, offer, form, refusal))
}

pub async fn create(who: Can<Write>, input: Input) -> AppResult<HttpResponse> {
    let wall = who.wall();
    let asked = Asked::read(&input, &wall);
    let workspace = &who.member.workspace;
    let checked = forms::new_booking(&input, home_country(&workspace.timezone, &workspace.locale));
    let start = asked::start(&input, asked.day, &wall.zone);
    let (new, start) = match (checked, start) {
        (Ok(new), Ok(start)) if !asked.services.is_empty() => (new, start),
        (Err(form), _) => return again(&who, asked, form, None).await,
        (_, start) => {
            let field = if start.is_err() { "start" } else { "service" };
            let message = start.err().unwrap_or("Choose a service first.");
            return again(&who, asked, FormState::with_error(input, field, message), None).await;
        }
    };
    match settled(made(&who, &asked, &new, start).await)? {
        Outcome::Done(booked) => {
            Ok(see_other_with(format!("/bookings/{}", booked.id), &Flash::success("Booked.")))
        }
        Outcome::Taken(found) => again(&who, asked, FormState::typed(input), Some((start, found))).await,
    }
}

/// 409 if the time is in question, 422 if the form is.
async fn again(
    who: &Who,
    asked: Asked,
    form: FormState,
    taken: Option<(Instant, Vec<Obstacle>)>,
) -> AppResult<HttpResponse> {
    let status = if taken.is_some() { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    let refusal = taken.map(|(start, found)| Refusal { start, found });
    page_with(status, &drawn(who, asked, form, refusal).await?)
}

async fn made(who: &Who, asked: &Asked, new: &NewBooking, start: Instant) -> AppResult<Outcome<Booked>> {
    let mut draft = Draft::new(&who.services.secrets, asked.services.clone(), start)?;
    draft.member = asked.member.or(who.member.own_only.then_some(who.member.id));
    draft.source = if new.walk_in { Source::WalkIn } else { Source::Staff };
    draft.note.clone_from(&new.note);
    draft.override_reason.clone_from(&new.reason);
    draft.form_key = new.form_key.as_deref().map(ids::digest);
    let mut contact = None;
    match &new.client {
        For::Contact(id) => draft.client = Client::Contact(*id),
        For::New(new) => contact = Some(new.clone()),
        For::Nobody => {}
    }
    who.write(move |db| {
        let outcome = book::book(db, &draft)?;
        if let (Outcome::Done(booked), Some(contact)) = (&outcome, contact) {
            take_on(db, booked, &contact)?;
        }
        Ok(outcome)
    })
    .await
}

/// A new client, once the time is theirs.
fn take_on(db: &mut Scoped, booked: &Booked, new: &contacts::model::NewContact) -> AppResult<()> {
    if booked.made == book::Made::Before {
        return Ok(());
    }
    let contact = contacts::actions::create(db, new)?;
    book::link(db, booked.id, contact)
}
