//! The pages of the profile.

use askama::Template;

use crate::web::access::SignedIn;
use crate::web::form::FormState;
use crate::web::page::{Chrome, Nav};

#[derive(Template)]
#[template(path = "account/profile.html")]
pub struct ProfilePage {
    chrome: Chrome,
    form: FormState,
    email: String,
    verified: bool,
}

impl ProfilePage {
    pub fn of(who: &SignedIn, form: FormState) -> Self {
        let user = who.user();
        Self { chrome: who.chrome(Nav::None), form, email: user.email.clone(), verified: user.email_verified }
    }
}

#[derive(Template)]
#[template(path = "account/email.html")]
pub struct EmailPage {
    chrome: Chrome,
    form: FormState,
    email: String,
}

impl EmailPage {
    pub fn of(who: &SignedIn, form: FormState) -> Self {
        Self { chrome: who.chrome(Nav::None), form, email: who.user().email.clone() }
    }
}

#[derive(Template)]
#[template(path = "account/email_code.html")]
pub struct CodePage {
    chrome: Chrome,
    form: FormState,
    new_email: String,
}

impl CodePage {
    pub fn of(who: &SignedIn, form: FormState, new_email: &str) -> Self {
        Self { chrome: who.chrome(Nav::None), form, new_email: new_email.to_owned() }
    }
}
