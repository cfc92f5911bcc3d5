//! The page and its two forms.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::views::HealthPage;
use super::{forms, queries};
use crate::access::workspace::Manage;
use crate::error::AppResult;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, FormState, Input, Who, page, page_with};

const HOME: &str = "/workspace/health";

pub async fn show(who: Can<Manage>) -> AppResult<HttpResponse> {
    let found = who.read(queries::all).await?;
    page(&HealthPage::of(&who, found, None, FormState::empty()))
}

async fn again(who: &Who, answer: Option<FormState>, agreement: FormState) -> AppResult<HttpResponse> {
    let found = who.read(queries::all).await?;
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &HealthPage::of(who, found, answer, agreement))
}

pub async fn answer(who: Can<Manage>, input: Input) -> AppResult<HttpResponse> {
    let keeps = match forms::answer(&input) {
        Ok(keeps) => keeps,
        Err(form) => return again(&who, Some(form), FormState::empty()).await,
    };
    who.write(move |db| {
        queries::say(db, keeps)?;
        let (id, word) = (db.workspace_id(), if keeps { "yes" } else { "no" });
        db.record("workspace.patient_data_stated", "workspace", id, word);
        Ok(())
    })
    .await?;
    let said = match keeps {
        true => "Noted. Record your agreement below; until then clients can’t be added.",
        false => "Noted, with your name and today’s date: your business keeps no patient information here.",
    };
    Ok(see_other_with(HOME, &Flash::success(said)))
}

pub async fn record(who: Can<Manage>, input: Input) -> AppResult<HttpResponse> {
    let new = match forms::agreement(&input, who.wall().today()) {
        Ok(new) => new,
        Err(form) => return again(&who, None, form).await,
    };
    who.write(move |db| {
        queries::insert(db, &new)?;
        let id = db.workspace_id();
        db.record("workspace.baa_recorded", "workspace", id, "");
        Ok(())
    })
    .await?;
    Ok(see_other_with(HOME, &Flash::success("Agreement recorded. The stricter rules hold from now on.")))
}
