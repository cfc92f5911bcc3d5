//! The pages of what is held and of the choices about it.

mod overview;
mod values;

use askama::Template;

pub use overview::{EventRow, OverviewPage};
pub use values::ValuesPage;

use crate::web::access::SignedIn;
use crate::web::form::FormState;
use crate::web::page::{Chrome, Nav};

/// Asks for the password again before values are shown.
#[derive(Template)]
#[template(path = "account/privacy_door.html")]
pub struct DoorPage {
    chrome: Chrome,
    form: FormState,
    minutes: i64,
}

impl DoorPage {
    pub fn of(who: &SignedIn, form: FormState) -> Self {
        let minutes = crate::account::step_up::HOLDS.whole_minutes();
        Self { chrome: who.chrome(Nav::None), form, minutes }
    }
}

/// The second step of opting in again.
#[derive(Template)]
#[template(path = "account/privacy_signal.html")]
pub struct SignalPage {
    chrome: Chrome,
}

impl SignalPage {
    pub fn of(who: &SignedIn) -> Self {
        Self { chrome: who.chrome(Nav::None) }
    }
}
