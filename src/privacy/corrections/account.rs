//! `/account/privacy/correction`: a person asks for what they can't change in their account.
//! The password again opens it, and the request names the value.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::account::step_up;
use crate::error::{AppError, AppResult};
use crate::jobs::Enqueue;
use crate::privacy::desk::Attend;
use crate::privacy::doors::{Wish, file_own};
use crate::requests::model::Kind;
use crate::text::email::Email;
use crate::web::access::SignedIn;
use crate::web::flash::Flash;
use crate::web::page::{Chrome, Nav, page, page_with, see_other, see_other_with};
use crate::web::{Check, FormState, Input};

#[derive(Template)]
#[template(path = "account/correction.html")]
struct AskPage {
    chrome: Chrome,
    form: FormState,
}

impl AskPage {
    fn of(who: &SignedIn, form: FormState) -> Self {
        Self { chrome: who.chrome(Nav::None), form }
    }
}

pub async fn ask(who: SignedIn, request: HttpRequest) -> AppResult<HttpResponse> {
    if !step_up::holds(&who) {
        return Ok(see_other("/account/privacy/data"));
    }
    let input = Input::parse(request.query_string().as_bytes());
    page(&AskPage::of(&who, FormState::filled([("what", input.get("what").to_owned())])))
}

pub async fn file(who: SignedIn, input: Input) -> AppResult<HttpResponse> {
    if !step_up::holds(&who) {
        return Ok(see_other("/account/privacy/data"));
    }
    let wording = match wording(&input) {
        Ok(wording) => wording,
        Err(form) => return page_with(StatusCode::UNPROCESSABLE_ENTITY, &AskPage::of(&who, form)),
    };
    let (user_id, services) = (who.user().id, who.services.clone());
    let email = Email::parse(&who.user().email).map_err(AppError::internal)?;
    let wish = Wish { kind: Kind::Rectification, place: String::new(), wording, email, correction: None };
    let filed = who
        .write_unscoped(move |db| {
            let filed = file_own(db, &services, user_id, &wish)?;
            db.enqueue(&Attend { request_id: filed.id })?;
            Ok(filed)
        })
        .await?;
    let said = "Asked. You get an answer by e-mail; this is your receipt.";
    Ok(see_other_with(format!("/r/{}", filed.code), &Flash::success(said)))
}

fn wording(input: &Input) -> Result<String, FormState> {
    let mut check = Check::new(input);
    let what = check.required("what", 100, "Say what is wrong.");
    let should_be = check.text("should_be", 1000);
    if should_be.is_empty() {
        check.fail("should_be", "Say what it should be.");
    }
    check.finish(|| Some(format!("{what}: {should_be}")))
}
