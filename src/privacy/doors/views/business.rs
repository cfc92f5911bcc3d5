//! A business's own privacy page.

use askama::Template;

use super::{Choices, kinds};
use crate::inventory::{Controller, Subject, Table, tables};
use crate::privacy::policy::places;
use crate::privacy::registers::Business;
use crate::text::markdown;
use crate::web::{Chrome, FormState, Public};

#[derive(Template)]
#[template(path = "privacy/business.html")]
pub struct BusinessPage {
    chrome: Chrome,
    form: FormState,
    action: String,
    choices: Choices,
    places: Choices,
    name: String,
    address: Vec<String>,
    phone: String,
    phone_href: String,
    email: String,
    has_contact: bool,
    own_words: String,
    kinds: Vec<Kept>,
    controller: String,
    controller_address: String,
}

struct Kept {
    title: &'static str,
    what: String,
    purpose: &'static str,
}

impl BusinessPage {
    pub fn of(who: &Public, slug: &str, business: Business, form: FormState) -> Self {
        let installation = &who.services.config.installation;
        let inventory = tables(&who.services.inventory);
        let phone_href = business.phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        Self {
            chrome: who.chrome(),
            form,
            action: format!("/w/{slug}/privacy#request"),
            choices: kinds(),
            places: places::choices(),
            has_contact: [&business.address, &business.phone, &business.privacy_contact_email]
                .iter()
                .any(|way| !way.is_empty()),
            name: business.name,
            address: business.address.lines().map(str::to_owned).collect(),
            phone: business.phone,
            phone_href,
            email: business.privacy_contact_email,
            own_words: markdown::render(&business.privacy_text),
            kinds: inventory.iter().filter(|table| is_about_clients(table)).filter_map(Kept::of).collect(),
            controller: installation.controller.clone(),
            controller_address: installation.address.clone(),
        }
    }
}

fn is_about_clients(table: &Table) -> bool {
    let decides = table.columns.first().is_some_and(|c| c.controller == Controller::Workspace);
    decides && table.subject == Subject::Contact
}

impl Kept {
    fn of(table: &Table) -> Option<Self> {
        let labels: Vec<String> = table.shown().map(|column| column.label().to_lowercase()).collect();
        let purpose = table.columns.first()?.purpose;
        (!labels.is_empty()).then(|| Self { title: table.title, what: labels.join(", "), purpose })
    }
}
