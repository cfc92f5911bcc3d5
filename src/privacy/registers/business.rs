//! `/w/{slug}/privacy`: a business's own privacy page, for its clients. It decides about
//! their data, so they turn to it; whoever runs the installation only keeps it.

use actix_web::HttpResponse;
use actix_web::web::Path;
use askama::Template;

use super::queries::{self, Business};
use crate::civil::{Locale, format_date};
use crate::error::AppResult;
use crate::inventory::{Controller, Subject, Table, tables};
use crate::text::markdown;
use crate::web::{Chrome, Public, page};

pub async fn show(who: Public, slug: Path<String>) -> AppResult<HttpResponse> {
    let business = who.read_unscoped(move |db| queries::business_of_slug(db, &slug)).await?;
    page(&BusinessPage::of(&who, business))
}

#[derive(Template)]
#[template(path = "privacy/business.html")]
struct BusinessPage {
    chrome: Chrome,
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
    kinds: Vec<Kind>,
    controller: String,
    controller_address: String,
}

struct Kind {
    title: &'static str,
    what: String,
    purpose: &'static str,
}

impl BusinessPage {
    fn of(who: &Public, business: Business) -> Self {
        let installation = &who.services.config.installation;
        let inventory = tables(&who.services.inventory);
        let phone_href = business.phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        Self {
            chrome: who.chrome(),
            has_contact: [&business.address, &business.phone, &business.privacy_contact_email]
                .iter()
                .any(|way| !way.is_empty()),
            closes_on: business.closes_at.map(|at| format_date(at.date(), Locale::default())).unwrap_or_default(),
            shorter: shorter(&business),
            name: business.name,
            address: business.address.lines().map(str::to_owned).collect(),
            phone: business.phone,
            phone_href,
            email: business.privacy_contact_email,
            own_words: markdown::render(&business.privacy_text),
            kinds: inventory.iter().filter(|table| is_about_clients(table)).filter_map(Kind::of).collect(),
            controller: installation.controller.clone(),
            controller_address: installation.address.clone(),
        }
    }
}

fn shorter(business: &Business) -> Vec<String> {
    let archived = business.archived_months.map(|months| {
        format!("Clients it has archived are deleted after {months} months without activity.")
    });
    let sentences = [
        business.inactive_months.map(|months| format!("Clients are deleted after {months} months without activity.")),
        archived,
        (business.trash_days < 30).then(|| match business.trash_days {
            1 => "A deleted client is gone for good after a day.".to_owned(),
            days => format!("A deleted client is gone for good after {days} days."),
        }),
        business.activity_months.map(|months| format!("The record of who did what is kept for {months} months.")),
    ];
    sentences.into_iter().flatten().collect()
}

fn is_about_clients(table: &Table) -> bool {
    let decides = table.columns.first().is_some_and(|c| c.controller == Controller::Workspace);
    decides && table.subject == Subject::Contact
}

impl Kind {
    fn of(table: &Table) -> Option<Self> {
        let labels: Vec<String> = table.shown().map(|column| column.label().to_lowercase()).collect();
        let purpose = table.columns.first()?.purpose;
        (!labels.is_empty()).then(|| Self { title: table.title, what: labels.join(", "), purpose })
    }
}
