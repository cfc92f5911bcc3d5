//! `/privacy/queue/{id}/erase`: what a deletion would take, what would stay and why; then it
//! lasts, also over a restored backup.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Path;

use super::answers::Answers;
use super::clerk::{Clerk, Desk};
use super::fulfil::NOBODY;
use super::views::ErasePage;
use crate::access::privacy::Handle;
use crate::db::Unscoped;
use crate::erasure;
use crate::error::{AppError, AppResult};
use crate::jobs::Enqueue;
use crate::ledger::Act;
use crate::privacy::doors::queries as doors;
use crate::privacy::erase::{Prospect, look};
use crate::requests::model::Kind;
use crate::requests::queries::{Request, progress};
use crate::services::Services;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, FormState, Input, page, page_with};

const CHANGED: &str =
    "Something was added or removed since this page was shown. Look again before you erase.";
const NO_DELETION: AppError =
    AppError::Conflict("This request does not ask for a deletion, or it is closed already.");

pub async fn preview(who: Can<Handle>, id: Path<i64>) -> AppResult<HttpResponse> {
    let (id, desk, services) = (id.into_inner(), who.desk(), who.services.clone());
    match who.read_unscoped(move |db| prospect(db, &desk, &services, id)).await {
        Ok((_, prospect)) => page(&ErasePage::of(&who, id, &prospect, FormState::empty())),
        Err(AppError::Conflict(why)) => {
            Ok(see_other_with(format!("{}/{id}", Can::<Handle>::BASE), &Flash::error(why)))
        }
        Err(error) => Err(error),
    }
}

pub async fn erase(who: Can<Handle>, id: Path<i64>, input: Input) -> AppResult<HttpResponse> {
    let (id, desk, services) = (id.into_inner(), who.desk(), who.services.clone());
    let shown = input.get("digest").to_owned();
    match who.write_unscoped(move |db| order(db, &desk, &services, id, &shown)).await? {
        Ok(act) => {
            erasure::promise(&who.services, vec![act]).await?;
            let open = who.write_unscoped(move |db| settle(db, id)).await?;
            let flash = match open {
                true => Flash::notice(
                    "A hold keeps this client. The deletion is deferred, and the record says so.",
                ),
                false => Flash::success("Erased. The person gets the receipt by mail."),
            };
            Ok(see_other_with(format!("{}/{id}", Can::<Handle>::BASE), &flash))
        }
        Err(prospect) => {
            let form = FormState::with_form_error(input, CHANGED);
            page_with(StatusCode::CONFLICT, &ErasePage::of(&who, id, &prospect, form))
        }
    }
}

fn prospect(db: &mut Unscoped, desk: &Desk, services: &Services, id: i64) -> AppResult<(Request, Prospect)> {
    let request = desk.find(db, id)?;
    let deletes = matches!(request.kind, Kind::Erasure | Kind::AccessThenErasure | Kind::ChildData);
    if request.state.is_closed() || !deletes {
        return Err(NO_DELETION);
    }
    let Some(reach) = &desk.reach else { return Err(AppError::NotFound) };
    let scoped = &mut db.scoped(reach.clone());
    let client = doors::client_of_key(scoped, &request.subject_key)?;
    let (client, _) = client.ok_or(AppError::Conflict(NOBODY))?;
    Ok((request, look(scoped, client, &services.inventory)?))
}

fn order(
    db: &mut Unscoped,
    desk: &Desk,
    services: &Services,
    id: i64,
    shown: &str,
) -> AppResult<Result<Act, Prospect>> {
    let (request, prospect) = prospect(db, desk, services, id)?;
    if prospect.preview.digest != shown {
        return Ok(Err(prospect));
    }
    progress::begin(db, id)?;
    desk.record(db, "privacy.erasure_ordered", id)?;
    Ok(Ok(Act::Erase { target: prospect.client.target, request: Some(request.code_hash) }))
}

/// Whether it is still open: held.
fn settle(db: &mut Unscoped, id: i64) -> AppResult<bool> {
    let open = progress::is_open(db, id)?;
    if !open {
        db.enqueue(&Answers {})?;
    }
    Ok(open)
}
