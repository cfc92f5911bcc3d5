//! `/operator/errors`: the groups of failures, and the button that says one is mended.

use actix_web::{HttpRequest, HttpResponse, web};

use super::queries;
use super::views::FaultsPage;
use crate::error::{AppError, AppResult};
use crate::web::flash::Flash;
use crate::web::page::{page, see_other_with};
use crate::web::{Input, Operator};

pub async fn show(who: Operator, request: HttpRequest) -> AppResult<HttpResponse> {
    let asked = Input::parse(request.query_string().as_bytes());
    let mended = asked.get("show") == "mended";
    let after = asked.get("after").parse().ok();
    let found = who.read_unscoped(move |db| queries::list(db, mended, after)).await?;
    page(&FaultsPage::of(&who, mended, found))
}

pub async fn mended(who: Operator, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    if !who.write_unscoped(move |db| queries::mend(db, id)).await? {
        return Err(AppError::NotFound);
    }
    let said = Flash::success("Marked as mended. If it fails again, it comes back.");
    Ok(see_other_with("/operator/errors", &said))
}
