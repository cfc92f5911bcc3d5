//! What the pages about corrections show.

use askama::Template;

use super::queries::Recipient;
use crate::civil::Moment;
use crate::contacts::model::Details;
use crate::contacts::statements::{Correction, FIELDS, State};
use crate::web::paging::Slice;
use crate::web::{Chrome, FormState, Nav, Who};

#[derive(Template)]
#[template(path = "privacy/corrections.html")]
pub struct ListPage {
    chrome: Chrome,
    rows: Vec<Row>,
    older: String,
}

struct Row {
    href: String,
    name: String,
    field: String,
    at: Moment,
}

impl ListPage {
    pub fn of(who: &Who, found: Slice<(Correction, String)>) -> Self {
        let wall = who.wall();
        let last = found.rows.last().filter(|_| found.has_more);
        let older = last.map(|(c, _)| format!("/privacy/corrections?after={}", c.id)).unwrap_or_default();
        let row = |(correction, name): (Correction, String)| Row {
            href: format!("/privacy/corrections/{}", correction.id),
            field: super::apply::label(&correction.field),
            at: wall.moment(correction.at),
            name,
        };
        Self { chrome: who.chrome(Nav::Contacts), rows: found.rows.into_iter().map(row).collect(), older }
    }
}

/// One correction with all that the decision needs.
pub struct Shown {
    pub correction: Correction,
    pub name: String,
    pub label: String,
    pub now: String,
    pub recipients: Vec<Recipient>,
}

#[derive(Template)]
#[template(path = "privacy/correction.html")]
pub struct DecidePage {
    chrome: Chrome,
    form: FormState,
    href: String,
    contact_href: String,
    name: String,
    label: String,
    stated: String,
    now: String,
    changed_since: bool,
    proposed: String,
    statement: String,
    at: Moment,
    is_open: bool,
    decision: &'static str,
    reason: String,
    recipients: Vec<Recipient>,
}

impl DecidePage {
    pub fn of(who: &Who, shown: Shown, form: FormState) -> Self {
        let Shown { correction, name, label, now, recipients } = shown;
        Self {
            chrome: who.chrome(Nav::Contacts),
            form,
            href: format!("/privacy/corrections/{}", correction.id),
            contact_href: format!("/contacts/{}", correction.contact_id),
            name,
            label,
            changed_since: now != correction.stated,
            now,
            is_open: correction.state == State::Open,
            decision: match correction.state {
                State::Open => "",
                State::Accepted => "Accepted",
                State::Refused => "Refused",
            },
            at: who.wall().moment(correction.at),
            stated: correction.stated,
            proposed: correction.proposed,
            statement: correction.statement,
            reason: correction.reason,
            recipients,
        }
    }
}

#[derive(Template)]
#[template(path = "privacy/correction_new.html")]
pub struct NewPage {
    chrome: Chrome,
    form: FormState,
    href: String,
    name: String,
    fields: Vec<(String, String)>,
}

impl NewPage {
    pub fn of(who: &Who, details: &Details, form: FormState) -> Self {
        let fixed = FIELDS.iter().map(|(word, label)| ((*word).to_owned(), (*label).to_owned()));
        let own = details.values.iter().map(|(field, _)| (field.input_name(), field.label.clone()));
        Self {
            chrome: who.chrome(Nav::Contacts),
            form,
            href: format!("/contacts/{}", details.contact.id),
            name: details.contact.name.clone(),
            fields: fixed.chain(own).collect(),
        }
    }
}
