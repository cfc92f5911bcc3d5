//! `/privacy/request/{token}`: the code that proves who reads the address. Only now is looked
//! up who is behind it. A wrong code, an old one and one too many look the same.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{self, Path};

use super::jobs::{SendCode, code_digest};
use super::split;
use super::views::CodePage;
use crate::account::pages::not_now;
use crate::db::Unscoped;
use crate::error::AppResult;
use crate::jobs::Enqueue;
use crate::requests::model::Filed;
use crate::requests::queries::inquiries;
use crate::secrets::Secrets;
use crate::text::fold;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::rate_limit::{Action, RateLimits};
use crate::web::{FormState, Input, Public, page, page_with};

const WRONG: &str = "This code does not work. Check the newest mail from us, or have a new code sent.";

pub async fn form(who: Public, token: Path<String>) -> AppResult<HttpResponse> {
    let token = live(&who, token.into_inner()).await?;
    page(&CodePage::of(&who, &token, FormState::empty()))
}

pub async fn confirm(
    who: Public,
    token: Path<String>,
    limits: web::Data<RateLimits>,
    input: Input,
) -> AppResult<HttpResponse> {
    let token = live(&who, token.into_inner()).await?;
    if let Err(error) = limits.check(Action::EnterCode, who.client.address) {
        let form = |says: &str| FormState::with_error(input, "code", says);
        return not_now(error, |says| CodePage::of(&who, &token, form(says)));
    }
    let (secrets, code, given) =
        (who.services.secrets.clone(), fold::digits(input.get("code")), token.clone());
    match who.write_unscoped(move |db| enter(db, &secrets, &given, &code)).await? {
        Some(filed) => {
            let said = "Confirmed. Keep the address of this page: it is your receipt.";
            Ok(see_other_with(format!("/r/{}", filed.code), &Flash::success(said)))
        }
        None => {
            let form = FormState::with_error(input, "code", WRONG);
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &CodePage::of(&who, &token, form))
        }
    }
}

fn enter(db: &mut Unscoped, secrets: &Secrets, token: &str, code: &str) -> AppResult<Option<Filed>> {
    let inquiry = inquiries::by_token(db, token)?;
    let counted = inquiries::count_try(db, inquiry.id)?;
    let right = code_digest(secrets, inquiry.id, code) == inquiry.code_digest;
    // What was needed to recognise the person goes with the code.
    if !counted || !right || !inquiries::use_up(db, inquiry.id)? {
        return Ok(None);
    }
    split::confirmed(db, &inquiry).map(Some)
}

pub async fn resend(
    who: Public,
    token: Path<String>,
    limits: web::Data<RateLimits>,
) -> AppResult<HttpResponse> {
    let token = token.into_inner();
    limits.check(Action::SendMail, who.client.address)?;
    let given = token.clone();
    who.write_unscoped(move |db| {
        let inquiry_id = inquiries::by_token(db, &given)?.id;
        if inquiries::take_code(db, inquiry_id)? {
            db.enqueue(&SendCode { inquiry_id })?;
        }
        Ok(())
    })
    .await?;
    let said = "A new code is on its way; the one before no longer works.";
    Ok(see_other_with(format!("/privacy/request/{token}"), &Flash::success(said)))
}

/// The token, if it still leads to something.
async fn live(who: &Public, token: String) -> AppResult<String> {
    who.read_unscoped(move |db| inquiries::by_token(db, &token).map(|_| token)).await
}
