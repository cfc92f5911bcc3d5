//! The operator's pages.

use askama::Template;
use time::Date;

use super::{Fact, day, fact};
use crate::civil::iso;
use crate::egress;
use crate::processors::forms;
use crate::processors::model::{Problem, State};
use crate::processors::queries::Processor;
use crate::processors::queries::objections::Objection;
use crate::processors::suggestions;
use crate::web::{Chrome, FormState, Input, Operator};

#[derive(Template)]
#[template(path = "processors/list.html")]
pub struct ListPage {
    chrome: Chrome,
    mail_waits: Option<String>,
    rows: Vec<Row>,
}

struct Row {
    href: String,
    name: String,
    note: String,
    state: &'static str,
    kind: &'static str,
    waiting: String,
}

impl ListPage {
    pub fn of(who: &Operator, all: &[Processor], unanswered: &[(i64, i64)]) -> Self {
        let today = who.now().date();
        let mut sorted: Vec<_> = all.iter().collect();
        sorted.sort_by_key(|p| p.state(today));
        Self {
            chrome: who.chrome(),
            mail_waits: egress::waits(&who.services.mailer, &who.services.standing.facts(), today),
            rows: sorted.into_iter().map(|p| Row::of(p, today, unanswered)).collect(),
        }
    }
}

impl Row {
    fn of(processor: &Processor, today: Date, unanswered: &[(i64, i64)]) -> Self {
        let state = processor.state(today);
        let waiting = unanswered.iter().find(|(id, _)| *id == processor.id).map_or(0, |(_, n)| *n);
        Self {
            href: href(processor, ""),
            name: processor.promised.name.clone(),
            note: format!("{} · {}", processor.promised.purpose, when(processor, state)),
            state: state.label(),
            kind: state.kind(),
            waiting: match waiting {
                0 => String::new(),
                1 => "1 objection to answer".into(),
                n => format!("{n} objections to answer"),
            },
        }
    }
}

fn href(processor: &Processor, verb: &str) -> String {
    format!("/operator/processors/{}{verb}", processor.id)
}

fn when(processor: &Processor, state: State) -> String {
    let at = |date: Option<Date>| date.map(day).unwrap_or_default();
    match state {
        State::Draft => "nothing is sent there".into(),
        State::Announced => format!("from {}", at(processor.effective_on)),
        State::InForce => format!("review by {}", at(processor.terms.review_on)),
        State::ReviewOverdue => {
            format!("review was due by {}; nothing is sent there", at(processor.terms.review_on))
        }
        State::Retired => format!("ended {}", at(processor.retired_at.map(|at| at.date()))),
    }
}

#[derive(Template)]
#[template(path = "processors/form.html")]
pub struct FormPage {
    chrome: Chrome,
    form: FormState,
    title: String,
    action: String,
    back: String,
    is_new: bool,
    suggestions: Vec<(String, &'static str)>,
    /// What was announced and stays as it is.
    fixed: Vec<Fact>,
    /// What somebody saved meanwhile, where it differs from what was typed.
    changed: Vec<Fact>,
    storage_country: String,
    necessity: [(&'static str, &'static str); 2],
}

impl FormPage {
    pub fn new(who: &Operator, form: FormState) -> Self {
        let offer =
            |s: &suggestions::Suggestion| (format!("/operator/processors/new?from={}", s.key), s.name);
        Self {
            chrome: who.chrome(),
            form,
            title: "Add a processor".into(),
            action: "/operator/processors".into(),
            back: "/operator/processors".into(),
            is_new: true,
            suggestions: suggestions::ALL.iter().map(offer).collect(),
            fixed: Vec::new(),
            changed: Vec::new(),
            storage_country: who.services.config.installation.storage_country.clone(),
            necessity: [
                ("yes", "Required: the service can’t be given without it"),
                ("no", "Optional: people and businesses may switch it off"),
            ],
        }
    }

    pub fn edit(who: &Operator, stored: &Processor, form: FormState) -> Self {
        Self {
            title: format!("Edit {}", stored.promised.name),
            action: href(stored, "/edit"),
            back: href(stored, ""),
            is_new: false,
            suggestions: Vec::new(),
            fixed: if stored.is_public() { promised(stored) } else { Vec::new() },
            ..Self::new(who, form)
        }
    }

