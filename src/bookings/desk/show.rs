//! One booking, and the buttons that move it on.

use actix_web::{HttpResponse, web};

use super::views::ShowPage;
use crate::access::bookings::{Read, Write};
use crate::bookings::book::{self, Outcome, settled};
use crate::bookings::model::{Answer, Booking, Consent, Event, Item, Proposal, Status};
use crate::bookings::queries::{self, details};
use crate::bookings::series::{self, queries::Series};
use crate::clock::Instant;
use crate::contacts;
use crate::db::Scoped;
use crate::error::{AppError, AppResult};
use crate::staff::model::People;
use crate::staff::queries::people;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, Input, page};

/// All that the page tells, read in one step.
pub struct Shown {
    pub booking: Booking,
    pub items: Vec<Item>,
    pub events: Vec<Event>,
    pub proposal: Option<Proposal>,
    pub answers: Vec<Answer>,
    pub consents: Vec<(Consent, Instant)>,
    /// The contact's name; `None` also if the reader may not see the contact.
    pub contact: Option<(i64, String)>,
    pub people: People,
    /// Where it repeats: how, and its bookings that are not cancelled.
    pub series: Option<(Series, Vec<Booking>)>,
}

pub fn read(db: &mut Scoped, id: i64) -> AppResult<Shown> {
    let booking = queries::find(db, id)?;
    let series = match series::queries::of_booking(db, id)? {
        Some(found) => Some((found.clone(), series::queries::bookings(db, &found.key)?)),
        None => None,
    };
    let contact = match booking.contact_id {
        Some(contact) => contacts::queries::names(db, &[contact])?.pop(),
        None => None,
    };
    Ok(Shown {
        items: details::items(db, id)?,
        events: details::events(db, id)?,
        proposal: details::proposal(db, id)?,
        answers: details::answers(db, id)?,
        consents: details::consents(db, id)?,
        people: people(db)?,
        series,
        contact,
        booking,
    })
}

pub async fn show(who: Can<Read>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    let shown = who.read(move |db| read(db, id)).await?;
    page(&ShowPage::of(&who, shown))
}

pub async fn set_status(who: Can<Write>, id: web::Path<i64>, input: Input) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    let to = Status::from_word(input.get("status"));
    who.read(move |db| queries::find(db, id)).await?;
    let to = to.ok_or(AppError::BadRequest("Press a button on the booking’s page."))?;
    let flash = match settled(who.write(move |db| book::set_status(db, id, to)).await)? {
        Outcome::Done(_) => Flash::success(format!("{}.", to.label())),
        Outcome::Taken(_) => Flash::error(
            "Not changed: its time lapsed and was taken by another booking meanwhile. Move it to another time.",
        ),
    };
    Ok(see_other_with(format!("/bookings/{id}"), &flash))
}
