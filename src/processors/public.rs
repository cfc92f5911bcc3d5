//! `/subprocessors`: who processes data for this installation, and by which rules.

use actix_web::HttpResponse;

use super::queries;
use super::views::public::SubprocessorsPage;
use crate::error::AppResult;
use crate::web::access::Public;
use crate::web::page;

pub async fn show(visitor: Public) -> AppResult<HttpResponse> {
    let all = visitor.read_unscoped(queries::all).await?;
    page(&SubprocessorsPage::of(&visitor, &all))
}
