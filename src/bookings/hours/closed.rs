//! `/services/closed`: days on which the whole business is closed.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::views::ClosedPage;
use super::{forms, queries};
use crate::access::bookings::{Read, Services};
use crate::error::AppResult;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, FormState, Input, Who, page, page_with};

pub async fn show(who: Can<Read>) -> AppResult<HttpResponse> {
    page(&closed(&who, FormState::empty()).await?)
}

async fn closed(who: &Who, form: FormState) -> AppResult<ClosedPage> {
    let today = who.wall().today();
    let days = who.read(move |db| queries::time_off(db, None, today)).await?;
    Ok(ClosedPage::of(who, days, form))
}

pub async fn add(who: Can<Services>, input: Input) -> AppResult<HttpResponse> {
    let new = match forms::off(&input, who.wall().today()) {
        Ok(new) => new,
        Err(form) => return page_with(StatusCode::UNPROCESSABLE_ENTITY, &closed(&who, form).await?),
    };
    who.write(move |db| {
        let id = queries::insert_off(db, None, &new)?;
        db.record("hours.closed_added", "closed_day", id, "");
        Ok(())
    })
    .await?;
    Ok(see_other_with(
        "/services/closed",
        &Flash::success("Closed. Bookings in it stay; move or cancel them yourself."),
    ))
}
