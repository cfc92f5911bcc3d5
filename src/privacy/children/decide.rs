//! `/privacy/restricted/{id}/decide`: whether a reported record is a child's. If it is, it is
//! erased at once and everywhere; if not, it is released, with the reason kept.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::{queries, released};
use crate::access::privacy::Handle;
use crate::db::Scoped;
use crate::erasure::{self, Outcome};
use crate::error::{AppError, AppResult};
use crate::holds;
use crate::ledger::{Act, Target};
use crate::outbox;
use crate::outbox::suppression::queries::workspace_key;
use crate::privacy::restriction::{self, Why, restricted};
use crate::requests::model::{Denial, State, Step};
use crate::requests::queries as requests;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, Check, Chrome, FormState, Input, Nav, Who, page, page_with};

#[derive(Template)]
#[template(path = "privacy/child_decide.html")]
struct DecidePage {
    chrome: Chrome,
    form: FormState,
    href: String,
    name: String,
    answers: Vec<(String, String)>,
}

impl DecidePage {
    fn of(who: &Who, id: i64, name: String, form: FormState) -> Self {
        let answer = |word: &str, label: &str| (word.to_owned(), label.to_owned());
        Self {
            chrome: who.chrome(Nav::Contacts),
            form,
            href: format!("/privacy/restricted/{id}"),
            name,
            answers: vec![
                answer("child", "Yes, or it may be: erase everything now"),
                answer("no_child", "No, this is no child’s data: release the record"),
            ],
        }
    }
}

pub async fn ask(who: Can<Handle>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    let name = reported(&who, id).await?;
    page(&DecidePage::of(&who, id, name, FormState::empty()))
}

/// The name of a client whom somebody reported; 404 for anybody else.
async fn reported(who: &Who, id: i64) -> AppResult<String> {
    let contact = who.read(move |db| restricted(db, id)).await?;
    if contact.why == Why::ChildReport { Ok(contact.name) } else { Err(AppError::NotFound) }
}

enum Answer {
    Child,
    NoChild { why: String },
}

fn answer(input: &Input) -> Result<Answer, FormState> {
    let mut check = Check::new(input);
    let why = check.text("note", 2000);
    let answer = match input.get("answer") {
        "child" => Some(Answer::Child),
        "no_child" => {
            if why.is_empty() {
                check.fail("note", "Say how you know.");
            }
            Some(Answer::NoChild { why })
        }
        _ => {
            check.fail("answer", "Choose one.");
            None
        }
    };
    check.finish(|| answer)
}

pub async fn decide(who: Can<Handle>, id: web::Path<i64>, input: Input) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    let name = reported(&who, id).await?;
    let said = match answer(&input) {
        Ok(Answer::Child) => {
            let act = who.write(move |db| order(db, id)).await?;
            erasure::promise(&who.services, vec![act]).await?;
            "Erased, here and from every backup that may ever be restored."
        }
        Ok(Answer::NoChild { why }) => {
            who.write(move |db| release(db, id, &why)).await?;
            "Released. The client is on every list again."
        }
        Err(form) => {
            return page_with(StatusCode::UNPROCESSABLE_ENTITY, &DecidePage::of(&who, id, name, form));
        }
    };
    Ok(see_other_with("/privacy/restricted", &Flash::success(said)))
}

fn order(db: &mut Scoped, id: i64) -> AppResult<Act> {
    let key = outbox::queries::subject_key(db, id)?;
    let target = Target::Contact { workspace: workspace_key(db)?, key };
    if holds::queries::is_held(db, &target)? {
        return Err(AppError::Conflict("A hold keeps this record from being erased. Release it first."));
    }
    let request = match queries::report_of(db, id)? {
        Some(report) => Some(requests::find(db, report)?.code_hash),
        None => None,
    };
    db.record("contact.child_confirmed", "contact", id, "");
    Ok(Act::Erase { target, request })
}

fn release(db: &mut Scoped, id: i64, why: &str) -> AppResult<()> {
    let report = queries::report_of(db, id)?;
    restriction::lift(db, id, why)?;
    db.record("contact.child_denied", "contact", id, "");
    let Some(report) = report else { return Ok(()) };
    let (now, actor) = (db.now, db.reach().pseudonym.clone());
    let outcome = Outcome { lines: vec![released()] }.to_text()?;
    if requests::close(db, report, now, State::Denied, Some(Denial::ClaimNotCovered), &outcome)? {
        requests::note(db, report, now, &actor, Step::Denied, "")?;
    }
    Ok(())
}
