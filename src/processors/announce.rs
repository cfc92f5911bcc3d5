//! Announcing a processor: from then on people know of it, and from its day on it may receive data.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::queries::{self, Processor};
use super::register::ground;
use super::views::operator::AnnouncePage;
use super::{actions, forms, model};
use crate::error::{AppError, AppResult};
use crate::notices;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{FormState, Input, Operator, page, page_with};

const NOT_A_DRAFT: AppError =
    AppError::Conflict("It was announced, changed or retired meanwhile. Look at it again.");

pub async fn ask(who: Operator, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let (draft, businesses) = draft(&who, id.into_inner()).await?;
    let from = earliest(&who, businesses, "");
    let form =
        FormState::filled([("effective_on", from.to_string()), ("version", draft.version.to_string())]);
    page(&AnnouncePage::of(&who, &draft, businesses, problems(&who, &draft), form))
}

pub async fn announce(who: Operator, id: web::Path<i64>, input: Input) -> AppResult<HttpResponse> {
    let (draft, businesses) = draft(&who, id.into_inner()).await?;
    if forms::version(&input) != draft.version {
        return Err(NOT_A_DRAFT);
    }
    let problems = problems(&who, &draft);
    let new = match forms::announcement(&input, |emergency| earliest(&who, businesses, emergency)) {
        Ok(new) if problems.is_empty() => new,
        outcome => {
            let form = outcome.err().unwrap_or_else(|| FormState::typed(input));
            let page = AnnouncePage::of(&who, &draft, businesses, problems, form);
            return page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    let id = draft.id;
    if !who.write_unscoped(move |db| actions::announce(db, &draft, &new)).await? {
        return Err(NOT_A_DRAFT);
    }
    super::stand(&who.services).await?;
    notices::stand(&who.services).await?;
    tracing::info!(processor = id, operator = who.user().pseudonym, "processor announced");
    Ok(see_other_with(format!("/operator/processors/{id}"), &Flash::success("Announced.")))
}

async fn draft(who: &Operator, id: i64) -> AppResult<(Processor, i64)> {
    let (found, businesses) =
        who.read_unscoped(move |db| Ok((queries::find(db, id)?, queries::businesses(db)?))).await?;
    let is_draft = found.announced_at.is_none() && found.retired_at.is_none();
    if is_draft { Ok((found, businesses)) } else { Err(NOT_A_DRAFT) }
}

fn earliest(who: &Operator, businesses: i64, emergency: &str) -> time::Date {
    let days = who.services.config.installation.notice_days;
    model::earliest(who.now().date(), days, businesses, emergency)
}

fn problems(who: &Operator, draft: &Processor) -> Vec<model::Problem> {
    model::problems(&draft.promised, &draft.terms, &ground(&who.services))
}
