//! Resources: what a service needs besides a person.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::forms;
use super::queries;
use super::views::ResourcePage;
use crate::access::bookings::Services;
use crate::error::AppResult;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, FormState, Input, page, page_with};

const HOME: &str = "/services#resources";

pub async fn new(who: Can<Services>) -> AppResult<HttpResponse> {
    page(&ResourcePage::of(&who, None, FormState::filled([("quantity", "1")])))
}

pub async fn create(who: Can<Services>, input: Input) -> AppResult<HttpResponse> {
    let (name, quantity) = match forms::resource(&input) {
        Ok(new) => new,
        Err(form) => {
            return page_with(StatusCode::UNPROCESSABLE_ENTITY, &ResourcePage::of(&who, None, form));
        }
    };
    who.write(move |db| {
        let id = queries::insert_resource(db, &name, quantity)?;
        db.record("resource.created", "resource", id, "");
        Ok(())
    })
    .await?;
    Ok(see_other_with(HOME, &Flash::success("Resource added. Choose it in the services that need it.")))
}

pub async fn edit(who: Can<Services>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    let resource = who.read(move |db| queries::resource(db, id)).await?;
    let form = FormState::filled([("name", resource.name), ("quantity", resource.quantity.to_string())]);
    page(&ResourcePage::of(&who, Some(id), form))
}

pub async fn save(who: Can<Services>, id: web::Path<i64>, input: Input) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    who.read(move |db| queries::resource(db, id)).await?;
    let (name, quantity) = match forms::resource(&input) {
        Ok(new) => new,
        Err(form) => {
            return page_with(StatusCode::UNPROCESSABLE_ENTITY, &ResourcePage::of(&who, Some(id), form));
        }
    };
    who.write(move |db| {
        queries::update_resource(db, id, &name, quantity)?;
        db.record("resource.updated", "resource", id, "");
        Ok(())
    })
    .await?;
    Ok(see_other_with(HOME, &Flash::success("Resource saved.")))
}

pub async fn archive(who: Can<Services>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    who.write(move |db| {
        queries::archive_resource(db, id)?;
        db.record("resource.archived", "resource", id, "");
        Ok(())
    })
    .await?;
    Ok(see_other_with(HOME, &Flash::success("Resource archived. No service asks for it any more.")))
}
