//! Retiring a processor: nothing is sent there any more, at once.

use actix_web::{HttpResponse, web};

use super::queries;
use super::register::find;
use super::views::operator::RetirePage;
use crate::error::{AppError, AppResult};
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Operator, page};

pub async fn ask(who: Operator, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let processor = find(&who, id.into_inner()).await?;
    if processor.retired_at.is_some() {
        return Err(AppError::NotFound);
    }
    page(&RetirePage::of(&who, &processor))
}

pub async fn retire(who: Operator, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    if !who.write_unscoped(move |db| queries::retire(db, id)).await? {
        return Err(AppError::NotFound);
    }
    super::stand(&who.services).await?;
    tracing::info!(processor = id, operator = who.user().pseudonym, "processor retired");
    let done = "Retired. Nothing is sent there any more.";
    Ok(see_other_with(format!("/operator/processors/{id}"), &Flash::success(done)))
}
