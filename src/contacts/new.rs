//! Adding a contact.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::actions::{self, Creation};
use super::form_views::NewPage;
use super::forms;
use super::offer::Offer;
use crate::access::contacts::Write;
use crate::error::AppResult;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, FormState, Input, page, page_with};

pub async fn new(who: Can<Write>) -> AppResult<HttpResponse> {
    let offer = Offer::for_new(&who).await?;
    page(&NewPage::of(&who, &offer, FormState::empty()))
}

pub async fn create(who: Can<Write>, input: Input) -> AppResult<HttpResponse> {
    let offer = Offer::for_new(&who).await?;
    let new = match forms::validate(&input, &offer) {
        Ok(new) => new,
        Err(form) => {
            return page_with(StatusCode::UNPROCESSABLE_ENTITY, &NewPage::of(&who, &offer, form));
        }
    };
    let anyway = input.checked("confirm_duplicate");
    let done = who.write(move |db| match anyway {
        true => actions::create(db, &new).map(Creation::Done),
        false => actions::create_if_new(db, &new),
    });
    match done.await? {
        Creation::Done(id) => {
            Ok(see_other_with(format!("/contacts/{id}"), &Flash::success("Contact added.")))
        }
        Creation::Likely(found) => {
            let warning = NewPage::warning(&who, &offer, input, found);
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &warning)
        }
    }
}
