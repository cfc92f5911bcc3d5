//! The steps between arrival and answer: confirm the receipt, choose who is meant, ask, extend,
//! refuse. Each is one event and, where the person must know, one mail.

use actix_web::HttpResponse;
use actix_web::web::Path;

use super::answers::Answers;
use super::clerk::{Clerk, Desk};
use super::mail::{Letter, Tell};
use super::show;
use crate::access::privacy::Handle;
use crate::db::Unscoped;
use crate::error::{AppError, AppResult};
use crate::jobs::Enqueue;
use crate::privacy::corrections;
use crate::privacy::doors::clarified as go_on;
use crate::privacy::doors::queries as doors;
use crate::privacy::restriction::{Why, restricted};
use crate::requests::model::{Denial, Kind, State, Step};
use crate::requests::queries::{Request, close, messages, note, progress};
use crate::text::email::Email;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, Check, FormState, Input};

const LONGEST: usize = 4000;
const CLOSED: AppError =
    AppError::Conflict("This request is closed already. Open it again to see how it ended.");
const FROZEN: &str = "The record is frozen. Use Decide: it releases the record and answers the report.";
const NO_MORE_TIME: &str =
    "The time can be extended once, before it is over, and only where the law allows it.";

fn open(db: &mut Unscoped, desk: &Desk, id: i64) -> AppResult<Request> {
    let request = desk.find(db, id)?;
    if request.state.is_closed() { Err(CLOSED) } else { Ok(request) }
}

fn back<C: Clerk>(id: i64, said: &str) -> HttpResponse {
    see_other_with(format!("{}/{id}", C::BASE), &Flash::success(said))
}

/// A text that the person gets, or the form again.
fn words(input: &Input, field: &str, missing: &str) -> Result<String, FormState> {
    let mut check = Check::new(input);
    let words = check.text(field, LONGEST);
    if words.is_empty() {
        check.fail(field, missing);
    }
    check.finish(|| Some(words))
}

pub async fn acknowledge<C: Clerk>(who: C, id: Path<i64>) -> AppResult<HttpResponse> {
    let (id, desk) = (id.into_inner(), who.desk());
    who.visit()
        .write_unscoped(move |db| {
            open(db, &desk, id)?;
            let now = db.now;
            if progress::acknowledge(db, id, now)? {
                note(db, id, now, &desk.actor, Step::Acknowledged, "")?;
                db.enqueue(&Tell { request_id: id, letter: Letter::Received })?;
            }
            Ok(())
        })
        .await?;
    Ok(back::<C>(id, "The person gets a mail that says that you have the request, and by when you answer."))
}

/// Of several clients with one address, the one who asks.
pub async fn choose_subject(who: Can<Handle>, id: Path<i64>, input: Input) -> AppResult<HttpResponse> {
    let (id, desk, chosen) = (id.into_inner(), who.desk(), input.get("contact_id").parse::<i64>().ok());
    let settled = who
        .write_unscoped(move |db| {
            let request = open(db, &desk, id)?;
            let (Some(reach), Ok(email)) = (&desk.reach, Email::parse(&request.reply_to)) else {
                return Ok(false);
            };
            let found = doors::candidates(&mut db.scoped(reach.clone()), &email.key())?;
            let Some((_, _, key)) = found.into_iter().find(|(contact, ..)| Some(*contact) == chosen) else {
                return Ok(false);
            };
            progress::settle_subject(db, id, &key)?;
            desk.record(db, "privacy.subject_chosen", id)?;
            Ok(true)
        })
        .await?;
    if !settled {
        let form = FormState::with_error(input, "contact_id", "Choose one of these clients.");
        return show::again(&who, id, form).await;
    }
    Ok(back::<Can<Handle>>(id, "Settled. What is held about this client is counted below."))
}

pub async fn refuse<C: Clerk>(who: C, id: Path<i64>, input: Input) -> AppResult<HttpResponse> {
    let (id, desk) = (id.into_inner(), who.desk());
    let (denial, explained) = match refusal(&input) {
        Ok(refusal) => refusal,
        Err(form) => return show::again(&who, id, form).await,
    };
    let refused = who
        .visit()
        .write_unscoped(move |db| {
            let request = open(db, &desk, id)?;
            let now = db.now;
            if is_frozen(db, &desk, &request)? {
                return Ok(false);
            }
            if let Some(reach) = &desk.reach {
                corrections::turn_down(&mut db.scoped(reach.clone()), id, &explained)?;
            }
            messages::write(db, id, now, false, &explained)?;
            if !close(db, id, now, State::Denied, Some(denial), "")? {
                return Err(CLOSED);
            }
            note(db, id, now, &desk.actor, Step::Denied, denial.word())?;
            db.enqueue(&Answers {})?;
            desk.record(db, "privacy.request_refused", id)?;
            Ok(true)
        })
        .await?;
    if !refused {
        return show::again(&who, id, FormState::with_error(input, "reason", FROZEN)).await;
    }
    Ok(back::<C>(id, "Refused. The person gets the reason, the way to appeal and the authority by mail."))
}

