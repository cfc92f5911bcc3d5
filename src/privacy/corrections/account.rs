//! `/account/privacy/correction`: a person asks for what they can't change in their account.
//! The password again opens it, and the request names the value.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::account::{self, step_up};
use crate::error::AppResult;
use crate::requests::model::{Door, Kind, NewRequest, Scope, Verified};
use crate::requests::queries as requests;
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
    let (user_id, actor) = (who.user().id, who.user().pseudonym.clone());
    who.write_unscoped(move |db| {
        let user = account::queries::find(db, user_id)?;
        let request = NewRequest {
            scope: Scope::Operator,
            workspace_id: None,
            subject_key: user.subject_key,
            kind: Kind::Rectification,
            door: Door::Account,
            place: String::new(),
            reply_to: user.email,
            address_digest: String::new(),
            wording,
            shared_address: false,
            verified: Verified::Account,
            received_at: db.now,
        };
        requests::file(db, &request, &actor)
    })
    .await?;
    let said = "Asked. You get an answer by e-mail.";
    Ok(see_other_with("/account/privacy", &Flash::success(said)))
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
