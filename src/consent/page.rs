//! GET `/cookies`: every cookie of the register, the present choice, and the form to change it.

use actix_web::HttpResponse;

use super::views::{self, CookiesPage};
use crate::error::AppResult;
use crate::web::{FormState, Public, page};

pub async fn show(who: Public) -> AppResult<HttpResponse> {
    let form = FormState::filled([(views::THEME_FIELD, who.theme.word())]);
    page(&CookiesPage::new(&who, form))
}
