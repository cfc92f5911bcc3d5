//! `/account/privacy/delete`: an account's own deletion. First what will be gone and what
//! stays; then the password; then seven days in which it can be taken back.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use time::Duration;

use super::account::file_own;
use super::forms::Wish;
use super::queries;
use super::views::DeletionPage;
use crate::account;
use crate::account::step_up::StepUp;
use crate::db::Unscoped;
use crate::erasure::{Plan, Preview, user_of};
use crate::error::{AppError, AppResult};
use crate::jobs::Enqueue;
use crate::privacy::desk::{Letter, Tell};
use crate::privacy::policy::places;
use crate::requests::model::{Filed, Kind, Step};
use crate::requests::queries::{Request, note, progress};
use crate::requests::receipts;
use crate::services::Services;
use crate::text::email::Email;
use crate::web::access::SignedIn;
use crate::web::flash::Flash;
use crate::web::page::{page, page_with, see_other, see_other_with};
use crate::web::{FormState, Input};

/// Days between the order and the deletion.
pub const GRACE: Duration = Duration::days(7);

const CHANGED: &str =
    "Something was added or removed since this page was shown. Look again before you go on.";

/// What would happen to the account.
pub struct Prospect {
    pub preview: Preview,
    /// Businesses that must be handed over or closed first.
    pub sole_owner_of: Vec<(i64, String)>,
    pub planned: Option<Request>,
}

pub async fn preview(who: SignedIn) -> AppResult<HttpResponse> {
    let prospect = prospect(&who).await?;
    if let Some(planned) = &prospect.planned {
        return Ok(see_other(format!("/r/{}", receipts::code_for_mail(&who.services.secrets, planned.id))));
    }
    page(&DeletionPage::of(&who, &prospect, FormState::empty()))
}

pub async fn order(who: SignedIn, step_up: StepUp, input: Input) -> AppResult<HttpResponse> {
    if let Some(refusal) = step_up.refusal(&who, &input).await {
        let prospect = prospect(&who).await?;
        return refusal.page(|form| DeletionPage::of(&who, &prospect, form));
    }
    let (user_id, services, shown) = (who.user().id, who.services.clone(), input.get("digest").to_owned());
    let place = places::known(input.get("place")).unwrap_or_default();
    match who.write_unscoped(move |db| plan(db, &services, user_id, &shown, place)).await? {
        Ok(filed) => {
            let said =
                "Your account will be deleted in seven days. Until then one button here takes it back.";
            Ok(see_other_with(format!("/r/{}", filed.code), &Flash::success(said)))
        }
        Err(prospect) => {
            let form = FormState::with_form_error(input, CHANGED);
            page_with(StatusCode::CONFLICT, &DeletionPage::of(&who, &prospect, form))
        }
    }
}

async fn prospect(who: &SignedIn) -> AppResult<Prospect> {
    let (user_id, services) = (who.user().id, who.services.clone());
    who.read_unscoped(move |db| look(db, &services, user_id)).await
}

fn look(db: &mut Unscoped, services: &Services, user_id: i64) -> AppResult<Prospect> {
    let key = account::queries::find(db, user_id)?.subject_key;
    let person = user_of(db, &key)?.ok_or(AppError::NotFound)?;
    Ok(Prospect {
        preview: Plan::of(db, &services.inventory, person)?.preview(db)?,
        sole_owner_of: queries::solely_owned(db, user_id)?,
        planned: progress::planned_deletion(db, &key)?,
    })
}

/// Files the deletion, if it is still the one that was shown.
fn plan(
    db: &mut Unscoped,
    services: &Services,
    user_id: i64,
    shown: &str,
    place: String,
) -> AppResult<Result<Filed, Prospect>> {
    let prospect = look(db, services, user_id)?;
    if prospect.preview.digest != shown || !prospect.sole_owner_of.is_empty() || prospect.planned.is_some() {
        return Ok(Err(prospect));
    }
    let email = account::queries::find(db, user_id)?.email;
    let email = Email::parse(&email).map_err(AppError::internal)?;
    let wish = Wish { kind: Kind::Erasure, place, wording: String::new(), email, correction: None };
    let filed = file_own(db, services, user_id, &wish)?;
    schedule(db, filed.id, "person")?;
    Ok(Ok(filed))
}

/// The grace period begins, and the mail with the way back goes out.
pub fn schedule(db: &mut Unscoped, request_id: i64, actor: &str) -> AppResult<()> {
    let (now, run_at) = (db.now, db.now + GRACE);
    progress::schedule(db, request_id, run_at)?;
    progress::acknowledge(db, request_id, now)?;
    note(db, request_id, now, actor, Step::Scheduled, &run_at.date().to_string())?;
    db.enqueue(&Tell { request_id, letter: Letter::Scheduled })
}
