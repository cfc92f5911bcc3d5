//! `/staff/transfer`: handing over ownership, with the password again.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::views::TransferPage;
use super::{actions, forms, queries};
use crate::access::workspace::Transfer;
use crate::account;
use crate::account::door::Door;
use crate::error::AppResult;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::rate_limit::Action;
use crate::web::{Can, FormState, Input, Who, page, page_with};

pub async fn form(who: Can<Transfer>) -> AppResult<HttpResponse> {
    let members = who.read(queries::list).await?;
    page(&TransferPage::of(&who, &members, FormState::filled([("afterwards", "manager")])))
}

pub async fn hand_over(who: Can<Transfer>, door: Door, input: Input) -> AppResult<HttpResponse> {
    let wanted = match forms::transfer(&input) {
        Ok(wanted) => wanted,
        Err(form) => return shown_again(&who, form).await,
    };
    if !is_own_password(&who, &door, wanted.password).await? {
        let form = FormState::with_error(input, forms::PASSWORD, "This is not your password.");
        return shown_again(&who, form).await;
    }
    match who.write(move |db| actions::transfer(db, wanted.to, wanted.afterwards)).await? {
        Ok(()) => Ok(see_other_with("/staff", &Flash::success("Ownership handed over."))),
        Err(refusal) => shown_again(&who, FormState::with_error(input, "member", &refusal.to_string())).await,
    }
}

async fn is_own_password(who: &Who, door: &Door, typed: String) -> AppResult<bool> {
    door.limits.check(Action::SignIn, who.client.address)?;
    let user_id = who.user().id;
    let user = who.read_unscoped(move |db| account::queries::find(db, user_id)).await?;
    Ok(door.hasher.verify(typed, Some(user.password_hash)).await?)
}

async fn shown_again(who: &Who, form: FormState) -> AppResult<HttpResponse> {
    let members = who.read(queries::list).await?;
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &TransferPage::of(who, &members, form))
}