/// A record that was reported as a child's is released where that is decided.
fn is_frozen(db: &mut Unscoped, desk: &Desk, request: &Request) -> AppResult<bool> {
    let (Some(reach), Kind::ChildData) = (&desk.reach, request.kind) else { return Ok(false) };
    let scoped = &mut db.scoped(reach.clone());
    let Some((client, _)) = doors::client_of_key(scoped, &request.subject_key)? else { return Ok(false) };
    match restricted(scoped, client) {
        Ok(found) => Ok(found.why == Why::ChildReport),
        Err(AppError::NotFound) => Ok(false),
        Err(error) => Err(error),
    }
}

fn refusal(input: &Input) -> Result<(Denial, String), FormState> {
    let mut check = Check::new(input);
    let denial = check.parse("reason", |word| Denial::from_word(word).ok_or("Choose a reason."));
    let explained = check.text("explanation", LONGEST);
    if denial == Some(Denial::Other) && explained.is_empty() {
        check.fail("explanation", "Write the reason: the person has a right to it.");
    }
    check.finish(|| Some((denial?, explained)))
}

pub async fn extend<C: Clerk>(who: C, id: Path<i64>, input: Input) -> AppResult<HttpResponse> {
    let (id, desk) = (id.into_inner(), who.desk());
    let reason = match words(&input, "extension", "Write why it takes longer: the person is told.") {
        Ok(reason) => reason,
        Err(form) => return show::again(&who, id, form).await,
    };
    let extended = who
        .visit()
        .write_unscoped(move |db| {
            let request = open(db, &desk, id)?;
            let now = db.now;
            let Some(more) = request.regime.limits(request.kind).extension else { return Ok(false) };
            if !progress::extend(db, id, now, more.after(request.due_at))? {
                return Ok(false);
            }
            messages::write(db, id, now, false, &reason)?;
            note(db, id, now, &desk.actor, Step::Extended, &more.after(request.due_at).date().to_string())?;
            db.enqueue(&Tell { request_id: id, letter: Letter::Extended })?;
            desk.record(db, "privacy.request_extended", id)?;
            Ok(true)
        })
        .await?;
    if !extended {
        return show::again(&who, id, FormState::with_error(input, "extension", NO_MORE_TIME)).await;
    }
    Ok(back::<C>(id, "Extended. The person gets the new day and the reason by mail."))
}

pub async fn ask<C: Clerk>(who: C, id: Path<i64>, input: Input) -> AppResult<HttpResponse> {
    let (id, desk) = (id.into_inner(), who.desk());
    let question = match words(&input, "question", "Write what you need to know.") {
        Ok(question) => question,
        Err(form) => return show::again(&who, id, form).await,
    };
    who.visit()
        .write_unscoped(move |db| {
            let request = open(db, &desk, id)?;
            let now = db.now;
            progress::begin(db, id)?;
            if request.regime.limits(request.kind).clarification_pauses {
                progress::pause(db, id, now)?;
            }
            messages::write(db, id, now, false, &question)?;
            note(db, id, now, &desk.actor, Step::ClarificationAsked, "")?;
            db.enqueue(&Tell { request_id: id, letter: Letter::Question })?;
            desk.record(db, "privacy.question_asked", id)
        })
        .await?;
    Ok(back::<C>(id, "Asked. The answer comes here; the person can give it under their receipt."))
}

/// The person answered by another way.
pub async fn clarified<C: Clerk>(who: C, id: Path<i64>) -> AppResult<HttpResponse> {
    let (id, desk) = (id.into_inner(), who.desk());
    who.visit()
        .write_unscoped(move |db| {
            let request = open(db, &desk, id)?;
            go_on(db, &request, &desk.actor)
        })
        .await?;
    Ok(back::<C>(id, "Noted. The time for the answer goes on."))
}
