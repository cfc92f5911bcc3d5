//! `/r/{code}`: the receipt of a request and how it stands. Whoever has its address may read
//! it, so it holds nobody's data; it is in no search engine and no cache.

use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::web::Path;
use actix_web::{HttpResponse, http::StatusCode};

use super::queries;
use super::views::{Receipt, ReceiptPage};
use crate::db::Unscoped;
use crate::error::{AppError, AppResult};
use crate::jobs::Enqueue;
use crate::privacy::desk::Answers;
use crate::privacy::export::{self, Ready};
use crate::requests::model::{Scope, State, Step, Verified};
use crate::requests::queries::{Event, Request, by_receipt, close, events, note, progress, settings};
use crate::web::flash::Flash;
use crate::web::page::{attachment, see_other_with};
use crate::web::{Public, page};

/// What a receipt is drawn from.
pub struct Seen {
    pub code: String,
    pub request: Request,
    pub events: Vec<Event>,
    /// The business that answers; none for the operator.
    pub business: Option<(String, String)>,
    /// The copy that the request asked for, if it may be fetched.
    pub copy: Option<Ready>,
    /// Businesses that got the same request and let themselves be named.
    pub named: Vec<String>,
}

pub async fn show(who: Public, code: Path<String>) -> AppResult<HttpResponse> {
    let seen = seen(&who, code.into_inner()).await?;
    Ok(unlisted(page(&ReceiptPage::of(&who, &seen))?))
}

pub async fn json(who: Public, code: Path<String>) -> AppResult<HttpResponse> {
    let seen = seen(&who, code.into_inner()).await?;
    let receipt = Receipt::of(&seen, &who.services);
    let mut answer = HttpResponse::build(StatusCode::OK);
    answer.insert_header((header::CONTENT_TYPE, "application/json"));
    answer.insert_header(attachment("receipt.json"));
    Ok(unlisted(answer.body(receipt.to_json())))
}

/// Takes a planned act back, while there is time.
pub async fn cancel(who: Public, code: Path<String>) -> AppResult<HttpResponse> {
    let (code, services) = (code.into_inner(), who.services.clone());
    let asked = code.clone();
    let done = who
        .write_unscoped(move |db| {
            let request = by_receipt(db, &services.secrets, &asked)?;
            if request.run_at.is_none() {
                return Ok(false);
            }
            take_back(db, request.id)
        })
        .await?;
    if !done {
        return Err(AppError::Conflict(
            "Nothing is planned any more that could be cancelled. Open the receipt again.",
        ));
    }
    Ok(see_other_with(format!("/r/{code}"), &Flash::success("Cancelled. Nothing was deleted.")))
}

fn take_back(db: &mut Unscoped, id: i64) -> AppResult<bool> {
    let now = db.now;
    if !close(db, id, now, State::Revoked, None, "")? {
        return Ok(false);
    }
    note(db, id, now, "person", Step::Revoked, "")?;
    db.enqueue(&Answers {})?;
    Ok(true)
}

async fn seen(who: &Public, code: String) -> AppResult<Seen> {
    let services = who.services.clone();
    who.read_unscoped(move |db| {
        let request = by_receipt(db, &services.secrets, &code)?;
        Ok(Seen {
            events: events(db, request.id)?,
            copy: match request.verified {
                Verified::None => None,
                Verified::Address | Verified::Account => export::ready_for(db, request.id)?,
            },
            business: request.workspace_id.map(|id| queries::business(db, id)).transpose()?,
            named: match request.scope {
                Scope::Operator => settings::named_beside(db, &request)?,
                Scope::Workspace => Vec::new(),
            },
            code,
            request,
        })
    })
    .await
}

/// The address is a secret: no index keeps it and no link passes it on.
pub fn unlisted(mut answer: HttpResponse) -> HttpResponse {
    let headers = answer.headers_mut();
    headers.insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, nofollow"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    answer
}

/// Whether a question waits for the person's answer.
pub fn waits_for_answer(request: &Request, events: &[Event]) -> bool {
    let of = |step: Step| events.iter().rposition(|event| event.step == step);
    !request.state.is_closed() && of(Step::ClarificationAsked) > of(Step::Clarified)
}

/// Refused, or refused and appealed: once.
pub fn may_appeal(request: &Request, events: &[Event]) -> bool {
    request.state == State::Denied && !events.iter().any(|event| event.step == Step::Appealed)
}

/// Stops the clock's pause and lets the desk go on.
pub fn clarified(db: &mut Unscoped, request: &Request, actor: &str) -> AppResult<()> {
    let now = db.now;
    if let Some(since) = request.paused_at {
        progress::resume(db, request.id, request.due_at + (now - since))?;
    }
    note(db, request.id, now, actor, Step::Clarified, "")
}
