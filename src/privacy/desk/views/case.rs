//! One request at a desk.

use askama::Template;

use super::{erases, one_click, suggestion, urgency};
use crate::civil::{Moment, Wall};
use crate::privacy::desk::clerk::Clerk;
use crate::privacy::desk::show::File;
use crate::privacy::doors::{OutcomeLines, waits_for_answer};
use crate::requests::model::{Denial, Kind, Scope, State, Step, Verified};
use crate::requests::queries::Request;
use crate::web::{Chrome, FormState};

#[derive(Template)]
#[template(path = "desk/case.html")]
pub struct CasePage {
    chrome: Chrome,
    form: FormState,
    base: &'static str,
    own: String,
    title: &'static str,
    lead: String,
    due: String,
    badge: &'static str,
    suggestion: &'static str,
    facts: Vec<(&'static str, String)>,
    wording: String,
    client: Option<(String, String)>,
    candidates: Vec<(String, String)>,
    held: Option<OutcomeLines>,
    history: Vec<Line>,
    messages: Vec<Said>,
    actions: Actions,
    reasons: Vec<(String, String)>,
}

/// What can be done now.
#[derive(Default)]
struct Actions {
    open: bool,
    one_click: &'static str,
    erase: bool,
    answer: bool,
    acknowledge: bool,
    extend: String,
    pauses: bool,
    clarified: bool,
    /// Another page where this kind is decided: (address, label).
    elsewhere: Option<(String, &'static str)>,
}

struct Line {
    what: String,
    at: Moment,
}

struct Said {
    who: &'static str,
    at: Moment,
    body: String,
}

impl CasePage {
    pub fn of<C: Clerk>(who: &C, file: &File, form: FormState) -> Self {
        let (request, wall) = (&file.request, who.wall());
        let (due, badge) = urgency(request, &wall);
        let on_hold = file.held.as_ref().is_some_and(|held| held.on_hold);
        let first = std::iter::once((String::new(), "Choose".to_owned()));
        Self {
            chrome: who.chrome(),
            form,
            base: C::BASE,
            own: format!("{}/{}", C::BASE, request.id),
            title: request.kind.label(),
            lead: request.kind.asks().to_owned(),
            due,
            badge,
            suggestion: suggestion(request, file.held.is_some(), on_hold),
            facts: facts(file, &wall),
            wording: request.wording.clone(),
            client: file.client.as_ref().map(|(id, name)| (format!("/contacts/{id}"), name.clone())),
            candidates: file.candidates.iter().map(|(id, name, _)| (id.to_string(), name.clone())).collect(),
            held: file.held.as_ref().map(|held| OutcomeLines::of(&held.outcome)),
            history: file
                .events
                .iter()
                .map(|e| Line { what: told(e.step, &e.detail), at: wall.moment(e.at) })
                .collect(),
            messages: file
                .messages
                .iter()
                .map(|m| Said {
                    who: if m.from_person { "The person" } else { "You" },
                    at: wall.moment(m.at),
                    body: m.body.clone(),
                })
                .collect(),
            actions: Actions::of(file, &wall),
            reasons: first.chain(Denial::choices()).collect(),
        }
    }
}

impl Actions {
    fn of(file: &File, wall: &Wall) -> Self {
        let request = &file.request;
        if request.state.is_closed() {
            return Self::default();
        }
        let of_business = request.scope == Scope::Workspace;
        let limits = request.regime.limits(request.kind);
        let in_time = request.extended_at.is_none() && request.due_at >= wall.now;
        let copy_ordered =
            request.state == State::InProgress && matches!(request.kind, Kind::Access | Kind::Portability);
        let idle = request.run_at.is_none() && !copy_ordered;
        let needs_somebody = !matches!(
            request.kind,
            Kind::Rectification | Kind::OptOutSaleShare | Kind::OptOutVendor | Kind::WithdrawConsent
        );
        let settled = file.held.is_some() || !needs_somebody;
        let more = limits.extension.filter(|_| in_time).map(|span| span.after(request.due_at));
        Self {
            open: true,
            one_click: if idle && settled { one_click(request.kind, of_business) } else { "" },
            erase: idle && file.held.is_some() && erases(request.kind, of_business),
            answer: matches!(request.kind, Kind::Complaint | Kind::Appeal),
            acknowledge: request.acknowledged_at.is_none() && !request.reply_to.is_empty(),
            extend: more.map(|at| wall.date(crate::civil::local_date(at, &wall.zone))).unwrap_or_default(),
            pauses: limits.clarification_pauses,
            clarified: waits_for_answer(request, &file.events),
            elsewhere: elsewhere(file),
        }
    }
}

/// Where what a request asks for is looked at in full.
fn elsewhere(file: &File) -> Option<(String, &'static str)> {
    let client = file.client.as_ref().map(|(id, _)| id);
    match (file.request.kind, client) {
        (Kind::Rectification, Some(_)) if file.proposed => {
            Some(("/privacy/corrections".into(), "See what is proposed"))
        }
        (Kind::Rectification, Some(id)) => Some((format!("/contacts/{id}/edit"), "Correct the record")),
        (Kind::Rectification, None) if file.request.scope == Scope::Operator && file.held.is_some() => {
            Some((format!("/operator/corrections/{}", file.request.id), "Correct the account"))
        }
        (Kind::ChildData, Some(id)) => Some((format!("/privacy/restricted/{id}/decide"), "Decide")),
        (Kind::Access | Kind::Portability | Kind::AccessThenErasure, Some(id)) => {
            Some((format!("/contacts/{id}/export"), "Copies of this client"))
        }
        _ => None,
    }
}

fn facts(file: &File, wall: &Wall) -> Vec<(&'static str, String)> {
    let request = &file.request;
    let mut facts = vec![
        (
            "Address",
            match request.reply_to.as_str() {
                "" => "Forgotten, since the answer was sent".into(),
                address => address.to_owned(),
            },
        ),
        ("Identity", identity(request).into()),
        ("Received", wall.moment(request.received_at).exact),
        ("Asked", request.door.label().into()),
        ("Lives in", if request.place.is_empty() { "Not said".into() } else { request.place.clone() }),
        ("Time limits", request.regime.label().into()),
        ("State", request.state.label().into()),
    ];
    if !file.account.is_empty() {
        facts.insert(0, ("Account", file.account.clone()));
    }
    if let Some(by) =
        request.acknowledge_by.filter(|_| request.acknowledged_at.is_none() && !request.state.is_closed())
    {
        facts.push(("Receipt to be confirmed by", wall.date(crate::civil::local_date(by, &wall.zone))));
    }
    if let Some(at) = request.run_at {
        facts.push(("Planned for", wall.moment(at).exact));
    }
    if let Some(denial) = Denial::from_word(&request.reason) {
        facts.push(("Reason", denial.label().into()));
    }
    facts
}

const fn identity(request: &Request) -> &'static str {
    match request.verified {
        Verified::None if !request.kind.needs_identity() => "Not needed for this request",
        Verified::None => "Not shown",
        Verified::Address => "A code reached the address",
        Verified::Account => "Signed in, password given again",
    }
}

fn told(step: Step, detail: &str) -> String {
    let detail = match step {
        Step::Denied => Denial::from_word(detail).map_or(detail, |denial| denial.label()),
        Step::Received | Step::Verified => "",
        _ => detail,
    };
    if detail.is_empty() { step.label().into() } else { format!("{}: {detail}", step.label()) }
}
