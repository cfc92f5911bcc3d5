//! The pages of a business.

use askama::Template;

use super::{Card, now_and_coming};
use crate::processors::queries::Processor;
use crate::processors::queries::objections::Objection;
use crate::web::{Chrome, FormState, Nav, Who};

#[derive(Template)]
#[template(path = "processors/business.html")]
pub struct BusinessPage {
    chrome: Chrome,
    sections: Vec<Section>,
    is_empty: bool,
    notice_days: u16,
}

struct Section {
    title: &'static str,
    rows: Vec<Row>,
}

struct Row {
    card: Card,
    consequence: String,
    object_href: String,
    withdraw_action: String,
    objection: Option<Own>,
}

/// The business's own objection.
struct Own {
    made: String,
    reason: String,
    answer: String,
    effect: &'static str,
}

impl BusinessPage {
    pub fn of(who: &Who, processors: &[Processor], objections: &[Objection]) -> Self {
        let (now, coming) = now_and_coming(processors, who.now().date());
        let rows = |list: Vec<&Processor>| list.into_iter().map(|p| Row::of(who, p, objections)).collect();
        let sections = [
            Section { title: "Starting soon", rows: rows(coming) },
            Section { title: "Working for us now", rows: rows(now) },
        ];
        Self {
            chrome: who.chrome(Nav::Workspace),
            is_empty: sections.iter().all(|s| s.rows.is_empty()),
            sections: sections.into_iter().filter(|s| !s.rows.is_empty()).collect(),
            notice_days: who.services.config.installation.notice_days,
        }
    }
}

impl Row {
    fn of(who: &Who, processor: &Processor, objections: &[Objection]) -> Self {
        let own = objections.iter().find(|o| o.processor_id == processor.id && o.stands());
        let id = processor.id;
        Self {
            card: Card::of(processor, who.now().date()),
            consequence: consequence(processor),
            object_href: format!("/workspace/processors/{id}/object"),
            withdraw_action: format!("/workspace/processors/{id}/withdraw"),
            objection: own.map(|objection| Own {
                made: who.wall().moment(objection.at).exact,
                reason: objection.reason.clone(),
                answer: objection.answer.clone(),
                effect: effect(processor),
            }),
        }
    }
}

fn effect(processor: &Processor) -> &'static str {
    if processor.promised.required {
        "It is required, so we answer with what can be done."
    } else {
        "While it stands, your business’s data does not go there."
    }
}

fn consequence(processor: &Processor) -> String {
    let functions = processor.terms.functions.trim_end_matches('.');
    match (processor.promised.required, functions) {
        (true, functions) => format!("Required. Without it this would end: {functions}."),
        (false, "") => "Optional. The service works without it.".into(),
        (false, functions) => format!("Optional. Without it you miss: {functions}."),
    }
}

#[derive(Template)]
#[template(path = "processors/object.html")]
pub struct ObjectPage {
    chrome: Chrome,
    form: FormState,
    name: String,
    action: String,
    consequence: String,
    what_follows: &'static str,
}

impl ObjectPage {
    pub fn of(who: &Who, processor: &Processor, form: FormState) -> Self {
        Self {
            chrome: who.chrome(Nav::Workspace),
            form,
            name: processor.promised.name.clone(),
            action: format!("/workspace/processors/{}/object", processor.id),
            consequence: consequence(processor),
            what_follows: if processor.promised.required {
                "We read it and answer you in writing: whether we can do without this company, or what you can choose instead."
            } else {
                "From now on your business’s data does not go there. We answer you in writing as well."
            },
        }
    }
}
