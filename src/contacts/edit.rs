//! Editing a contact. Whoever saves second is shown both versions; nothing typed is lost.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::actions::{self, Edit};
use super::form_views::{ConflictPage, EditPage};
use super::model::NewContact;
use super::offer::Offer;
use super::{forms, queries};
use crate::access::contacts::Write;
use crate::error::AppResult;
use crate::staff;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, Input, Who, page, page_with};

pub async fn edit(who: Can<Write>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    let (offer, stored) = Offer::for_edit(&who, id).await?;
    who.note_reading("contact", id).await?;
    page(&EditPage::of(&who, &offer, &stored))
}

pub async fn update(who: Can<Write>, id: web::Path<i64>, input: Input) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    let (offer, stored) = Offer::for_edit(&who, id).await?;
    let version = forms::version(&input);
    let new = match forms::validate(&input, &offer) {
        Ok(new) => new,
        Err(form) => {
            let page = EditPage::with(&who, &offer, &stored, form, version);
            return page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    let wanted = new.clone();
    match who.write(move |db| actions::update(db, id, version, &new)).await? {
        Edit::Done => Ok(see_other_with(format!("/contacts/{id}"), &Flash::success("Changes saved."))),
        Edit::Stale => conflict(&who, id, &wanted, input).await,
    }
}

async fn conflict(who: &Who, id: i64, wanted: &NewContact, input: Input) -> AppResult<HttpResponse> {
    let (offer, stored) = Offer::for_edit(who, id).await?;
    let latest = who
        .read(move |db| {
            let people = staff::queries::people(db)?;
            queries::changes(db, id, None, 1, &people)
        })
        .await?
        .pop();
    let page = ConflictPage::of(who, (&offer, &stored), wanted, input, latest);
    page_with(StatusCode::CONFLICT, &page)
}
