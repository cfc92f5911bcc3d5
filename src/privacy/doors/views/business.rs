//! A business's own privacy page.

use askama::Template;

use super::{Choices, kinds};
use crate::civil::{Locale, format_date};
use crate::contacts::statements::FIELDS;
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
    fields: Choices,
    name: String,
    address: Vec<String>,
    phone: String,
    phone_href: String,
    email: String,
    has_contact: bool,
    own_words: String,
    /// The day from which nothing is here any more; empty while the business goes on.
    closes_on: String,
    /// What the business keeps shorter than the program does.
    shorter: Vec<String>,
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
            fields: fields(),
            has_contact: [&business.address, &business.phone, &business.privacy_contact_email]
                .iter()
                .any(|way| !way.is_empty()),
            closes_on: business
                .closes_at
                .map(|at| format_date(at.date(), Locale::default()))
                .unwrap_or_default(),
            shorter: shorter(&business),
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

fn shorter(business: &Business) -> Vec<String> {
    let archived = business
        .archived_months
        .map(|months| format!("Clients it has archived are deleted after {months} months without activity."));
    let sentences = [
        business
            .inactive_months
            .map(|months| format!("Clients are deleted after {months} months without activity.")),
        archived,
        (business.trash_days < 30).then(|| match business.trash_days {
            1 => "A deleted client is gone for good after a day.".to_owned(),
            days => format!("A deleted client is gone for good after {days} days."),
        }),
        business
            .activity_months
            .map(|months| format!("The record of who did what is kept for {months} months.")),
    ];
    sentences.into_iter().flatten().collect()
}

/// What a client can name as wrong.
fn fields() -> Choices {
    let named = FIELDS.iter().map(|(word, label)| ((*word).to_owned(), (*label).to_owned()));
    std::iter::once((String::new(), "Something else".to_owned())).chain(named).collect()
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
