//! `/contacts/{id}/restrict`: somebody who answers for privacy restricts a client by hand, for
//! a wish that came by word of mouth.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::actions;
use super::queries::Why;
use super::views::PlacePage;
use crate::access::privacy::Handle;
use crate::contacts;
use crate::error::AppResult;
use crate::privacy::children;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, FormState, Input, page, page_with};

pub async fn ask(who: Can<Handle>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    let name = who.read(move |db| contacts::queries::name(db, id)).await?;
    page(&PlacePage::of(&who, id, name, FormState::filled([("why", Why::Request.word())])))
}

pub async fn place(who: Can<Handle>, id: web::Path<i64>, input: Input) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    let name = who.read(move |db| contacts::queries::name(db, id)).await?;
    let why = match Why::from_word(input.get("why")) {
        Some(why) => why,
        None => {
            let form = FormState::with_error(input, "why", "Choose why.");
            return page_with(StatusCode::UNPROCESSABLE_ENTITY, &PlacePage::of(&who, id, name, form));
        }
    };
    let services = who.services.clone();
    who.write(move |db| {
        contacts::queries::require(db, id)?;
        match why {
            Why::ChildReport => children::report(db, &services, id, None),
            why => actions::restrict(db, id, why),
        }
    })
    .await?;
    let done = Flash::success("Restricted. This client is shown here and nowhere else.");
    Ok(see_other_with(format!("/privacy/restricted/{id}"), &done))
}
