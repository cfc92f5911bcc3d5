//! The final answer of every request that was closed, whoever closed it: one mail, and then
//! the address is forgotten.

use serde::{Deserialize, Serialize};

use super::mail::{Case, case};
use crate::egress;
use crate::erasure::Outcome;
use crate::error::AppResult;
use crate::jobs::Job;
use crate::mail::Letter;
use crate::privacy::policy::places;
use crate::requests::model::{Denial, Door, Kind, Scope, State};
use crate::requests::queries::progress;
use crate::services::Services;

/// Few enough that the job ends before it is taken for abandoned.
const BATCH: i64 = 50;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Answers {}

impl Job for Answers {
    const KIND: &'static str = "privacy.answers";

    async fn run(self, services: Services) -> AppResult<()> {
        let waiting = services.db.read(|conn| progress::unanswered(conn, BATCH)).await?;
        let mut outcome = Ok(());
        for request in waiting {
            // An address that is refused must not keep the others from their answer.
            outcome = outcome.and(answer(&services, request.id).await);
        }
        outcome
    }
}

async fn answer(services: &Services, id: i64) -> AppResult<()> {
    if let Some(case) = case(services, id).await?.filter(|case| !case.request.reply_to.is_empty()) {
        egress::mail(services, case.recipient, &letter(services, &case).compose()?).await?;
    }
    services.db.write(move |conn| progress::forget_address(conn, id)).await
}

fn letter(services: &Services, case: &Case) -> Letter {
    let (request, asked) = (&case.request, case.request.kind.named());
    let letter = match request.state {
        State::Denied => refusal(services, case),
        State::Revoked => case
            .letter("Your request is taken back")
            .says(format!("Your request {asked} was taken back. Nothing was changed.")),
        _ => done(services, case),
    };
    let letter = letter.links("See your receipt", case.receipt(services));
    match (request.scope, request.door) {
        (Scope::Operator, Door::Public | Door::Operator) => letter.says(
            "We process data for businesses. Any business that keeps your details here was given your request and answers to you itself.",
        ),
        _ => letter,
    }
}

fn done(services: &Services, case: &Case) -> Letter {
    let request = &case.request;
    let mut letter =
        case.letter("Your request is done").says(format!("Your request {} is done.", request.kind.named()));
    if !case.words.is_empty() {
        letter = letter.says(&case.words);
    }
    let outcome = Outcome::of_text(&request.outcome);
    if outcome.removed() > 0 {
        let days = services.config.installation.backup_days;
        letter = letter.says(format!(
            "{} entries were removed. The receipt lists what, and what stays and why. Backups may hold them for {days} days at most.",
            outcome.removed()
        ));
    }
    if matches!(request.kind, Kind::Access | Kind::Portability) {
        letter = letter.says("Your copy is ready; the receipt leads to it.");
    }
    rights(letter, &request.place)
}

fn refusal(services: &Services, case: &Case) -> Letter {
    let request = &case.request;
    let denial = Denial::from_word(&request.reason).unwrap_or(Denial::Other);
    let mut letter = case
        .letter("Your request was refused")
        .says(format!("{} refused your request {}.", case.controller, request.kind.named()))
        .says(denial.sentence());
    if !case.words.is_empty() {
        letter = letter.says(&case.words);
    }
    let appeal = format!("{}/appeal", case.receipt(services));
    letter = letter.says("You can have the refusal looked at again:").links("Appeal", appeal);
    rights(letter, &request.place)
}

/// GDPR Art. 12(4) and the states' acts: where to complain stands in every answer.
fn rights(letter: Letter, place: &str) -> Letter {
    match places::place(place) {
        Some(place) => letter
            .says(format!("You can also complain to {} ({}), or go to court.", place.authority, place.link)),
        None => letter.says("You can also complain to the authority where you live, or go to court."),
    }
}
