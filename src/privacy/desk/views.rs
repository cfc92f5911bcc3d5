//! The pages of the desks.

mod case;
mod queue;

use askama::Template;

pub use case::CasePage;
pub use queue::QueuePage;

use super::clerk::Clerk;
use crate::access::privacy::Handle;
use crate::civil::Wall;
use crate::privacy::doors::OutcomeLines;
use crate::privacy::erase::Prospect;
use crate::privacy::policy::places;
use crate::requests::model::{Kind, State};
use crate::requests::queries::Request;
use crate::web::{Can, Chrome, FormState, Operator};

#[derive(Template)]
#[template(path = "desk/erase.html")]
pub struct ErasePage {
    chrome: Chrome,
    form: FormState,
    title: String,
    action: String,
    back: String,
    digest: String,
    held: bool,
    outcome: OutcomeLines,
    backup_days: u16,
}

impl ErasePage {
    pub fn of(who: &Can<Handle>, id: i64, prospect: &Prospect, form: FormState) -> Self {
        let back = format!("{}/{id}", Can::<Handle>::BASE);
        Self {
            chrome: Clerk::chrome(who),
            form,
            title: format!("Erase {}?", prospect.client.name),
            action: format!("{back}/erase"),
            back,
            digest: prospect.preview.digest.clone(),
            held: prospect.held,
            outcome: OutcomeLines::of(&prospect.preview.outcome),
            backup_days: who.services.config.installation.backup_days,
        }
    }
}

#[derive(Template)]
#[template(path = "desk/letter.html")]
pub struct LetterPage {
    chrome: Chrome,
    form: FormState,
    kinds: Vec<(String, String)>,
    places: Vec<(String, String)>,
}

impl LetterPage {
    pub fn of(who: &Operator, form: FormState) -> Self {
        let first = std::iter::once((String::new(), "Choose".to_owned()));
        Self {
            chrome: who.chrome(),
            form,
            kinds: first.chain(Kind::choices()).collect(),
            places: places::choices(),
        }
    }
}

/// When an answer is due, and how urgent that is: (words, colour).
fn urgency(request: &Request, wall: &Wall) -> (String, &'static str) {
    if let Some(at) = request.closed_at {
        return (format!("{}, {}", request.state.label(), wall.moment(at).shown), request.state.badge());
    }
    let day = wall.date(crate::civil::local_date(request.due_at, &wall.zone));
    if request.paused_at.is_some() {
        return ("Waits for the person".into(), "neutral");
    }
    let left = request.due_at - wall.now;
    if left.is_negative() {
        return (format!("Late since {day}"), "danger");
    }
    let near = left <= time::Duration::days(3);
    (format!("Due {day}"), if near { "warning" } else { "neutral" })
}

/// What is wisest to do, in a sentence.
fn suggestion(request: &Request, known: bool, on_hold: bool) -> &'static str {
    if request.state.is_closed() {
        return "";
    }
    if request.run_at.is_some() {
        return "Planned. It runs by itself on its day.";
    }
    if request.shared_address {
        return "Several people share this address: choose who is meant.";
    }
    if on_hold && matches!(request.kind, Kind::Erasure | Kind::AccessThenErasure | Kind::ChildData) {
        return "A hold keeps the data: tell the person, or release the hold.";
    }
    let about_somebody = !matches!(request.kind, Kind::Complaint | Kind::Appeal | Kind::Rectification);
    if !known && about_somebody {
        return "Nothing is held under this address: refuse it as no match.";
    }
    match (request.kind, request.state) {
        (Kind::Access | Kind::Portability, State::InProgress) => "The copy is being made.",
        (Kind::Access | Kind::Portability, _) => "Send the copy: one click makes it.",
        (Kind::Rectification, _) => "Correct the record, then say that it is done.",
        (Kind::Erasure, _) => "Look at what would be gone, then erase.",
        (Kind::AccessThenErasure, _) => "Send the copy; the deletion follows by itself after seven days.",
        (Kind::Restriction, _) => "Restrict the use: one click hides the record everywhere.",
        (Kind::Objection, _) => "Stop the use: one click hides the record and stops mail.",
        (Kind::OptOutSaleShare | Kind::WithdrawConsent, _) => "Carry the opt-out out: one click.",
        (Kind::OptOutVendor, _) => {
            "Optional companies are switched off already. Refuse what can’t be provided without the others."
        }
        (Kind::Complaint, _) => "Look into it and write the answer.",
        (Kind::Appeal, _) => "Look at the refusal again and write the answer.",
        (Kind::ChildData, _) => "The record is frozen. Find out, then erase it or refuse with the reason.",
    }
}

/// What the one button says; empty where there is none.
const fn one_click(kind: Kind, of_business: bool) -> &'static str {
    match kind {
        Kind::Access | Kind::Portability => "Make the copy",
        Kind::AccessThenErasure => "Make the copy and plan the deletion",
        Kind::Rectification => "It is corrected",
        Kind::Restriction => "Restrict the use",
        Kind::Objection => "Stop the use",
        Kind::OptOutSaleShare | Kind::OptOutVendor | Kind::WithdrawConsent => "Carry out the opt-out",
        Kind::Erasure | Kind::ChildData if of_business => "",
        Kind::Erasure | Kind::ChildData => "Plan the deletion",
        Kind::Complaint | Kind::Appeal => "",
    }
}

/// Whether it ends with a deletion that is confirmed on its own page.
const fn erases(kind: Kind, of_business: bool) -> bool {
    of_business && matches!(kind, Kind::Erasure)
}
