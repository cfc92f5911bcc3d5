//! Cancelling a booking: asked first, with a reason that only the business sees.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::forms;
use super::show;
use super::views::CancelPage;
use crate::access::bookings::Write;
use crate::bookings::series::{self, Scope};
use crate::error::AppResult;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, FormState, Input, page, page_with};

pub async fn ask(who: Can<Write>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    let shown = who.read(move |db| show::read(db, id)).await?;
    page(&CancelPage::of(&who, &shown, FormState::empty()))
}

pub async fn cancel(who: Can<Write>, id: web::Path<i64>, input: Input) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    let shown = who.read(move |db| show::read(db, id)).await?;
    let reason = match forms::cancellation(&input) {
        Ok(reason) => reason,
        Err(form) => {
            return page_with(StatusCode::UNPROCESSABLE_ENTITY, &CancelPage::of(&who, &shown, form));
        }
    };
    let scope = Scope::read(&input);
    let done = who.write(move |db| series::cancel(db, id, scope, &reason)).await?.done;
    let said = match done {
        1 => "Cancelled. The time is free again.".to_owned(),
        n => format!("{n} cancelled. Their times are free again."),
    };
    Ok(see_other_with(format!("/bookings/{id}"), &Flash::success(said)))
}
