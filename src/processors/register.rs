//! `/operator/processors`: the register, for whoever runs the installation.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::actions::{self, Saved};
use super::model::Ground;
use super::queries::{self, Processor, objections};
use super::views::operator::{FormPage, ListPage, ShowPage};
use super::{forms, suggestions};
use crate::db::unique;
use crate::egress;
use crate::error::{AppError, AppResult};
use crate::services::Services;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{FormState, Input, Operator, page, page_with};

const NAME_TAKEN: &str = "The register has an entry of this name.";

#[derive(Deserialize)]
pub struct From {
    #[serde(default)]
    from: String,
}

pub fn ground(services: &Services) -> Ground {
    Ground {
        today: services.clock.now().date(),
        storage_country: services.config.installation.storage_country.clone(),
        mail_host: egress::foreign_mail_host(&services.mailer).map(str::to_owned),
    }
}

pub async fn find(who: &Operator, id: i64) -> AppResult<Processor> {
    who.read_unscoped(move |db| queries::find(db, id)).await
}

pub async fn index(who: Operator) -> AppResult<HttpResponse> {
    let (all, unanswered) =
        who.read_unscoped(|db| Ok((queries::all(db)?, objections::unanswered(db)?))).await?;
    page(&ListPage::of(&who, &all, &unanswered))
}

pub async fn new(who: Operator, from: web::Query<From>) -> AppResult<HttpResponse> {
    page(&FormPage::new(&who, suggestions::form(&from.from)))
}

pub async fn create(who: Operator, input: Input) -> AppResult<HttpResponse> {
    let entry = match forms::validate(&input, &ground(&who.services), None) {
        Ok(entry) => entry,
        Err(form) => return page_with(StatusCode::UNPROCESSABLE_ENTITY, &FormPage::new(&who, form)),
    };
    let added = who.write_unscoped(move |db| queries::insert(db, &entry.promised, &entry.terms)).await;
    if is_name_taken(&added) {
        let form = FormState::with_error(input, "name", NAME_TAKEN);
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &FormPage::new(&who, form));
    }
    let id = added?;
    tracing::info!(processor = id, operator = who.user().pseudonym, "processor drafted");
    let done = "Draft saved. Nothing is sent there until you announce it.";
    Ok(see_other_with(format!("/operator/processors/{id}"), &Flash::success(done)))
}

fn is_name_taken<T>(outcome: &AppResult<T>) -> bool {
    outcome.as_ref().err().is_some_and(|error| unique::violated(error, "processors", "name_key"))
}

pub async fn show(who: Operator, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    let (processor, objections, people) = who
        .read_unscoped(move |db| {
            Ok((
                queries::find(db, id)?,
                objections::to_processor(db, id)?,
                queries::people_disclosed(db, id)?,
            ))
        })
        .await?;
    page(&ShowPage::of(&who, &processor, &objections, people))
}

pub async fn edit(who: Operator, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let stored = editable(&who, id.into_inner()).await?;
    page(&FormPage::edit(&who, &stored, forms::of(&stored)))
}

async fn editable(who: &Operator, id: i64) -> AppResult<Processor> {
    let stored = find(who, id).await?;
    if stored.retired_at.is_some() {
        return Err(AppError::Conflict("This entry was retired. Add a new one to use the company again."));
    }
    Ok(stored)
}

pub async fn save(who: Operator, id: web::Path<i64>, input: Input) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    let stored = editable(&who, id).await?;
    let fixed = stored.is_public().then_some(&stored.promised);
    let entry = match forms::validate(&input, &ground(&who.services), fixed) {
        Ok(entry) => entry,
        Err(form) => {
            return page_with(StatusCode::UNPROCESSABLE_ENTITY, &FormPage::edit(&who, &stored, form));
        }
    };
    let version = forms::version(&input);
    let saved = who.write_unscoped(move |db| actions::save(db, id, version, &entry)).await;
    if is_name_taken(&saved) {
        let form = FormState::with_error(input, "name", NAME_TAKEN);
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &FormPage::edit(&who, &stored, form));
    }
    match saved? {
        Saved::Stale(stored) => page_with(StatusCode::CONFLICT, &FormPage::stale(&who, &stored, &input)),
        Saved::Done => {
            super::stand(&who.services).await?;
            tracing::info!(processor = id, operator = who.user().pseudonym, "processor changed");
            Ok(see_other_with(format!("/operator/processors/{id}"), &Flash::success("Changes saved.")))
        }
    }
}
