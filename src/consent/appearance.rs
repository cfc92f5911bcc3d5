//! POST `/appearance`: light, dark, or as the device says.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::choose::{self, Choice, Said};
use super::views::{self, CookiesPage};
use crate::error::{AppError, AppResult};
use crate::web::banner::COOKIES_PAGE;
use crate::web::consent::Consent;
use crate::web::cookies::{Category, PREFERENCES};
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::rate_limit::{Action, RateLimits};
use crate::web::theme::Theme;
use crate::web::{FormState, Input, Public, page_with};

pub async fn set(
    who: Public,
    request: HttpRequest,
    limits: web::Data<RateLimits>,
    input: Input,
) -> AppResult<HttpResponse> {
    let Some(theme) = Theme::from_word(input.get("theme")) else {
        return refused(&who, input, "Choose one of the three.");
    };
    let answer = see_other_with(COOKIES_PAGE, &Flash::success("The appearance is saved."));
    if theme == Theme::Auto || who.consent.allows(Category::Preferences) {
        return keep(theme, &who.consent, answer);
    }
    if !input.checked("allow") {
        return refused(&who, input, "This needs one cookie. Allow preferences to keep it.");
    }
    limits.check(Action::Choose, who.client.address)?;
    let choice = Choice { said: Said::Save, answers: vec![(Category::Preferences, true)], opts_out: false };
    let consent = choose::record(&who, &request, choice, COOKIES_PAGE).await?;
    let mut answer = answer;
    for cookie in choose::cookies_for(&who, &request, &consent)? {
        answer.add_cookie(&cookie).map_err(AppError::internal)?;
    }
    keep(theme, &consent, answer)
}

/// As the device says is what happens without the cookie.
fn keep(theme: Theme, consent: &Consent, mut answer: HttpResponse) -> AppResult<HttpResponse> {
    let cookie = match theme {
        Theme::Auto => Some(PREFERENCES.expired()),
        theme => PREFERENCES.with_consent(consent, theme.word().to_owned()),
    };
    if let Some(cookie) = cookie {
        answer.add_cookie(&cookie).map_err(AppError::internal)?;
    }
    Ok(answer)
}

fn refused(who: &Public, input: Input, message: &str) -> AppResult<HttpResponse> {
    let form = FormState::with_error(input, views::THEME_FIELD, message);
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &CookiesPage::new(who, form))
}
