//! `/services/rules`: how the business takes bookings.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::forms;
use super::queries;
use super::views::RulesPage;
use crate::access::bookings::Services;
use crate::error::AppResult;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, Input, page, page_with};

pub async fn show(who: Can<Services>) -> AppResult<HttpResponse> {
    let rules = who.read(queries::rules).await?;
    page(&RulesPage::of(&who, forms::of_rules(&rules)))
}

pub async fn save(who: Can<Services>, input: Input) -> AppResult<HttpResponse> {
    let new = match forms::rules(&input) {
        Ok(new) => new,
        Err(form) => return page_with(StatusCode::UNPROCESSABLE_ENTITY, &RulesPage::of(&who, form)),
    };
    who.write(move |db| {
        queries::save_rules(db, &new)?;
        let workspace = db.workspace_id();
        db.record("workspace.booking_rules_changed", "workspace", workspace, "");
        Ok(())
    })
    .await?;
    Ok(see_other_with("/services/rules", &Flash::success("Booking rules saved.")))
}
