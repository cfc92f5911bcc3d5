//! `/workspace`: the profile of the business.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::actions::{self, Saved};
use super::forms;
use super::queries;
use super::views::{Compare, EditPage};
use crate::access::workspace::Manage;
use crate::db::unique;
use crate::error::AppResult;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, FormState, Input, Who, page, page_with};

pub async fn show(who: Can<Manage>) -> AppResult<HttpResponse> {
    let (stored, rules) = who.read(|db| Ok((queries::profile(db)?, queries::role_rules(db)?))).await?;
    page(&EditPage::of(&who, forms::of(&stored), &rules))
}

pub async fn save(who: Can<Manage>, input: Input) -> AppResult<HttpResponse> {
    let new = match forms::validate(&input) {
        Ok(new) => new,
        Err(form) => return shown_again(&who, form).await,
    };
    let wanted = new.clone();
    match who.write(move |db| actions::save_profile(db, &wanted)).await {
        Ok(Saved::Done) => Ok(see_other_with("/workspace", &Flash::success("Business profile saved."))),
        Ok(Saved::Stale(stored)) => {
            let rules = who.read(queries::role_rules).await?;
            let compare = Compare::of(&stored, &new);
            page_with(StatusCode::CONFLICT, &EditPage::stale(&who, &input, compare, &stored, &rules))
        }
        Err(error) if unique::violated(&error, "workspaces", "slug") => {
            shown_again(&who, FormState::with_error(input, "slug", forms::SLUG_TAKEN)).await
        }
        Err(error) => Err(error),
    }
}

async fn shown_again(who: &Who, form: FormState) -> AppResult<HttpResponse> {
    let rules = who.read(queries::role_rules).await?;
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &EditPage::of(who, form, &rules))
}
