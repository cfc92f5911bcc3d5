//! `/workspace/processors`: who processes a business's data for us, and the right to object.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::queries::{self, Processor, objections};
use super::views::business::{BusinessPage, ObjectPage};
use super::{actions, forms};
use crate::access::{Permission, staff};
use crate::db::Unscoped;
use crate::error::{AppError, AppResult};
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, FormState, Input, Who, page, page_with};

pub async fn index(who: Can<staff::Read>) -> AppResult<HttpResponse> {
    answers_for_privacy(&who)?;
    let processors = who.read_unscoped(queries::public).await?;
    let objections = who.read(objections::here).await?;
    page(&BusinessPage::of(&who, &processors, &objections))
}

pub async fn ask(who: Can<staff::Read>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let processor = find(&who, id.into_inner()).await?;
    page(&ObjectPage::of(&who, &processor, FormState::empty()))
}

pub async fn object(who: Can<staff::Read>, id: web::Path<i64>, input: Input) -> AppResult<HttpResponse> {
    let processor = find(&who, id.into_inner()).await?;
    let reason = match forms::words(&input, "reason", "Say why, in a few words.") {
        Ok(reason) => reason,
        Err(form) => {
            let page = ObjectPage::of(&who, &processor, form);
            return page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    let id = processor.id;
    who.write(move |db| actions::object(db, id, &reason)).await?;
    let done = "Your objection is with us. You get the answer by mail, and here.";
    Ok(see_other_with("/workspace/processors", &Flash::success(done)))
}

pub async fn withdraw(who: Can<staff::Read>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let id = find(&who, id.into_inner()).await?.id;
    who.write(move |db| actions::withdraw(db, id)).await?;
    Ok(see_other_with("/workspace/processors", &Flash::success("Objection taken back.")))
}

/// One that this business is told of.
async fn find(who: &Who, id: i64) -> AppResult<Processor> {
    answers_for_privacy(who)?;
    let found = who.read_unscoped(move |db: &mut Unscoped| queries::find(db, id)).await?;
    if found.is_public() { Ok(found) } else { Err(AppError::NotFound) }
}

fn answers_for_privacy(who: &Who) -> AppResult<()> {
    if who.may(Permission::ManageWorkspace) || who.member.privacy_contact {
        return Ok(());
    }
    Err(AppError::Forbidden("Only the owners and the privacy contacts of this business see this page."))
}
