//! `/staff/invite`: asking somebody to work here, asking again, taking it back.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::views::InvitePage;
use super::{actions, forms};
use crate::access::staff::Manage;
use crate::error::AppResult;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, FormState, Input, page, page_with};

pub async fn form(who: Can<Manage>) -> AppResult<HttpResponse> {
    page(&InvitePage::of(&who, FormState::filled([("role", "staff")])))
}

pub async fn send(who: Can<Manage>, input: Input) -> AppResult<HttpResponse> {
    let new = match forms::invitation(&input) {
        Ok(new) => new,
        Err(form) => return page_with(StatusCode::UNPROCESSABLE_ENTITY, &InvitePage::of(&who, form)),
    };
    match who.write(move |db| actions::invite(db, &new)).await? {
        Ok(()) => Ok(see_other_with("/staff", &Flash::success("Invitation sent."))),
        Err(refusal) => {
            let form = FormState::with_error(input, "email", &refusal.to_string());
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &InvitePage::of(&who, form))
        }
    }
}

pub async fn resend(who: Can<Manage>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    who.write(move |db| actions::resend(db, id)).await?;
    let text = "Invitation sent again. The link mailed before no longer works.";
    Ok(see_other_with("/staff", &Flash::success(text)))
}

pub async fn revoke(who: Can<Manage>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    who.write(move |db| actions::revoke(db, id)).await?;
    Ok(see_other_with("/staff", &Flash::success("Invitation revoked. Its link no longer works.")))
}
