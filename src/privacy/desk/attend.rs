//! What happens with a request right after it was filed: whoever answers is told, whoever
//! asked gets the receipt confirmed, and what may run by itself runs.

use serde::{Deserialize, Serialize};

use super::clerk::Desk;
use super::fulfil;
use super::mail::{Letter, Tell, Told, tell_desk};
use crate::db::{Reach, Unscoped};
use crate::error::{AppError, AppResult};
use crate::jobs::{Enqueue, Job};
use crate::privacy::corrections;
use crate::requests::model::{Door, Kind, Step, Verified};
use crate::requests::queries::{Request, find, note, progress, settings};
use crate::services::Services;

#[derive(Debug, Serialize, Deserialize)]
pub struct Attend {
    pub request_id: i64,
}

impl Job for Attend {
    const KIND: &'static str = "privacy.attend";

    async fn run(self, services: Services) -> AppResult<()> {
        let (id, now) = (self.request_id, services.clock.now());
        let request = services.db.write(move |conn| greet(&mut Unscoped::new(conn, now), id)).await?;
        let Some((request, runs)) = request else { return Ok(()) };
        if !runs {
            return Ok(());
        }
        match fulfil::carry_out(&services, &Desk::of(&request), id, "").await {
            // What can't run by itself waits at the desk.
            Ok(_) | Err(AppError::Conflict(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

/// The request and whether it runs by itself; `None` if it is gone or was ended meanwhile.
fn greet(db: &mut Unscoped, id: i64) -> AppResult<Option<(Request, bool)>> {
    let request = match find(db, id) {
        Err(AppError::NotFound) => return Ok(None),
        found => found?,
    };
    if request.state.is_closed() {
        return Ok(None);
    }
    let settings = request.workspace_id.map(|id| settings::of(db, id)).transpose()?;
    let runs = match settings {
        Some(settings) => {
            let settled = !request.shared_address && !request.subject_key.is_empty();
            settings.runs(request.kind) && settled && names_its_values(db, &request)?
        }
        None => runs_for_account(&request),
    };
    if request.acknowledged_at.is_none() {
        // At the public door a business is not named to whoever asks, unless it lets itself be.
        if settings.is_none_or(|s| s.named) || request.door == Door::Business {
            acknowledge(db, &request)?;
        }
        if !runs {
            tell_desk(db, id, Told::Arrived)?;
        }
    }
    Ok(Some((request, runs)))
}

/// A correction in free words is a person's to read.
fn names_its_values(db: &mut Unscoped, request: &Request) -> AppResult<bool> {
    match (request.kind, request.workspace_id) {
        (Kind::Rectification, Some(id)) => {
            corrections::are_proposed(&mut db.scoped(Reach::system(id)), request.id)
        }
        _ => Ok(true),
    }
}

fn acknowledge(db: &mut Unscoped, request: &Request) -> AppResult<()> {
    let now = db.now;
    if request.reply_to.is_empty() || !progress::acknowledge(db, request.id, now)? {
        return Ok(());
    }
    note(db, request.id, now, "system", Step::Acknowledged, "")?;
    db.enqueue(&Tell { request_id: request.id, letter: Letter::Received })
}

/// Whoever gave the account's password needs nobody's leave for what only concerns themself.
fn runs_for_account(request: &Request) -> bool {
    let own = request.verified == Verified::Account;
    own && matches!(
        request.kind,
        Kind::Access
            | Kind::Portability
            | Kind::AccessThenErasure
            | Kind::Restriction
            | Kind::Objection
            | Kind::WithdrawConsent
            | Kind::OptOutSaleShare
    )
}
