//! The receipt, as a page and as a file. Counts, days and reasons; nobody's data.

use askama::Template;
use serde_json::json;
use time::Duration;

use crate::civil::{self, Locale, format_date, iso};
use crate::clock::Instant;
use crate::erasure::{Line, Outcome};
use crate::inventory::{Column, Retention};
use crate::privacy::doors::receipt::{Seen, may_appeal, waits_for_answer};
use crate::privacy::policy::places;
use crate::requests::model::{Denial, Door, Kind, Scope, State, Step, Verified};
use crate::services::Services;
use crate::web::{Chrome, Public};

/// What was done or would be done, table by table.
pub struct OutcomeLines {
    pub gone: Vec<Row>,
    pub stays: Vec<Row>,
}

pub struct Row {
    pub title: String,
    pub rows: i64,
    pub note: String,
}

impl OutcomeLines {
    pub fn of(outcome: &Outcome) -> Self {
        let (gone, stays): (Vec<_>, Vec<_>) = outcome.lines.iter().partition(|line| line.until.is_empty());
        Self {
            gone: gone.into_iter().map(Row::of).collect(),
            stays: stays.into_iter().map(Row::of).collect(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.gone.is_empty() && self.stays.is_empty()
    }
}

impl Row {
    fn of(line: &Line) -> Self {
        let note = match line.until.as_str() {
            "" => line.fate.clone(),
            until => format!("{}, {until}", line.fate),
        };
        Self { title: line.title.clone(), rows: line.rows, note }
    }
}

/// Everything that a receipt says, whatever its form.
pub struct Receipt {
    number: String,
    kind: Kind,
    door: Door,
    scope: Scope,
    controller: String,
    state: State,
    reason: Option<Denial>,
    received_at: Instant,
    due_at: Instant,
    closed_at: Option<Instant>,
    run_at: Option<Instant>,
    outcome: Outcome,
    /// The last day on which a backup may still hold what was erased.
    backups_until: Option<Instant>,
    record_until: Option<Instant>,
}

impl Receipt {
    pub fn of(seen: &Seen, services: &Services) -> Self {
        let installation = &services.config.installation;
        let request = &seen.request;
        let erased = seen.events.iter().find(|event| event.step == Step::Erased).map(|event| event.at);
        let backups = Duration::days(i64::from(installation.backup_days));
        // Of somebody who did not prove the address nothing is told but that there is an answer.
        let open_to_tell = request.verified != Verified::None;
        Self {
            number: number(&request.code_hash),
            kind: request.kind,
            door: request.door,
            scope: request.scope,
            controller: match &seen.business {
                Some((name, _)) => name.clone(),
                None => installation.controller.clone(),
            },
            state: request.state,
            reason: Denial::from_word(&request.reason).filter(|_| open_to_tell),
            received_at: request.received_at,
            due_at: request.due_at,
            closed_at: request.closed_at,
            run_at: request.run_at,
            outcome: if open_to_tell { Outcome::of_text(&request.outcome) } else { Outcome::default() },
            backups_until: erased.map(|at| at + backups),
            record_until: request.closed_at.zip(kept(&services.inventory)).map(|(at, days)| at + days),
        }
    }

    /// With the field names of the Data Rights Protocol and of OpenDSR.
    pub fn to_json(&self) -> String {
        let moment = |at: Option<Instant>| at.map(iso);
        json!({
            "request_id": self.number,
            "subject_request_id": self.number,
            "kind": self.kind.word(),
            "controller": self.controller,
            "controller_role": match self.scope { Scope::Operator => "operator", Scope::Workspace => "business" },
            "received_at": iso(self.received_at),
            "received_time": iso(self.received_at),
            "expected_by": iso(self.due_at),
            "expected_completion_time": iso(self.due_at),
            "status": self.state.word(),
            "reason": self.reason.map(Denial::word),
            "processing_details": self.details(),
            "scheduled_for": moment(self.run_at),
            "closed_at": moment(self.closed_at),
            "expires_at": moment(self.record_until),
            "results": self.outcome.lines,
            "backups_until": moment(self.backups_until),
        })
        .to_string()
    }

    fn details(&self) -> String {
        match (self.state, self.reason) {
            (State::Denied, Some(denial)) => denial.sentence().into(),
            (State::InProgress, _) if self.run_at.is_some() => {
                "Planned; it can be cancelled until then.".into()
            }
            (state, _) => state.label().into(),
        }
    }
}

/// How long the record of a request is kept.
fn kept(inventory: &[Column]) -> Option<Duration> {
    let retention = inventory.iter().find(|column| column.table == "privacy_requests")?.retention;
    match retention {
        Retention::After { days, .. } => Some(Duration::days(days.into())),
        _ => None,
    }
}

/// Short enough to be read out on the phone; it leads nowhere.
fn number(code_hash: &str) -> String {
    let (first, second) = (code_hash.get(..4).unwrap_or_default(), code_hash.get(4..8).unwrap_or_default());
    format!("{first}-{second}").to_uppercase()
}

#[derive(Template)]
#[template(path = "privacy/receipt.html")]
pub struct ReceiptPage {
    chrome: Chrome,
    title: String,
    lead: String,
    state: &'static str,
    badge: &'static str,
    facts: Vec<(&'static str, String)>,
    /// The businesses' part: in the same words whether or not any has the address.
    businesses: Option<Businesses>,
    refusal: &'static str,
    steps: Vec<StepRow>,
    outcome: OutcomeLines,
    backups: String,
    authority: Option<Authority>,
    planned: String,
    cancel: String,
    clarify: String,
    appeal: String,
    complaint: String,
    json: String,
    /// Where the copy is fetched, and until when.
    copy: Option<(String, String)>,
}

struct Businesses {
    says: String,
    named: String,
}

struct StepRow {
    label: &'static str,
    iso: String,
    day: String,
}

struct Authority {
    name: &'static str,
    href: &'static str,
}

impl ReceiptPage {
    pub fn of(who: &Public, seen: &Seen) -> Self {
        let (request, own) = (&seen.request, format!("/r/{}", seen.code));
        let receipt = Receipt::of(seen, &who.services);
        let only_if = |there: bool, path: &str| if there { format!("{own}/{path}") } else { String::new() };
        let steps = seen.events.iter().filter(|event| event.step.is_shown());
        Self {
            chrome: who.chrome(),
            title: format!("Request {}", receipt.number),
            lead: request.kind.asks().to_owned(),
            state: request.state.label(),
            badge: request.state.badge(),
            facts: facts(&receipt, request.verified),
            businesses: businesses(&receipt, &seen.named),
            refusal: receipt.reason.filter(|_| request.state == State::Denied).map_or("", Denial::sentence),
            steps: steps.map(|e| StepRow { label: e.step.label(), iso: iso(e.at), day: day(e.at) }).collect(),
            outcome: OutcomeLines::of(&receipt.outcome),
            backups: receipt.backups_until.map(day).unwrap_or_default(),
            authority: places::place(&request.place).map(|p| Authority { name: p.authority, href: p.link }),
            planned: receipt.run_at.map(civil::format_utc).unwrap_or_default(),
            cancel: only_if(receipt.run_at.is_some(), "cancel"),
            clarify: only_if(waits_for_answer(request, &seen.events), "clarify"),
            appeal: only_if(
                may_appeal(request, &seen.events) && !request.address_digest.is_empty(),
                "appeal",
            ),
            complaint: only_if(
                !request.address_digest.is_empty() && request.kind != Kind::Complaint,
                "complaint",
            ),
            json: format!("{own}/receipt.json"),
            copy: seen
                .copy
                .as_ref()
                .map(|copy| (format!("{own}/export"), civil::format_utc(copy.expires_at))),
        }
    }
}

fn facts(receipt: &Receipt, verified: Verified) -> Vec<(&'static str, String)> {
    let mut facts = vec![
        ("Answered by", receipt.controller.clone()),
        ("Received", day(receipt.received_at)),
        ("Asked", receipt.door.label().to_owned()),
    ];
    facts.push(match receipt.closed_at {
        Some(at) => ("Answered on", day(at)),
        None => ("Answer due by", day(receipt.due_at)),
    });
    facts.push((
        "Identity",
        match verified {
            Verified::None => "Not needed for this request",
            Verified::Address => "A code reached the address",
            Verified::Account => "Signed in, password given again",
        }
        .to_owned(),
    ));
    facts
}

/// R2: the words never tell whether a business has the address.
fn businesses(receipt: &Receipt, named: &[String]) -> Option<Businesses> {
    let asked_everybody = matches!(receipt.door, Door::Public | Door::Operator);
    if receipt.scope != Scope::Operator || !asked_everybody {
        return None;
    }
    Some(Businesses {
        says: format!(
            "We process data for businesses. Any business that keeps your details here was given your request of {} and answers to you itself, by mail.",
            day(receipt.received_at),
        ),
        named: named.join(", "),
    })
}

fn day(at: Instant) -> String {
    format_date(at.date(), Locale::default())
}
