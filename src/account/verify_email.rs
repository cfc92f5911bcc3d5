//! `/verify-email`: proves that an address is its owner's. The link shows a button, because
//! mail scanners open links; only the button changes anything.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::mail::VerifyEmail;
use super::pages::{CheckMailPage, DeadLinkPage, VerifyPage, not_now};
use super::queries::{self, tokens};
use crate::db::Unscoped;
use crate::error::AppResult;
use crate::jobs::Enqueue;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::rate_limit::{Action, RateLimits};
use crate::web::{FormState, Input, Public, SignedIn, page, page_with, see_other};

/// Where the guards send a person who has not confirmed the address yet.
pub async fn waiting(who: SignedIn) -> AppResult<HttpResponse> {
    if who.user().email_verified {
        return Ok(see_other("/today"));
    }
    page(&CheckMailPage::new(&who, FormState::empty()))
}

pub async fn resend(who: SignedIn, limits: web::Data<RateLimits>) -> AppResult<HttpResponse> {
    if who.user().email_verified {
        return Ok(see_other("/today"));
    }
    if let Err(error) = limits.check(Action::SendMail, who.client.address) {
        let form = |message: &str| FormState::with_form_error(Input::default(), message);
        return not_now(error, |message| CheckMailPage::new(&who, form(message)));
    }
    let user_id = who.user().id;
    who.write_unscoped(move |db| db.enqueue(&VerifyEmail { user_id })).await?;
    Ok(see_other_with("/verify-email", &Flash::success("We have sent the link again.")))
}

pub async fn form(who: Public, token: web::Path<String>) -> AppResult<HttpResponse> {
    let token = token.into_inner();
    let wanted = token.clone();
    let live = who.read_unscoped(move |db| tokens::find(db, tokens::Purpose::VerifyEmail, &wanted)).await?;
    if live.is_none() {
        return dead_link(&who);
    }
    page(&VerifyPage::new(&who, token))
}

pub async fn verify(who: Public, token: web::Path<String>) -> AppResult<HttpResponse> {
    let token = token.into_inner();
    let Some(user_id) = who.write_unscoped(move |db| spend(db, &token)).await? else {
        return dead_link(&who);
    };
    let here = who.is_signed_in() && who.session.as_deref().is_some_and(|s| s.user.id == user_id);
    if here {
        return Ok(see_other_with("/today", &Flash::success("Your address is confirmed. Welcome!")));
    }
    Ok(see_other_with("/login", &Flash::success("Your address is confirmed. Sign in to begin.")))
}

/// The user whose address is confirmed now, or `None` for a link that no longer works.
fn spend(db: &mut Unscoped, token: &str) -> AppResult<Option<i64>> {
    let purpose = tokens::Purpose::VerifyEmail;
    let Some(found) = tokens::find(db, purpose, token)? else { return Ok(None) };
    tokens::spend_all(db, found.user_id, purpose)?;
    queries::mark_email_verified(db, found.user_id)?;
    Ok(Some(found.user_id))
}

fn dead_link(who: &Public) -> AppResult<HttpResponse> {
    let text = "It was used already, or it is more than three days old. If your address isn’t confirmed yet, sign in and we send you a new link.";
    page_with(StatusCode::GONE, &DeadLinkPage::new(who, text, "/login", "Sign in"))
}
