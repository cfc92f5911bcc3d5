//! Helping somebody who lost the device with their second factor.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::views::ConfirmPage;
use super::{actions, member};
use crate::access::staff::Manage;
use crate::error::AppResult;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, page, page_with};

pub async fn ask(who: Can<Manage>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let member = member::load(&who, *id).await?;
    page(&ConfirmPage::reset_second_factor(&who, &member))
}

pub async fn reset(who: Can<Manage>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    if let Err(refusal) = who.write(move |db| actions::reset_second_factor(db, id)).await? {
        let member = member::load(&who, id).await?;
        let page = ConfirmPage::reset_second_factor(&who, &member).refused(refusal);
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let text = "Second factor reset. They were told by mail and sign in with their password now.";
    Ok(see_other_with(format!("/staff/{id}"), &Flash::success(text)))
}
