//! `/privacy/request`: anybody asks here for what is held about them.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::arrive::{Arrived, arrive};
use super::forms::Wish;
use super::views::RequestPage;
use crate::account::pages::not_now;
use crate::error::AppResult;
use crate::requests::model::Door;
use crate::web::rate_limit::{Action, RateLimits};
use crate::web::{FormState, Input, Public, page, page_with, see_other};

/// A link may choose beforehand: `?kind=erasure`.
#[derive(Debug, Deserialize)]
pub struct Chosen {
    #[serde(default)]
    kind: String,
}

pub async fn form(who: Public, chosen: web::Query<Chosen>) -> AppResult<HttpResponse> {
    page(&RequestPage::of(&who, FormState::filled([("kind", chosen.into_inner().kind)])))
}

pub async fn send(who: Public, limits: web::Data<RateLimits>, input: Input) -> AppResult<HttpResponse> {
    let wish = match Wish::read(&input) {
        Ok(wish) => wish,
        Err(form) => return page_with(StatusCode::UNPROCESSABLE_ENTITY, &RequestPage::of(&who, form)),
    };
    if let Err(error) = limits.check(Action::SendMail, who.client.address) {
        return not_now(error, |says| RequestPage::of(&who, FormState::with_form_error(input, says)));
    }
    let new = wish.inquiry(&who.services.secrets, Door::Public, None, who.now());
    Ok(see_other(next(arrive(&who, new).await?)))
}

/// Where to go from a door.
pub fn next(arrived: Arrived) -> String {
    match arrived {
        Arrived::Waits { token } => format!("/privacy/request/{token}"),
        Arrived::Filed { code } => format!("/r/{code}"),
    }
}
