//! What the form of the booking page sends, checked.

use super::asked::Chosen;
use crate::bookings::catalogue::{AsksPhone, Question, QuestionKind};
use crate::bookings::guest::Host;
use crate::bookings::model::{Answer, Consent, ConsentKind, Proposal};
use crate::contacts::model::home_country;
use crate::text::email::Email;
use crate::text::phone;
use crate::web::{Check, FormState, Input};

pub struct Booker {
    pub proposal: Proposal,
    pub note: String,
    pub answers: Vec<Answer>,
    pub consents: Vec<Consent>,
}

/// Field `q_0_1`: the second question of the first service.
pub fn question_name(service: usize, question: usize) -> String {
    format!("q_{service}_{question}")
}

pub fn booker(input: &Input, host: &Host, chosen: &Chosen) -> Result<Booker, FormState> {
    let mut check = Check::new(input);
    let name = check.required("name", 200, "Enter your name.");
    let email = check.parse("email", Email::parse);
    let phone = phone_number(&mut check, host);
    let note = check.text("note", 1000);
    let answers = answers(&mut check, chosen);
    let consents = consents(&mut check, host);
    check.finish(|| {
        let email = email?.as_str().to_owned();
        let proposal = Proposal { name, email, phone, linked_at: None };
        Some(Booker { proposal, note, answers, consents })
    })
}

fn phone_number(check: &mut Check, host: &Host) -> String {
    let (required, asked) = match host.rules.asks_phone {
        AsksPhone::No => (false, false),
        AsksPhone::Optional => (false, true),
        AsksPhone::Required => (true, true),
    };
    if !asked {
        return String::new();
    }
    let typed = check.line("phone", 40);
    if typed.is_empty() {
        if required {
            check.fail("phone", "Enter a phone number.");
        }
        return typed;
    }
    let country = home_country(&host.business.timezone, &host.business.locale);
    check.parse("phone", |typed| phone::parse(typed, country));
    typed
}

fn answers(check: &mut Check, chosen: &Chosen) -> Vec<Answer> {
    let mut found = Vec::new();
    for (n, service) in chosen.services.iter().enumerate() {
        for (m, question) in service.fields.questions.iter().enumerate() {
            let answer = answer(check, &question_name(n, m), question);
            if !answer.is_empty() {
                found.push(Answer { question: question.label.clone(), answer });
            }
        }
    }
    found
}

fn answer(check: &mut Check, name: &str, question: &Question) -> String {
    let typed = check.line(name, 500);
    if typed.is_empty() && question.required {
        check.fail(name, "Answer this, please.");
    }
    let is_offered = question.kind == QuestionKind::Text || question.options().contains(&typed.as_str());
    if !typed.is_empty() && !is_offered {
        check.fail(name, "Choose one of these.");
    }
    typed
}

/// Only what was ticked, in the words that stood beside the box.
fn consents(check: &mut Check, host: &Host) -> Vec<Consent> {
    let mut given = Vec::new();
    if let Some(wording) = host.rules.age_words() {
        if check.input().checked("consent_age") {
            given.push(Consent { kind: ConsentKind::Age, wording });
        } else {
            check
                .fail("consent_age", "Tick this if it is so. Otherwise, ask somebody older to book for you.");
        }
    }
    let wording = &host.rules.marketing_words;
    if !wording.is_empty() && check.input().checked("consent_marketing") {
        given.push(Consent { kind: ConsentKind::MarketingEmail, wording: wording.clone() });
    }
    given
}
