//! `/contacts/duplicates`: who may be there twice, by what they share.

use actix_web::{HttpRequest, HttpResponse};

use super::model::Reason;
use super::queries::find::{self, PAGE};
use super::views::{Found, IndexPage};
use crate::access::contacts::Delete;
use crate::db::Scoped;
use crate::error::{AppError, AppResult};
use crate::web::{Can, Input, page};

pub async fn index(who: Can<Delete>, request: HttpRequest) -> AppResult<HttpResponse> {
    let input = Input::parse(request.query_string().as_bytes());
    let (wanted, after) = (Reason::from_word(input.get("by")), input.get("after").parse().ok());
    let found = who.read(move |db| look(db, wanted, after)).await?;
    page(&IndexPage::of(&who, found))
}

/// Without a choice, the first reason by which there is somebody.
fn look(db: &mut Scoped, wanted: Option<Reason>, after: Option<i64>) -> AppResult<Found> {
    let reach = db.reach().clone();
    let offered: Vec<Reason> =
        Reason::ALL.iter().copied().filter(|reason| reason.is_offered(&reach)).collect();
    let first = *offered.first().ok_or(AppError::NotFound)?;
    if let Some(reason) = wanted.filter(|reason| offered.contains(reason)) {
        return Ok(Found { page: find::page(db, reason, after, PAGE)?, offered, reason });
    }
    for &reason in &offered {
        let page = find::page(db, reason, None, PAGE)?;
        if !page.groups.is_empty() {
            return Ok(Found { page, offered, reason });
        }
    }
    Ok(Found { page: find::page(db, first, None, PAGE)?, offered, reason: first })
}
