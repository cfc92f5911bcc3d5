//! `/account/privacy/request`: what somebody with an account asks for, with the password again.
//! What needs nobody's decision is carried out at once.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::forms::Wish;
use super::views::AccountRequestPage;
use crate::account;
use crate::account::step_up::StepUp;
use crate::db::Unscoped;
use crate::error::AppResult;
use crate::jobs::Enqueue;
use crate::privacy::desk::Attend;
use crate::requests::model::{Door, Filed, Kind, NewRequest, Scope, Step, Verified};
use crate::requests::queries::{file, note};
use crate::requests::receipts::address_digest;
use crate::services::Services;
use crate::web::access::SignedIn;
use crate::web::flash::Flash;
use crate::web::page::{page, page_with, see_other, see_other_with};
use crate::web::{FormState, Input};

#[derive(Debug, Deserialize)]
pub struct Chosen {
    #[serde(default)]
    kind: String,
}

/// Deletion has a page of its own: it shows first what will be gone.
const DELETION: &str = "/account/privacy/delete";

pub async fn form(who: SignedIn, chosen: web::Query<Chosen>) -> AppResult<HttpResponse> {
    let kind = chosen.into_inner().kind;
    if kind == Kind::Erasure.word() {
        return Ok(see_other(DELETION));
    }
    page(&AccountRequestPage::of(&who, FormState::filled([("kind", kind)])))
}

pub async fn send(who: SignedIn, step_up: StepUp, input: Input) -> AppResult<HttpResponse> {
    let wish = match Wish::read_of_account(&input, &who.user().email) {
        Ok(wish) if wish.kind == Kind::Erasure => return Ok(see_other(DELETION)),
        Ok(wish) => wish,
        Err(form) => return page_with(StatusCode::UNPROCESSABLE_ENTITY, &AccountRequestPage::of(&who, form)),
    };
    if let Some(refusal) = step_up.refusal(&who, &input).await {
        return refusal.page(|form| AccountRequestPage::of(&who, form));
    }
    let (user_id, services) = (who.user().id, who.services.clone());
    let filed = who
        .write_unscoped(move |db| {
            let filed = file_own(db, &services, user_id, &wish)?;
            db.enqueue(&Attend { request_id: filed.id })?;
            Ok(filed)
        })
        .await?;
    let said = "Received. Keep the address of this page: it is your receipt.";
    Ok(see_other_with(format!("/r/{}", filed.code), &Flash::success(said)))
}

/// Files what somebody who gave the password again asks about their own account.
pub fn file_own(db: &mut Unscoped, services: &Services, user_id: i64, wish: &Wish) -> AppResult<Filed> {
    let user = account::queries::find(db, user_id)?;
    let now = db.now;
    let request = NewRequest {
        scope: Scope::Operator,
        workspace_id: None,
        subject_key: user.subject_key,
        kind: wish.kind,
        door: Door::Account,
        place: wish.place.clone(),
        reply_to: user.email,
        address_digest: address_digest(&services.secrets, &user.email_key),
        wording: wish.wording.clone(),
        shared_address: false,
        verified: Verified::Account,
        received_at: now,
    };
    let filed = file(db, &request, &user.pseudonym)?;
    note(db, filed.id, now, &user.pseudonym, Step::Verified, Verified::Account.word())?;
    Ok(filed)
}
