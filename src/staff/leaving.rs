//! Leaving and coming back: an owner deactivates somebody, somebody leaves by themselves.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::model::{Outcome, Refusal};
use super::queries;
use super::views::ConfirmPage;
use super::{actions, member};
use crate::access::staff::{Manage, Read};
use crate::error::AppResult;
use crate::web::flash::Flash;
use crate::web::page::{see_other, see_other_with};
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

pub async fn ask_to_leave(who: Can<Read>) -> AppResult<HttpResponse> {
    page(&own_leave(&who).await?)
}

pub async fn leave(who: Can<Read>) -> AppResult<HttpResponse> {
    let outcome: Outcome = who.write(actions::leave).await?;
    match outcome {
        Ok(()) => Ok(see_other("/login")),
        Err(refusal) => refused(own_leave(&who).await?, refusal),
    }
}

async fn deactivation(who: &Who, id: i64) -> AppResult<ConfirmPage> {
    let work = who.read(move |db| queries::work_of(db, id)).await?;
    Ok(ConfirmPage::deactivate(who, &member::load(who, id).await?, work))
}

async fn own_leave(who: &Who) -> AppResult<ConfirmPage> {
    let id = who.member.id;
    let work = who.read(move |db| queries::work_of(db, id)).await?;
    Ok(ConfirmPage::leave(who, work))
}

fn refused(page: ConfirmPage, refusal: Refusal) -> AppResult<HttpResponse> {
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &page.refused(refusal))
}
