//! `/operator/policies`: the versions, and additions that hold for this installation alone.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::forms::{self, Rules};
use super::model::{Document, Version};
use super::publish;
use super::queries;
use super::source::Source;
use super::views::{AddPage, PoliciesPage};
use crate::db::Unscoped;
use crate::error::{AppError, AppResult};
use crate::notices;
use crate::web::Operator;
use crate::web::flash::Flash;
use crate::web::form::{FormState, Input};
use crate::web::page::{page, page_with, see_other_with};

pub async fn index(who: Operator) -> AppResult<HttpResponse> {
    let all = who
        .read_unscoped(|db| {
            let heads = |document: &Document| Ok((*document, queries::heads(db, *document)?));
            Document::ALL.iter().map(heads).collect::<AppResult<Vec<_>>>()
        })
        .await?;
    page(&PoliciesPage::of(&who, all))
}

pub async fn add(who: Operator, path: web::Path<String>) -> AppResult<HttpResponse> {
    let document = named(&path)?;
    let latest = latest(&who, document).await?;
    page(&AddPage::of(&who, document, FormState::filled([("text", latest.additions)])))
}

pub async fn publish(who: Operator, path: web::Path<String>, input: Input) -> AppResult<HttpResponse> {
    let document = named(&path)?;
    let rules = Rules {
        today: who.now().date(),
        notice_days: who.services.config.installation.notice_days,
        latest: latest(&who, document).await?.head,
    };
    let addition = match forms::validate(&input, &rules) {
        Ok(addition) => addition,
        Err(form) => {
            return page_with(StatusCode::UNPROCESSABLE_ENTITY, &AddPage::of(&who, document, form));
        }
    };
    let services = who.services.clone();
    let agreements = who
        .write_unscoped(move |db| {
            let (source, latest) = (Source::read(&services, db)?, found(db, document)?);
            let version = publish::with_addition(document, &source, &latest, &addition, db.now)?;
            publish::insert(db, &version)?;
            publish::agreements(db)
        })
        .await?;
    who.services.standing.change(|facts| facts.agreements = agreements);
    notices::stand(&who.services).await?;
    tracing::info!(document = document.word(), operator = who.user().pseudonym, "policy addition published");
    Ok(see_other_with("/operator/policies", &Flash::success("The new version is published.")))
}

async fn latest(who: &Operator, document: Document) -> AppResult<Version> {
    who.read_unscoped(move |db| found(db, document)).await
}

fn found(db: &mut Unscoped, document: Document) -> AppResult<Version> {
    queries::latest(db, document)?.ok_or(AppError::NotFound)
}

fn named(word: &str) -> AppResult<Document> {
    Document::from_word(word).ok_or(AppError::NotFound)
}