    /// What was typed, over what is stored now; sent again, it is saved over that.
    pub fn stale(who: &Operator, stored: &Processor, input: &Input) -> Self {
        let fields = forms::fields(&stored.promised, &stored.terms);
        let typed = fields.iter().map(|(name, _)| (*name, input.get(name).to_owned()));
        let form = FormState::filled(typed.chain([("version", stored.version.to_string())]));
        let differs = |(name, text): &&(&'static str, String)| input.has(name) && input.get(name) != *text;
        let changed =
            fields.iter().filter(differs).map(|(name, text)| fact(label(name), text.clone())).collect();
        Self { changed, ..Self::edit(who, stored, form) }
    }
}

fn label(field: &'static str) -> &'static str {
    match field {
        "name" => "Company",
        "purpose" => "What it does for us",
        "data" => "Data it gets",
        "countries" => "Countries",
        "stores_data" => "Stores our data",
        "required" => "Required",
        "hosts" => "Hosts",
        "safeguard" => "Safeguard",
        "agreement" => "Agreement",
        "agreed_on" => "Agreed on",
        "vetting" => "Vetting",
        "review_on" => "Review by",
        "policy_url" => "Privacy policy",
        "functions" => "What ends without it",
        "baa" => "Signed for patient information (BAA)",
        other => other,
    }
}

fn promised(processor: &Processor) -> Vec<Fact> {
    let promised = &processor.promised;
    vec![
        fact("Company", promised.name.as_str()),
        fact("What it does for us", promised.purpose.as_str()),
        fact("Data it gets", promised.data.as_str()),
        fact("Countries", promised.countries.as_str()),
        fact("Stores our data", if promised.stores_data { "Yes" } else { "No" }),
        fact(
            "People may switch it off",
            if promised.required { "No, it is required" } else { "Yes, it is optional" },
        ),
    ]
}

#[derive(Template)]
#[template(path = "processors/show.html")]
pub struct ShowPage {
    chrome: Chrome,
    name: String,
    state: &'static str,
    kind: &'static str,
    says: String,
    promised: Vec<Fact>,
    terms: Vec<Fact>,
    hosts: Vec<String>,
    policy_url: String,
    edit_href: Option<String>,
    announce_href: Option<String>,
    retire_href: Option<String>,
    check_action: Option<String>,
    objections: Vec<ObjectionRow>,
}

struct ObjectionRow {
    href: String,
    business: String,
    reason: String,
    iso: String,
    day: String,
    state: &'static str,
    kind: &'static str,
}

impl ShowPage {
    pub fn of(
        who: &Operator,
        processor: &Processor,
        objections: &[(Objection, String)],
        people: i64,
    ) -> Self {
        let state = processor.state(who.now().date());
        let working = state != State::Retired;
        let link = |verb: &str, shown: bool| shown.then(|| href(processor, verb));
        Self {
            chrome: who.chrome(),
            name: processor.promised.name.clone(),
            state: state.label(),
            kind: state.kind(),
            says: says(processor, state),
            promised: promised(processor),
            terms: terms(processor, people),
            hosts: processor.hosts().map(str::to_owned).collect(),
            policy_url: processor.terms.policy_url.clone(),
            edit_href: link("/edit", working),
            announce_href: link("/announce", state == State::Draft),
            retire_href: link("/retire", working),
            check_action: link("/check", working && processor.hosts().next().is_some()),
            objections: objections.iter().map(ObjectionRow::of).collect(),
        }
    }
}

fn says(processor: &Processor, state: State) -> String {
    let when = when(processor, state);
    match state {
        State::Draft => "A draft: nobody was told, and nothing is sent there.".into(),
        State::Announced => format!("People were told. It may receive data {when}."),
        State::InForce => format!("It may receive data; {when}."),
        State::ReviewOverdue => {
            format!("The {when} until the agreement was looked at and the next day is entered.")
        }
        State::Retired => format!("Nothing is sent there; {when}."),
    }
}

fn terms(processor: &Processor, people: i64) -> Vec<Fact> {
    let terms = &processor.terms;
    let text = |text: &str| if text.is_empty() { "not entered".to_owned() } else { text.to_owned() };
    let date = |date: Option<Date>| date.map_or_else(|| "not entered".into(), day);
    let mut facts = vec![
        fact("Agreement", text(&terms.agreement)),
        fact("Agreed on", date(terms.agreed_on)),
        fact("Review by", date(terms.review_on)),
        fact("How it was vetted", text(&terms.vetting)),
        fact("Safeguard", if terms.safeguard.is_empty() { "none needed" } else { &terms.safeguard }),
        fact("What ends without it", text(&terms.functions)),
        fact("Signed for patient information (BAA)", if terms.baa { "Yes" } else { "No" }),
        fact("People whose data went there", people.to_string()),
    ];
    if !processor.emergency.is_empty() {
        facts.push(fact("Why it could not wait", processor.emergency.as_str()));
    }
    facts
}

impl ObjectionRow {
    fn of((objection, business): &(Objection, String)) -> Self {
        let (state, kind) = match (objection.stands(), objection.awaits_answer()) {
            (false, _) => ("Taken back", "neutral"),
            (true, true) => ("To answer", "warning"),
            (true, false) => ("Answered", "success"),
        };
        Self {
            href: format!("/operator/objections/{}", objection.id),
            business: business.clone(),
            reason: objection.reason.clone(),
            iso: iso(objection.at),
            day: day(objection.at.date()),
            state,
            kind,
        }
    }
}

#[derive(Template)]
#[template(path = "processors/announce.html")]
pub struct AnnouncePage {
    chrome: Chrome,
    form: FormState,
    name: String,
    action: String,
    back: String,
    edit_href: String,
    problems: Vec<String>,
    told: String,
    notice_days: u16,
    has_businesses: bool,
}

impl AnnouncePage {
    pub fn of(
        who: &Operator,
        draft: &Processor,
        businesses: i64,
        problems: Vec<Problem>,
        form: FormState,
    ) -> Self {
        Self {
            chrome: who.chrome(),
            form,
            name: draft.promised.name.clone(),
            action: href(draft, "/announce"),
            back: href(draft, ""),
            edit_href: href(draft, "/edit"),
            problems: problems.into_iter().map(|(_, says)| says).collect(),
            told: match businesses {
                0 => "There is no business here yet, so nobody must be told before and it may start today."
                    .into(),
                1 => "The privacy contacts of the one business here are told, by mail and on their pages."
                    .into(),
                n => format!(
                    "The privacy contacts of all {n} businesses are told, by mail and on their pages."
                ),
            },
            notice_days: who.services.config.installation.notice_days,
            has_businesses: businesses > 0,
        }
    }
}

#[derive(Template)]
#[template(path = "processors/retire.html")]
pub struct RetirePage {
    chrome: Chrome,
    title: String,
    items: Vec<String>,
    action: String,
    back: String,
}

impl RetirePage {
    pub fn of(who: &Operator, processor: &Processor) -> Self {
        let mut items = vec!["Nothing is sent there any more, from now on.".to_owned()];
        let ends = &processor.terms.functions;
        if processor.is_public() && !ends.is_empty() {
            items.push(format!("This ends: {ends}."));
        }
        if processor.is_public() {
            items.push("The public page says that it no longer works for us.".into());
        }
        Self {
            chrome: who.chrome(),
            title: format!("Retire {}?", processor.promised.name),
            items,
            action: href(processor, "/retire"),
            back: href(processor, ""),
        }
    }
}

#[derive(Template)]
#[template(path = "processors/objection.html")]
pub struct ObjectionPage {
    chrome: Chrome,
    form: FormState,
    business: String,
    name: String,
    back: String,
    action: String,
    made: String,
    reason: String,
    state: String,
    open: bool,
}

impl ObjectionPage {
    pub fn of(
        who: &Operator,
        objection: &Objection,
        business: String,
        processor: &Processor,
        form: FormState,
    ) -> Self {
        let answered = objection.answered_at.map(|at| format!("Answered on {}.", day(at.date())));
        let withdrawn = objection.withdrawn_at.map(|at| format!("Taken back on {}.", day(at.date())));
        Self {
            chrome: who.chrome(),
            form,
            business,
            name: processor.promised.name.clone(),
            back: href(processor, ""),
            action: format!("/operator/objections/{}", objection.id),
            made: day(objection.at.date()),
            reason: objection.reason.clone(),
            open: objection.stands(),
            state: withdrawn.or(answered).unwrap_or_default(),
        }
    }
}
