//! The pages that are shown before somebody is signed in.

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use askama::Template;

use super::landing::Landing;
use crate::error::{AppError, AppResult};
use crate::web::{Chrome, FormState, Public, page_with};

#[derive(Template)]
#[template(path = "account/login.html")]
pub struct LoginPage {
    chrome: Chrome,
    form: FormState,
    next: String,
}

impl LoginPage {
    pub fn new(who: &Public, form: FormState, landing: &Landing) -> Self {
        Self { chrome: who.chrome(), form, next: landing.next().to_owned() }
    }
}

/// Too many tries, answered with the form that was sent: whoever waits need not type again.
pub fn slow_down<P: Template>(error: AppError, page: impl FnOnce(&str) -> P) -> AppResult<HttpResponse> {
    let AppError::TooMany { retry_after } = error else { return Err(error) };
    let mut answer = page_with(StatusCode::TOO_MANY_REQUESTS, &page(&error.words().1))?;
    answer.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from(retry_after));
    Ok(answer)
}
