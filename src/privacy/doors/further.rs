//! What can follow under a receipt: the answer to a question, an appeal, a complaint. Whoever
//! has the receipt was recognised before; an appeal or a complaint gives the address again,
//! because it is no longer kept, and it must be the same one.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{self, Path};

use super::forms::own_words;
use super::receipt::{clarified, may_appeal, unlisted, waits_for_answer};
use super::views::FurtherPage;
use crate::db::Unscoped;
use crate::error::{AppError, AppResult};
use crate::jobs::Enqueue;
use crate::privacy::desk::{Attend, Told, tell_desk};
use crate::requests::model::{Filed, Kind, NewRequest, Step};
use crate::requests::queries::{Request, by_receipt, events, file, messages, note};
use crate::requests::receipts::address_digest;
use crate::services::Services;
use crate::text::email::Email;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::rate_limit::{Action, RateLimits};
use crate::web::{FormState, Input, Public, page, page_with};

const OTHER_ADDRESS: &str = "This is not the address that the request was made with.";
const NOT_NOW: AppError =
    AppError::Conflict("This is not open at present. Open the receipt again to see how the request stands.");

pub async fn ask_appeal(who: Public, code: Path<String>) -> AppResult<HttpResponse> {
    ask(&who, code.into_inner(), Kind::Appeal).await
}

pub async fn appeal(
    who: Public,
    code: Path<String>,
    limits: web::Data<RateLimits>,
    input: Input,
) -> AppResult<HttpResponse> {
    send(&who, code.into_inner(), &limits, input, Kind::Appeal).await
}

pub async fn ask_complaint(who: Public, code: Path<String>) -> AppResult<HttpResponse> {
    ask(&who, code.into_inner(), Kind::Complaint).await
}

pub async fn complain(
    who: Public,
    code: Path<String>,
    limits: web::Data<RateLimits>,
    input: Input,
) -> AppResult<HttpResponse> {
    send(&who, code.into_inner(), &limits, input, Kind::Complaint).await
}

async fn ask(who: &Public, code: String, kind: Kind) -> AppResult<HttpResponse> {
    let services = who.services.clone();
    let asked = code.clone();
    who.read_unscoped(move |db| open_for(db, &services, &asked, kind)).await?;
    Ok(unlisted(page(&FurtherPage::of(who, &code, kind, FormState::empty()))?))
}

async fn send(
    who: &Public,
    code: String,
    limits: &RateLimits,
    input: Input,
    kind: Kind,
) -> AppResult<HttpResponse> {
    limits.check(Action::SendMail, who.client.address)?;
    let said = own_words(&input, "Say what it is about.");
    let email = Email::parse(input.get("email"));
    let (words, email) = match (said, email) {
        (Ok(words), Ok(email)) => (words, email),
        (Err(form), _) => return again(who, &code, kind, form),
        (_, Err(error)) => {
            return again(who, &code, kind, FormState::with_error(input, "email", &error.to_string()));
        }
    };
    let (services, asked) = (who.services.clone(), code.clone());
    match who.write_unscoped(move |db| put_down(db, &services, &asked, kind, (&email, &words))).await? {
        Some(filed) => {
            let said = "It is filed. This is its own receipt; the one before stays where it was.";
            Ok(see_other_with(format!("/r/{}", filed.code), &Flash::success(said)))
        }
        None => again(who, &code, kind, FormState::with_error(input, "email", OTHER_ADDRESS)),
    }
}

fn again(who: &Public, code: &str, kind: Kind, form: FormState) -> AppResult<HttpResponse> {
    Ok(unlisted(page_with(StatusCode::UNPROCESSABLE_ENTITY, &FurtherPage::of(who, code, kind, form))?))
}

/// The request, if this may follow it now.
fn open_for(db: &mut Unscoped, services: &Services, code: &str, kind: Kind) -> AppResult<Request> {
    let request = by_receipt(db, &services.secrets, code)?;
    let events = events(db, request.id)?;
    match kind == Kind::Appeal && !may_appeal(&request, &events) {
        true => Err(NOT_NOW),
        false => Ok(request),
    }
}

/// `None` if the address is another one.
fn put_down(
    db: &mut Unscoped,
    services: &Services,
    code: &str,
    kind: Kind,
    (email, words): (&Email, &str),
) -> AppResult<Option<Filed>> {
    let first = open_for(db, services, code, kind)?;
    let digest = address_digest(&services.secrets, &email.key());
    if digest != first.address_digest {
        return Ok(None);
    }
    let now = db.now;
    let request = NewRequest {
        scope: first.scope,
        workspace_id: first.workspace_id,
        subject_key: first.subject_key,
        kind,
        door: first.door,
        place: first.place,
        reply_to: email.as_str().to_owned(),
        address_digest: digest,
        wording: words.to_owned(),
        shared_address: false,
        verified: first.verified,
        received_at: now,
    };
    let filed = file(db, &request, "person")?;
    if kind == Kind::Appeal {
        note(db, first.id, now, "person", Step::Appealed, &format!("request {}", filed.id))?;
    }
    db.enqueue(&Attend { request_id: filed.id })?;
    Ok(Some(filed))
}

/// The answer to a question; the clock goes on.
pub async fn clarify(
    who: Public,
    code: Path<String>,
    limits: web::Data<RateLimits>,
    input: Input,
) -> AppResult<HttpResponse> {
    let code = code.into_inner();
    limits.check(Action::SendMail, who.client.address)?;
    let words = match own_words(&input, "Answer the question that was mailed to you.") {
        Ok(words) => words,
        Err(form) => {
            let said = form.error("wording").unwrap_or_default().to_owned();
            return Ok(see_other_with(format!("/r/{code}"), &Flash::error(said)));
        }
    };
    let (services, asked) = (who.services.clone(), code.clone());
    who.write_unscoped(move |db| {
        let request = by_receipt(db, &services.secrets, &asked)?;
        if !waits_for_answer(&request, &events(db, request.id)?) {
            return Err(NOT_NOW);
        }
        let now = db.now;
        messages::write(db, request.id, now, true, &words)?;
        clarified(db, &request, "person")?;
        tell_desk(db, request.id, Told::Clarified)
    })
    .await?;
    Ok(see_other_with(
        format!("/r/{code}"),
        &Flash::success("Thank you. Your answer is with whoever handles your request."),
    ))
}
