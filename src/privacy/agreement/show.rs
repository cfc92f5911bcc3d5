//! The newest agreement, and whether the business accepted it.

use actix_web::HttpResponse;

use super::queries;
use super::views::AgreementPage;
use crate::access::workspace::Manage;
use crate::error::{AppError, AppResult};
use crate::standing::Agreement;
use crate::web::{Can, Who, page};

pub async fn show(who: Can<Manage>) -> AppResult<HttpResponse> {
    let offered = offered(&who)?;
    let version = offered.version;
    let (text, accepted) =
        who.read(move |db| Ok((queries::text(db, version)?, queries::acceptances(db)?))).await?;
    page(&AgreementPage::of(&who, &offered, text, &accepted))
}

/// The newest version, also before its day: whoever accepts it early is never held up.
pub fn offered(who: &Who) -> AppResult<Agreement> {
    let facts = who.services.standing.facts();
    facts.agreements.iter().max_by_key(|a| a.version).cloned().ok_or(AppError::NotFound)
}
