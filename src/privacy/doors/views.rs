//! The pages of the doors.

mod business;
mod receipt;

use askama::Template;

pub use business::BusinessPage;
pub use receipt::{OutcomeLines, Receipt, ReceiptPage};

use super::deletion::{GRACE, Prospect};
use crate::privacy::policy::places;
use crate::requests::model::Kind;
use crate::requests::queries::inquiries::CODE_LIFETIME;
use crate::web::access::SignedIn;
use crate::web::{Chrome, FormState, Nav, Public};

pub type Choices = Vec<(String, String)>;

/// What can be chosen, after a line that says that nothing is chosen yet.
pub fn kinds() -> Choices {
    std::iter::once((String::new(), "Choose".to_owned())).chain(Kind::choices()).collect()
}

#[derive(Template)]
#[template(path = "privacy/request.html")]
pub struct RequestPage {
    chrome: Chrome,
    form: FormState,
    kinds: Choices,
    places: Choices,
    controller: String,
    privacy_email: String,
}

impl RequestPage {
    pub fn of(who: &Public, form: FormState) -> Self {
        let installation = &who.services.config.installation;
        Self {
            chrome: who.chrome(),
            form,
            kinds: kinds(),
            places: places::choices(),
            controller: installation.controller.clone(),
            privacy_email: installation.privacy_email.clone(),
        }
    }
}

#[derive(Template)]
#[template(path = "privacy/request_code.html")]
pub struct CodePage {
    chrome: Chrome,
    form: FormState,
    action: String,
    minutes: i64,
}

impl CodePage {
    pub fn of(who: &Public, token: &str, form: FormState) -> Self {
        Self {
            chrome: who.chrome(),
            form,
            action: format!("/privacy/request/{token}"),
            minutes: CODE_LIFETIME.whole_minutes(),
        }
    }
}

#[derive(Template)]
#[template(path = "privacy/further.html")]
pub struct FurtherPage {
    chrome: Chrome,
    form: FormState,
    title: &'static str,
    lead: &'static str,
    action: String,
    back: String,
    label: &'static str,
}

impl FurtherPage {
    pub fn of(who: &Public, code: &str, kind: Kind, form: FormState) -> Self {
        let (title, lead, word, label) = match kind {
            Kind::Appeal => (
                "Appeal the refusal",
                "Somebody looks at your request again. Say why the refusal is wrong.",
                "appeal",
                "Send the appeal",
            ),
            _ => (
                "Complain",
                "About how your request or your data was handled. You can complain to the authority as well, before or after.",
                "complaint",
                "Send the complaint",
            ),
        };
        Self {
            chrome: who.chrome(),
            form,
            title,
            lead,
            action: format!("/r/{code}/{word}"),
            back: format!("/r/{code}"),
            label,
        }
    }
}

#[derive(Template)]
#[template(path = "account/privacy_request.html")]
pub struct AccountRequestPage {
    chrome: Chrome,
    form: FormState,
    kinds: Choices,
    places: Choices,
}

impl AccountRequestPage {
    pub fn of(who: &SignedIn, form: FormState) -> Self {
        Self { chrome: who.chrome(Nav::None), form, kinds: kinds(), places: places::choices() }
    }
}

#[derive(Template)]
#[template(path = "account/privacy_delete.html")]
pub struct DeletionPage {
    chrome: Chrome,
    form: FormState,
    outcome: OutcomeLines,
    owned: Vec<String>,
    digest: String,
    days: i64,
    backup_days: u16,
    places: Choices,
}

impl DeletionPage {
    pub fn of(who: &SignedIn, prospect: &Prospect, form: FormState) -> Self {
        Self {
            chrome: who.chrome(Nav::None),
            form,
            outcome: OutcomeLines::of(&prospect.preview.outcome),
            owned: prospect.sole_owner_of.iter().map(|(_, name)| name.clone()).collect(),
            digest: prospect.preview.digest.clone(),
            days: GRACE.whole_days(),
            backup_days: who.services.config.installation.backup_days,
            places: places::choices(),
        }
    }
}
