//! GET `/do-not-sell`: the opt-out page, there although nothing is sold.

use actix_web::HttpResponse;

use super::views::DoNotSellPage;
use crate::error::AppResult;
use crate::web::{Public, page};

pub async fn show(who: Public) -> AppResult<HttpResponse> {
    page(&DoNotSellPage::new(&who))
}
