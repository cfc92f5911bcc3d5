//! `/password/forgot`: asks for a link. The answer is the same for every address, and so is
//! the work behind it.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::mail::ResetPassword;
use super::pages::{ForgotPage, LinkSentPage, not_now};
use super::queries;
use crate::error::AppResult;
use crate::jobs::Enqueue;
use crate::text::email::Email;
use crate::web::rate_limit::{Action, RateLimits};
use crate::web::{Check, FormState, Input, Public, page, page_with, see_other};

pub async fn form(who: Public) -> AppResult<HttpResponse> {
    page(&ForgotPage::new(&who, FormState::empty()))
}

pub async fn send(who: Public, limits: web::Data<RateLimits>, input: Input) -> AppResult<HttpResponse> {
    let email = match address(&input) {
        Ok(email) => email,
        Err(form) => return page_with(StatusCode::UNPROCESSABLE_ENTITY, &ForgotPage::new(&who, form)),
    };
    if let Err(error) = limits.check(Action::SendMail, who.client.address) {
        return not_now(error, |message| ForgotPage::new(&who, FormState::with_form_error(input, message)));
    }
    who.write_unscoped(move |db| {
        let user_id = queries::find_by_email(db, &email.key())?.map(|user| user.id);
        db.enqueue(&ResetPassword { user_id })
    })
    .await?;
    Ok(see_other("/password/forgot/sent"))
}

pub async fn sent(who: Public) -> AppResult<HttpResponse> {
    page(&LinkSentPage::new(&who))
}

fn address(input: &Input) -> Result<Email, FormState> {
    let mut check = Check::new(input);
    let email = check.parse("email", Email::parse);
    check.finish(|| email)
}
