//! POST `/account/privacy/choices`: one switch. It takes effect with the next thing that asks.

use actix_web::HttpResponse;

use super::model::{Event, EventKind, Purpose};
use super::queries;
use crate::error::{AppError, AppResult};
use crate::web::access::SignedIn;
use crate::web::flash::Flash;
use crate::web::form::Input;
use crate::web::page::see_other_with;

const PAGE: &str = "/account/privacy#choices";

pub async fn set(who: SignedIn, input: Input) -> AppResult<HttpResponse> {
    let facts = who.services.standing.facts();
    let wanted = Purpose::all(&facts).into_iter().find(|purpose| purpose.word() == input.get("purpose"));
    let (Some(purpose), Some(allowed)) = (wanted, answer(&input)) else {
        return Err(AppError::BadRequest("This choice is not offered here any more. Open the page again."));
    };
    let said = said(&purpose, allowed);
    let user_id = who.user().id;
    who.write_unscoped(move |db| {
        if queries::choose(db, user_id, &purpose, allowed)? {
            let kind = if allowed { EventKind::Allowed } else { EventKind::Refused };
            queries::note(db, user_id, &Event { kind, detail: purpose.word() })?;
        }
        Ok(())
    })
    .await?;
    Ok(see_other_with(PAGE, &Flash::success(said)))
}

fn answer(input: &Input) -> Option<bool> {
    match input.get("allowed") {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

fn said(purpose: &Purpose, allowed: bool) -> String {
    let now = if allowed { "on" } else { "off" };
    format!("{}: switched {now}.", purpose.label())
}
