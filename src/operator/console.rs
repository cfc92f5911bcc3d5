//! The operator's console: how the installation is, and another try for jobs that were given up.

use actix_web::{HttpResponse, web};

use super::queries;
use super::views::Console;
use crate::error::{AppError, AppResult};
use crate::jobs;
use crate::web::Operator;
use crate::web::flash::Flash;
use crate::web::page::{page, see_other_with};

pub async fn index(who: Operator) -> AppResult<HttpResponse> {
    let (totals, counts, dead, schedules) = who
        .read_unscoped(|db| {
            Ok((queries::totals(db)?, jobs::counts(db)?, jobs::dead(db)?, jobs::schedules(db)?))
        })
        .await?;
    page(&Console::of(&who, &totals, &counts, dead, schedules))
}

pub async fn retry(who: Operator, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    if !who.write_unscoped(move |db| jobs::retry(db, id)).await? {
        return Err(AppError::NotFound);
    }
    tracing::info!(job = id, operator = who.user().pseudonym, "job tried again");
    Ok(see_other_with("/operator", &Flash::success("The job runs again now.")))
}
