//! `/staff/transfer`: handing over ownership, with the password again.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::views::TransferPage;
use super::{actions, forms, queries};
use crate::access::workspace::Transfer;
use crate::account::step_up::StepUp;
use crate::error::AppResult;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, FormState, Input, Who, page, page_with};

pub async fn form(who: Can<Transfer>) -> AppResult<HttpResponse> {
    let members = who.read(queries::list).await?;
    page(&TransferPage::of(&who, &members, FormState::filled([("afterwards", "manager")])))
}

pub async fn hand_over(who: Can<Transfer>, step_up: StepUp, input: Input) -> AppResult<HttpResponse> {
    let wanted = match forms::transfer(&input) {
        Ok(wanted) => wanted,
        Err(form) => return shown_again(&who, form).await,
    };
    if let Some(refusal) = step_up.refusal(&who.account(), &input).await {
        let members = who.read(queries::list).await?;
        return refusal.page(|form| TransferPage::of(&who, &members, form));
    }
    match who.write(move |db| actions::transfer(db, wanted.to, wanted.afterwards)).await? {
        Ok(()) => Ok(see_other_with("/staff", &Flash::success("Ownership handed over."))),
        Err(refusal) => shown_again(&who, FormState::with_error(input, "member", &refusal.to_string())).await,
    }
}

async fn shown_again(who: &Who, form: FormState) -> AppResult<HttpResponse> {
    let members = who.read(queries::list).await?;
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &TransferPage::of(who, &members, form))
}
