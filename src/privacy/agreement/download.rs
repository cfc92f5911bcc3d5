//! The agreement as it was accepted, with the record of that, as a file that needs nothing else.

use actix_web::HttpResponse;
use askama::Template;

use super::queries;
use super::views::AcceptedCopy;
use crate::access::workspace::Manage;
use crate::error::{AppError, AppResult};
use crate::web::Can;
use crate::web::page::attachment;

pub async fn download(who: Can<Manage>) -> AppResult<HttpResponse> {
    let (accepted, text) = who
        .read(|db| {
            let accepted = queries::acceptances(db)?.into_iter().next().ok_or(AppError::NotFound)?;
            let text = queries::text(db, accepted.version)?;
            Ok((accepted, text))
        })
        .await?;
    let name = format!("data-processing-agreement-{}.html", accepted.version);
    let file = AcceptedCopy::of(&who, &accepted, text).render().map_err(AppError::internal)?;
    Ok(HttpResponse::Ok().insert_header(attachment(name)).content_type("text/html; charset=utf-8").body(file))
}
