//! The front page and the pages of sign-up.

use askama::Template;

use crate::account::pages::password_hint;
use crate::civil::Zone;
use crate::web::{Chrome, FormState, Public};
use crate::workspace::model::INDUSTRIES;

#[derive(Template)]
#[template(path = "home.html")]
pub struct HomePage {
    chrome: Chrome,
}

impl HomePage {
    pub fn new(who: &Public) -> Self {
        Self { chrome: who.chrome() }
    }
}

#[derive(Template)]
#[template(path = "signup/form.html")]
pub struct SignUpPage {
    chrome: Chrome,
    form: FormState,
    industries: Vec<(&'static str, &'static str)>,
    zones: Vec<(&'static str, String)>,
    password_hint: String,
}

impl SignUpPage {
    pub fn new(who: &Public, form: FormState) -> Self {
        Self {
            chrome: who.chrome(),
            form,
            industries: [("", "Choose one")].into_iter().chain(INDUSTRIES.iter().copied()).collect(),
            zones: zones(),
            password_hint: password_hint(false),
        }
    }
}

/// "America/New_York" reads better with a space.
fn zones() -> Vec<(&'static str, String)> {
    let choose = ("", "Choose your time zone".to_owned());
    let named = Zone::names().iter().map(|name| (name.as_str(), name.replace('_', " ")));
    std::iter::once(choose).chain(named).collect()
}

#[derive(Template)]
#[template(path = "signup/sent.html")]
pub struct SentPage {
    chrome: Chrome,
}

impl SentPage {
    pub fn new(who: &Public) -> Self {
        Self { chrome: who.chrome() }
    }
}
