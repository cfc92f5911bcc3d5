//! The page, the decision, and calling it off.

use actix_web::HttpResponse;

use super::actions;
use super::queries;
use super::views::{ClosePage, Prospect};
use crate::access::workspace::Close;
use crate::account::step_up::StepUp;
use crate::erasure;
use crate::error::AppResult;
use crate::holds;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, FormState, Input, Who, page};

pub async fn show(who: Can<Close>) -> AppResult<HttpResponse> {
    let prospect = prospect(&who).await?;
    page(&ClosePage::of(&who, &prospect, FormState::empty()))
}

async fn prospect(who: &Who) -> AppResult<Prospect> {
    let inventory = who.services.inventory.clone();
    who.read(move |db| {
        let here = db.workspace_id();
        let business = queries::business(db, here)?;
        Ok(Prospect {
            gone: erasure::business_preview(db, &inventory, here)?,
            accounts: queries::only_here(db, here)?.len(),
            held: holds::queries::is_held(db, &business.target())?,
        })
    })
    .await
}

pub async fn close(who: Can<Close>, step_up: StepUp, input: Input) -> AppResult<HttpResponse> {
    if let Some(refusal) = step_up.refusal(&who.account(), &input).await {
        let prospect = prospect(&who).await?;
        return refusal.page(|form| ClosePage::of(&who, &prospect, form));
    }
    let days = who.services.config.installation.closing_days;
    who.write(move |db| actions::begin(db, days)).await?;
    let said = "The closing has begun. Everybody here gets a mail; export what you want to keep.";
    Ok(see_other_with("/workspace/close", &Flash::success(said)))
}

pub async fn call_off(who: Can<Close>) -> AppResult<HttpResponse> {
    let flash = match who.write(actions::call_off).await? {
        true => Flash::success("The closing is called off. Everything goes on as before."),
        false => Flash::notice("The business is not closing."),
    };
    Ok(see_other_with("/workspace", &flash))
}
