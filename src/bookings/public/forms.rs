//! What the forms of the booking page send, checked.

use time::Date;

use super::asked::Chosen;
use crate::bookings::catalogue::{AsksPhone, Question, QuestionKind};
use crate::bookings::guest::Host;
use crate::bookings::model::{Answer, Consent, ConsentKind, Proposal};
use crate::bookings::waitlist::model::Span;
use crate::bookings::waitlist::span;
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
    let proposal = person(&mut check, host);
    let note = check.text("note", 1000);
    let answers = answers(&mut check, chosen);
    let consents = consents(&mut check, host);
    check.finish(|| Some(Booker { proposal: proposal?, note, answers, consents }))
}

/// Somebody for the waitlist: who, when, and the words about age that were ticked.
pub struct Joiner {
    pub proposal: Proposal,
    pub span: Span,
    pub age_words: String,
}

pub fn joiner(input: &Input, host: &Host, today: Date) -> Result<Joiner, FormState> {
    let mut check = Check::new(input);
    let span = span(&mut check, today);
    let proposal = person(&mut check, host);
    let age_words = age(&mut check, host).map(|consent| consent.wording).unwrap_or_default();
    check.finish(|| Some(Joiner { proposal: proposal?, span: span?, age_words }))
}

fn person(check: &mut Check, host: &Host) -> Option<Proposal> {
    let name = check.required("name", 200, "Enter your name.");
    let email = check.parse("email", Email::parse);
    let phone = phone_number(check, host);
    Some(Proposal { name, email: email?.as_str().to_owned(), phone, linked_at: None })
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
    let mut given: Vec<Consent> = age(check, host).into_iter().collect();
    let wording = &host.rules.marketing_words;
    if !wording.is_empty() && check.input().checked("consent_marketing") {
        given.push(Consent { kind: ConsentKind::MarketingEmail, wording: wording.clone() });
    }
    given
}

fn age(check: &mut Check, host: &Host) -> Option<Consent> {
    let wording = host.rules.age_words()?;
    if !check.input().checked("consent_age") {
        check.fail("consent_age", "Tick this if it is so. Otherwise, ask somebody older to book for you.");
    }
    Some(Consent { kind: ConsentKind::Age, wording })
}
