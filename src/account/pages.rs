//! The pages that are shown before somebody is signed in.

use actix_web::http::header;
use actix_web::{HttpResponse, ResponseError};
use askama::Template;

use super::landing::Landing;
use super::passkeys;
use super::password::{SHORTEST_ALONE, SHORTEST_WITH_SECOND_FACTOR};
use crate::error::{AppError, AppResult};
use crate::web::{Chrome, FormState, Nav, Public, SignedIn, page_with};

#[derive(Template)]
#[template(path = "account/login.html")]
pub struct LoginPage {
    chrome: Chrome,
    form: FormState,
    next: String,
    passkeys_offered: bool,
    refuses_cookies: bool,
}

impl LoginPage {
    pub fn new(who: &Public, form: FormState, landing: &Landing) -> Self {
        let passkeys_offered = passkeys::are_offered(&who.services.config);
        Self {
            chrome: who.chrome(),
            form,
            next: landing.next().to_owned(),
            passkeys_offered,
            refuses_cookies: false,
        }
    }

    /// The right password led back here: the browser keeps no cookie.
    pub fn about_cookies(self) -> Self {
        Self { refuses_cookies: true, ..self }
    }
}

#[derive(Template)]
#[template(path = "account/second_factor_step.html")]
pub struct SecondFactorPage {
    chrome: Chrome,
    form: FormState,
    next: String,
}

impl SecondFactorPage {
    pub fn new(who: &Public, form: FormState, landing: &Landing) -> Self {
        Self { chrome: who.chrome(), form, next: landing.next().to_owned() }
    }
}

#[derive(Template)]
#[template(path = "account/check_mail.html")]
pub struct CheckMailPage {
    chrome: Chrome,
    form: FormState,
    email: String,
}

impl CheckMailPage {
    pub fn new(who: &SignedIn, form: FormState) -> Self {
        Self { chrome: who.chrome(Nav::None), form, email: who.user().email.clone() }
    }
}

#[derive(Template)]
#[template(path = "account/verify.html")]
pub struct VerifyPage {
    chrome: Chrome,
    token: String,
}

impl VerifyPage {
    pub fn new(who: &Public, token: String) -> Self {
        Self { chrome: who.chrome(), token }
    }
}

/// A link from a mail that no longer works, and what to do about it.
#[derive(Template)]
#[template(path = "account/dead_link.html")]
pub struct DeadLinkPage {
    chrome: Chrome,
    text: &'static str,
    href: &'static str,
    label: &'static str,
}

impl DeadLinkPage {
    pub fn new(who: &Public, text: &'static str, href: &'static str, label: &'static str) -> Self {
        Self { chrome: who.chrome(), text, href, label }
    }
}

#[derive(Template)]
#[template(path = "account/forgot.html")]
pub struct ForgotPage {
    chrome: Chrome,
    form: FormState,
}

impl ForgotPage {
    pub fn new(who: &Public, form: FormState) -> Self {
        Self { chrome: who.chrome(), form }
    }
}

#[derive(Template)]
#[template(path = "account/link_sent.html")]
pub struct LinkSentPage {
    chrome: Chrome,
}

impl LinkSentPage {
    pub fn new(who: &Public) -> Self {
        Self { chrome: who.chrome() }
    }
}

#[derive(Template)]
#[template(path = "account/reset.html")]
pub struct ResetPage {
    chrome: Chrome,
    form: FormState,
    token: String,
    hint: String,
}

impl ResetPage {
    pub fn new(who: &Public, form: FormState, token: String, with_second_factor: bool) -> Self {
        Self { chrome: who.chrome(), form, token, hint: password_hint(with_second_factor) }
    }
}

/// What to say under a field for a new password.
pub fn password_hint(with_second_factor: bool) -> String {
    let least = if with_second_factor { SHORTEST_WITH_SECOND_FACTOR } else { SHORTEST_ALONE };
    format!(
        "At least {least} characters. A few words that don’t belong together are easy to keep in mind and hard to guess."
    )
}

/// Too many tries, or too many people at once, answered with the form that was sent:
/// whoever waits need not type again.
pub fn not_now<P: Template>(error: AppError, page: impl FnOnce(&str) -> P) -> AppResult<HttpResponse> {
    let wait = match error {
        AppError::TooMany { retry_after } => retry_after,
        AppError::Unavailable(_) => A_MOMENT,
        other => return Err(other),
    };
    let (title, text) = error.words();
    let mut answer = page_with(error.status_code(), &page(&format!("{title}. {text}")))?;
    answer.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from(wait));
    Ok(answer)
}

/// Seconds after which the password threads have worked off a good part of their line.
const A_MOMENT: u64 = 5;

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Template)]
    #[template(source = "{{ message }}", ext = "txt")]
    struct Page {
        message: String,
    }

    fn answer(error: AppError) -> AppResult<HttpResponse> {
        not_now(error, |message| Page { message: message.to_owned() })
    }

    #[test]
    fn who_has_to_wait_is_told_how_long() {
        for (error, status, wait) in
            [(AppError::TooMany { retry_after: 30 }, 429, "30"), (AppError::Unavailable("Busy."), 503, "5")]
        {
            let answer = answer(error).unwrap();
            assert_eq!(answer.status().as_u16(), status);
            assert_eq!(answer.headers().get(header::RETRY_AFTER).unwrap(), wait);
        }
        assert!(matches!(answer(AppError::NotFound), Err(AppError::NotFound)));
    }
}
