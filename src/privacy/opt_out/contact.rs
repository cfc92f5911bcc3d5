//! `/contacts/{id}/choices`: what a client allows, with the evidence, and noting a no.

use actix_web::{HttpResponse, web};

use super::views::ChoicesPage;
use crate::access::contacts::{Read, Write};
use crate::contacts;
use crate::erasure;
use crate::error::{AppError, AppResult};
use crate::ledger::Channel;
use crate::outbox::choices::{self, Decision};
use crate::outbox::model::{Purpose, Source};
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, Input, page};

pub async fn show(who: Can<Read>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let (id, services) = (id.into_inner(), who.services.clone());
    let found = who
        .read(move |db| {
            let name = contacts::queries::name(db, id)?;
            let stands = choices::of_contact(db, &services, id)?;
            Ok((name, stands, choices::queries::history(db, id)?))
        })
        .await?;
    page(&ChoicesPage::of(&who, id, found))
}

pub async fn refuse(who: Can<Write>, id: web::Path<i64>, input: Input) -> AppResult<HttpResponse> {
    let (id, services) = (id.into_inner(), who.services.clone());
    who.read(move |db| contacts::queries::require(db, id)).await?;
    let (Some(purpose), Some(channel)) =
        (Purpose::from_word(input.get("purpose")), Channel::from_word(input.get("channel")))
    else {
        return Err(AppError::BadRequest("Choose on the client’s page what they no longer want."));
    };
    if input.get("allowed") != "no" {
        return Err(AppError::Forbidden(
            "Only the client can allow it: on a form of your business, with their address proven. Nobody at work can take an opt-out back.",
        ));
    }
    let decision = Decision { purpose, channel, source: Source::Staff, wording_hash: String::new() };
    let acts = who
        .write(move |db| {
            contacts::queries::require(db, id)?;
            choices::refuse(db, &services, id, &decision)
        })
        .await?;
    erasure::promise(&who.services, acts).await?;
    let done = Flash::success("Noted. It holds at once, whatever becomes of this record.");
    Ok(see_other_with(format!("/contacts/{id}/choices"), &done))
}
