//! `/`: the front page for visitors, the day for whoever is signed in.

use actix_web::HttpResponse;

use super::views::HomePage;
use crate::error::AppResult;
use crate::web::{Public, page, see_other};

pub async fn show(who: Public) -> AppResult<HttpResponse> {
    if who.is_signed_in() {
        return Ok(see_other("/today"));
    }
    page(&HomePage::new(&who))
}
