//! Deactivating somebody, with or without handing their work over.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::actions::{self, Refused};
use super::views::{HEIR, LeavingPage};
use crate::access::staff::Manage;
use crate::error::AppResult;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, FormState, Input, page, page_with};

pub async fn ask(who: Can<Manage>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    let leaver = who.read(move |db| actions::leaver(db, id)).await?;
    page(&LeavingPage::of(&who, &leaver, FormState::empty()))
}

pub async fn deactivate(who: Can<Manage>, id: web::Path<i64>, input: Input) -> AppResult<HttpResponse> {
    let (id, heir) = (id.into_inner(), input.get(HEIR).to_owned());
    let refused = match who.write(move |db| actions::deactivate(db, id, &heir)).await? {
        Ok(()) => return Ok(see_other_with("/staff", &Flash::success("Deactivated. Their records stay."))),
        Err(refused) => refused,
    };
    let form = match refused {
        Refused::Heir => FormState::with_error(input, HEIR, &refused.to_string()),
        Refused::Member(why) => FormState::with_form_error(input, &why.to_string()),
    };
    let leaver = who.read(move |db| actions::leaver(db, id)).await?;
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &LeavingPage::of(&who, &leaver, form))
}
