//! The logo: taken as a picture, kept in the database, served to the members.

use actix_multipart::Multipart;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};
use futures_util::StreamExt;

use super::model::{LARGEST_LOGO, Logo, LogoProblem};
use super::views::EditPage;
use super::{actions, forms, queries};
use crate::access::workspace::Manage;
use crate::error::{AppError, AppResult};
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, SignedIn, Who, page_with};

pub async fn upload(who: Can<Manage>, parts: Multipart) -> AppResult<HttpResponse> {
    let logo = match read(parts).await?.and_then(Logo::parse) {
        Ok(logo) => logo,
        Err(problem) => return refused(&who, problem).await,
    };
    who.write(move |db| actions::set_logo(db, &logo)).await?;
    Ok(see_other_with("/workspace#logo", &Flash::success("Logo saved.")))
}

pub async fn remove(who: Can<Manage>) -> AppResult<HttpResponse> {
    who.write(actions::remove_logo).await?;
    Ok(see_other_with("/workspace#logo", &Flash::success("Logo removed.")))
}

/// A new logo gets a new key, so a browser may keep this one for good.
pub async fn serve(person: SignedIn, key: web::Path<String>) -> AppResult<HttpResponse> {
    let member = person.session.member.as_ref().ok_or(AppError::NotFound)?;
    let (workspace, key) = (member.workspace.id, key.into_inner());
    let (bytes, media_type) = person.read_unscoped(move |db| queries::logo(db, workspace, &key)).await?;
    Ok(HttpResponse::Ok()
        .content_type(media_type)
        .insert_header((header::CACHE_CONTROL, "private, max-age=31536000, immutable"))
        .body(bytes))
}

async fn refused(who: &Who, problem: LogoProblem) -> AppResult<HttpResponse> {
    let (stored, rules) = who.read(|db| Ok((queries::profile(db)?, queries::role_rules(db)?))).await?;
    let page = EditPage::of(who, forms::of(&stored), &rules).with_logo_problem(&problem.to_string());
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// The file of the field "logo"; never more than the largest logo is read.
async fn read(mut parts: Multipart) -> AppResult<Result<Vec<u8>, LogoProblem>> {
    while let Some(part) = parts.next().await {
        let mut part = part.map_err(|_| AppError::BadRequest("Send the picture from its page."))?;
        if part.name() != Some("logo") {
            continue;
        }
        return match part.bytes(LARGEST_LOGO).await {
            Ok(bytes) => Ok(Ok(bytes.map_err(|_| AppError::BadRequest("The upload broke off."))?.to_vec())),
            Err(_) => Ok(Err(LogoProblem::TooLarge)),
        };
    }
    Ok(Err(LogoProblem::Missing))
}
