//! What the page about patient information shows.

use askama::Template;

use super::queries::Baa;
use crate::access::patients::{Patients, Rule};
use crate::civil::Wall;
use crate::web::{Chrome, FormState, Nav, Who};

#[derive(Template)]
#[template(path = "workspace/health.html")]
pub struct HealthPage {
    chrome: Chrome,
    /// What holds now, and the kind of its notice.
    state: &'static str,
    kind: &'static str,
    until: String,
    answers: Vec<(String, String)>,
    answer_form: FormState,
    form: FormState,
    agreements: Vec<Row>,
    controller: String,
}

struct Row {
    document: String,
    signer: String,
    dates: String,
}

impl HealthPage {
    pub fn of(
        who: &Who,
        (said, industry, agreements): (String, String, Vec<Baa>),
        answer: Option<FormState>,
        form: FormState,
    ) -> Self {
        let wall = who.wall();
        let until = agreements.first().map(|baa| baa.ends_on);
        let (state, kind) = match Patients::of(&industry, &said, until).rule(wall.today()) {
            Rule::Free => ("No patient information is kept here.", "info"),
            Rule::Strict => (
                "Your agreement is in force. Each look at a contact is written down, sign-ins end after half an hour without use, and data goes only to companies that signed too.",
                "success",
            ),
            Rule::Blocked => (
                "Clients can’t be added or changed until you say below that you keep no patient information, or record your signed agreement.",
                "warning",
            ),
        };
        let option = |word: &str, label: &str| (word.to_owned(), label.to_owned());
        Self {
            chrome: who.chrome(Nav::Workspace),
            state,
            kind,
            until: until.filter(|_| kind == "success").map(|day| wall.date(day)).unwrap_or_default(),
            answers: vec![
                option("no", "No. We use ClientSync for nothing that HIPAA covers."),
                option("yes", "Yes, we store patient or health information."),
            ],
            answer_form: answer.unwrap_or_else(|| FormState::filled([("patient_data", said)])),
            form,
            agreements: agreements.iter().map(|baa| Row::of(baa, &wall)).collect(),
            controller: who.services.config.installation.controller.clone(),
        }
    }
}

impl Row {
    fn of(baa: &Baa, wall: &Wall) -> Self {
        Self {
            document: baa.document.clone(),
            signer: baa.signer.clone(),
            dates: format!("{} to {}", wall.date(baa.signed_on), wall.date(baa.ends_on)),
        }
    }
}
