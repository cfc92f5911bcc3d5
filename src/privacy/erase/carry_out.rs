//! POST: erases exactly what was shown, if the password is right and nothing changed since.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::show::{self, Prospect};
use super::views::ErasePage;
use crate::access::privacy::Handle;
use crate::account::step_up::StepUp;
use crate::db::{Scoped, Unscoped, ids};
use crate::erasure;
use crate::error::AppResult;
use crate::ledger::Act;
use crate::requests::model::{Door, Filed, Kind, NewRequest, Scope, Verified};
use crate::requests::queries::file;
use crate::services::Services;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, FormState, Input, Who, page_with};

const CHANGED: &str =
    "Something was added or removed since this page was shown. Look again before you erase.";
const HELD: &str = "A hold keeps this client from being erased. Release it first.";

pub async fn erase(
    who: Can<Handle>,
    id: web::Path<i64>,
    step_up: StepUp,
    input: Input,
) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    if let Some(refusal) = step_up.refusal(&who.account(), &input).await {
        let prospect = show::prospect(&who, id).await?;
        return refusal.page(|form| ErasePage::of(&who, &prospect, form));
    }
    let (shown, services) = (input.get("digest").to_owned(), who.services.clone());
    match who.write(move |db| order(db, &services, id, &shown)).await? {
        Ok((act, filed)) => {
            erasure::promise(&who.services, vec![act]).await?;
            let said = "Erased. This receipt says what was removed; keep its address if somebody asks.";
            Ok(see_other_with(format!("/r/{}", filed.code), &Flash::success(said)))
        }
        Err((prospect, why)) => shown_again(&who, &prospect, input, why),
    }
}

fn shown_again(who: &Who, prospect: &Prospect, input: Input, why: &str) -> AppResult<HttpResponse> {
    let form = FormState::with_form_error(input, why);
    page_with(StatusCode::CONFLICT, &ErasePage::of(who, prospect, form))
}

type Ordered = Result<(Act, Filed), (Prospect, &'static str)>;

/// Files the erasure as a request of the business, so that it has a receipt.
fn order(db: &mut Scoped, services: &Services, id: i64, shown: &str) -> AppResult<Ordered> {
    let prospect = show::look(db, id, &services.inventory)?;
    if prospect.held {
        return Ok(Err((prospect, HELD)));
    }
    if prospect.preview.digest != shown {
        return Ok(Err((prospect, CHANGED)));
    }
    let (actor, workspace_id, now) = (db.reach().pseudonym.clone(), db.workspace_id(), db.now);
    let request = NewRequest {
        scope: Scope::Workspace,
        workspace_id: Some(workspace_id),
        subject_key: prospect.client.person.subject_key().to_owned(),
        kind: Kind::Erasure,
        door: Door::Business,
        place: String::new(),
        reply_to: String::new(),
        address_digest: String::new(),
        wording: String::new(),
        shared_address: false,
        verified: Verified::Account,
        received_at: now,
    };
    let filed = file(&mut Unscoped::new(db, now), &request, &actor)?;
    db.record("contact.erasure_ordered", "contact", id, "");
    let act = Act::Erase { target: prospect.client.target, request: Some(ids::digest(&filed.code)) };
    Ok(Ok((act, filed)))
}
