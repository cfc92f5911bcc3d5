//! Deactivating somebody, and letting them back in. Who leaves by themselves does so from their account.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::model::Refusal;
use super::queries;
use super::views::ConfirmPage;
use super::{actions, member};
use crate::access::staff::Manage;
use crate::error::AppResult;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, Who, page, page_with};

pub async fn ask_to_deactivate(who: Can<Manage>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    page(&deactivation(&who, *id).await?)
}

pub async fn deactivate(who: Can<Manage>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    match who.write(move |db| actions::deactivate(db, id)).await? {
        Ok(()) => Ok(see_other_with("/staff", &Flash::success("Deactivated. Their records stay."))),
        Err(refusal) => refused(deactivation(&who, id).await?, refusal),
    }
}

pub async fn reactivate(who: Can<Manage>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    who.write(move |db| actions::reactivate(db, id)).await?;
    Ok(see_other_with(format!("/staff/{id}"), &Flash::success("Reactivated. They can sign in again.")))
}

async fn deactivation(who: &Who, id: i64) -> AppResult<ConfirmPage> {
    let work = who.read(move |db| queries::work_of(db, id)).await?;
    Ok(ConfirmPage::deactivate(who, &member::load(who, id).await?, work))
}

fn refused(page: ConfirmPage, refusal: Refusal) -> AppResult<HttpResponse> {
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &page.refused(refusal))
}
