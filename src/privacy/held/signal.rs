//! `/account/privacy/signal`: opting in again after the browser's opt-out signal, in two steps.

use actix_web::HttpResponse;

use super::model::{Event, EventKind};
use super::queries;
use super::views::SignalPage;
use crate::consent;
use crate::error::AppResult;
use crate::web::access::SignedIn;
use crate::web::flash::Flash;
use crate::web::page::{page, see_other, see_other_with};

pub async fn ask(who: SignedIn) -> AppResult<HttpResponse> {
    if !who.user().opted_out {
        return Ok(see_other("/account/privacy"));
    }
    page(&SignalPage::of(&who))
}

pub async fn lift(who: SignedIn) -> AppResult<HttpResponse> {
    let user_id = who.user().id;
    who.write_unscoped(move |db| {
        consent::queries::opt_in(db, user_id)?;
        queries::note(db, user_id, &Event { kind: EventKind::SignalLifted, detail: String::new() })
    })
    .await?;
    let said = "Your account no longer carries the opt-out signal. Nothing optional is switched on by that.";
    Ok(see_other_with("/account/privacy", &Flash::success(said)))
}
