//! `/workspace/webhooks`: which there are, a new one, and one with its log.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::deliver::Deliver;
use super::forms;
use super::model::{MOST, State, TEST, body};
use super::queries::{self, Tried};
use super::views::{IndexPage, ShowPage};
use crate::access::workspace::Manage;
use crate::db::{Scoped, ids};
use crate::error::{AppError, AppResult};
use crate::jobs::Enqueue;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, FormState, Input, page, page_with};

const HOME: &str = "/workspace/webhooks";
/// Messages in the log.
const LOGGED: i64 = 100;

fn path(id: i64) -> String {
    format!("{HOME}/{id}")
}

pub async fn index(who: Can<Manage>) -> AppResult<HttpResponse> {
    let webhooks = who.read(queries::all).await?;
    page(&IndexPage::of(&who, &webhooks, FormState::empty()))
}

pub async fn add(who: Can<Manage>, input: Input) -> AppResult<HttpResponse> {
    let webhooks = who.read(queries::all).await?;
    let checked = match webhooks.len() < MOST {
        true => forms::new_webhook(&input, who.services.config.is_production()),
        false => Err(FormState::with_form_error(input, "There can be ten webhooks. Remove one first.")),
    };
    let new = match checked {
        Ok(new) => new,
        Err(form) => {
            return page_with(StatusCode::UNPROCESSABLE_ENTITY, &IndexPage::of(&who, &webhooks, form));
        }
    };
    let key = ids::random_key()?;
    let id = who
        .write(move |db| {
            let id = queries::insert(db, &new.url, &new.areas, &key)?;
            db.record("webhook.added", "webhook", id, "");
            Ok(id)
        })
        .await?;
    Ok(see_other_with(path(id), &Flash::success("Added. Put its secret into your system, and send a test.")))
}

pub async fn show(who: Can<Manage>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    let (webhook, log) =
        who.read(move |db| Ok((queries::find(db, id)?, queries::log(db, id, LOGGED)?))).await?;
    page(&ShowPage::of(&who, &webhook, &log))
}

/// A message about nothing, to see whether one arrives.
pub async fn test(who: Can<Manage>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    let key = format!("msg_{}", ids::random_key()?);
    who.write(move |db| {
        go_on(db, id)?;
        let text = body(TEST, db.now, "webhook", Some(id));
        let delivery = queries::insert_delivery(db, id, &key, TEST, &text)?;
        hand_over(db, delivery)
    })
    .await?;
    Ok(see_other_with(path(id), &Flash::success("A test is on its way. Its outcome stands in the log.")))
}

/// Ends a pause: somebody looks at it now.
fn go_on(db: &mut Scoped, id: i64) -> AppResult<()> {
    let webhook = queries::find(db, id)?;
    if webhook.stopped_at.is_some() {
        return Err(AppError::Conflict("This webhook is stopped. Let it go on first."));
    }
    queries::set_standing(db, id, webhook.failures, None, None)
}

fn hand_over(db: &mut Scoped, delivery_id: i64) -> AppResult<()> {
    let workspace_id = db.workspace_id();
    db.enqueue(&Deliver { workspace_id, delivery_id })
}

/// A message once more, with the number it had: whoever got it already can tell.
pub async fn again(who: Can<Manage>, id: web::Path<i64>, input: Input) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    let delivery: i64 = input.get("delivery").parse().map_err(|_| AppError::NotFound)?;
    who.write(move |db| {
        go_on(db, id)?;
        let found = queries::find_delivery(db, delivery)?;
        if found.webhook_id != id {
            return Err(AppError::NotFound);
        }
        let next_at = db.now;
        let fresh =
            Tried { state: State::Waiting, attempts: 0, next_at, answer: None, why: "", millis: None };
        queries::set_tried(db, delivery, &fresh)?;
        hand_over(db, delivery)
    })
    .await?;
    Ok(see_other_with(path(id), &Flash::success("It is sent once more.")))
}

pub async fn renew_secret(who: Can<Manage>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    let key = ids::random_key()?;
    who.write(move |db| {
        queries::find(db, id)?;
        queries::set_secret(db, id, &key)?;
        db.record("webhook.secret_renewed", "webhook", id, "");
        Ok(())
    })
    .await?;
    Ok(see_other_with(path(id), &Flash::success("There is a new secret. The old one no longer signs.")))
}

/// From now on; what happened while it was stopped is not told.
pub async fn resume(who: Can<Manage>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    who.write(move |db| {
        if queries::find(db, id)?.stopped_at.is_none() {
            return Ok(());
        }
        let last = queries::last_seq(db)?;
        queries::set_after(db, id, last)?;
        queries::set_standing(db, id, 0, None, None)?;
        db.record("webhook.resumed", "webhook", id, "");
        Ok(())
    })
    .await?;
    Ok(see_other_with(path(id), &Flash::success("It goes on. What happened meanwhile is not sent.")))
}

pub async fn remove(who: Can<Manage>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    who.write(move |db| {
        queries::find(db, id)?;
        queries::remove(db, id)?;
        db.record("webhook.removed", "webhook", id, "");
        Ok(())
    })
    .await?;
    Ok(see_other_with(HOME, &Flash::success("The webhook and its log are removed.")))
}
