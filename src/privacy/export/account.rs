//! `/account/privacy/export`: a person's own copies, once the password was given again.

use actix_web::{HttpResponse, web};

use super::download;
use super::order::{Order, order_by};
use super::views::{AccountPage, DoorPage};
use crate::account::step_up::{self, StepUp};
use crate::bundles::model::{About, Purpose};
use crate::bundles::queries::{self, Bundle};
use crate::db::Unscoped;
use crate::error::{AppError, AppResult};
use crate::ledger::Target;
use crate::privacy::held::{self, Event, EventKind};
use crate::web::access::SignedIn;
use crate::web::flash::Flash;
use crate::web::form::{FormState, Input};
use crate::web::page::{page, see_other, see_other_with};

const PAGE: &str = "/account/privacy/export";
/// Copies that the page lists.
pub const LISTED: i64 = 20;

pub async fn show(who: SignedIn) -> AppResult<HttpResponse> {
    if !step_up::holds(&who) {
        return page(&DoorPage::of(&who, FormState::empty()));
    }
    let user_id = who.user().id;
    let copies = who
        .read_unscoped(move |db| {
            let key = own_key(db, user_id)?;
            queries::latest(db, queries::about(About::User, &key), LISTED)
        })
        .await?;
    page(&AccountPage::of(&who, copies))
}

pub async fn open(who: SignedIn, step_up: StepUp, input: Input) -> AppResult<HttpResponse> {
    if let Some(refusal) = step_up.refusal_or_open(&who, &input).await? {
        return refusal.page(|form| DoorPage::of(&who, form));
    }
    Ok(see_other(PAGE))
}

pub async fn order(who: SignedIn, input: Input) -> AppResult<HttpResponse> {
    if !step_up::holds(&who) {
        return Ok(see_other(PAGE));
    }
    let purpose = purpose(&input)?;
    let (user_id, actor) = (who.user().id, who.user().pseudonym.clone());
    who.write_unscoped(move |db| {
        let subject = Target::User { key: own_key(db, user_id)? };
        order_by(db, &Order { subject, request_id: None, purpose }, &actor)?;
        held::note(db, user_id, &Event { kind: EventKind::CopyOrdered, detail: purpose.word().into() })
    })
    .await?;
    Ok(see_other_with(
        PAGE,
        &Flash::success("Ordered. The copy is being made; this page shows how far it is."),
    ))
}

/// What a person may order for themselves or a client.
pub fn purpose(input: &Input) -> AppResult<Purpose> {
    match Purpose::from_word(input.get("purpose")) {
        Some(purpose @ (Purpose::Access | Purpose::Portability)) => Ok(purpose),
        _ => Err(AppError::BadRequest("This kind of copy is not offered here. Order it from its page.")),
    }
}

pub async fn download(who: SignedIn, id: web::Path<i64>) -> AppResult<HttpResponse> {
    if !step_up::holds(&who) {
        return Ok(see_other(PAGE));
    }
    let (user_id, id) = (who.user().id, id.into_inner());
    let bundle = who
        .write_unscoped(move |db| {
            let bundle = own(db, user_id, id)?;
            download::check(&bundle, db.now)?;
            held::note(db, user_id, &Event { kind: EventKind::CopyDownloaded, detail: String::new() })?;
            Ok(bundle)
        })
        .await?;
    download::send(&who.services, bundle)
}

pub async fn delete(who: SignedIn, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let (user_id, id) = (who.user().id, id.into_inner());
    who.write_unscoped(move |db| {
        let (bundle, now) = (own(db, user_id, id)?, db.now);
        queries::expire(db, bundle.id, now)
    })
    .await?;
    super::views::clear_away(&who.services).await?;
    Ok(see_other_with(PAGE, &Flash::success("Deleted.")))
}

fn own_key(db: &mut Unscoped, user_id: i64) -> AppResult<String> {
    Ok(crate::account::queries::find(db, user_id)?.subject_key)
}

fn own(db: &mut Unscoped, user_id: i64, id: i64) -> AppResult<Bundle> {
    let key = own_key(db, user_id)?;
    queries::one(db, queries::about(About::User, &key), id)
}
