//! `/privacy/holds`: the holds of a business on its clients and on itself.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::forms::{self, Terms};
use super::queries::{self, Named};
use super::views::{Door, FormPage, HoldPage, ListPage, Prospect};
use super::actions;
use crate::access::privacy::Handle;
use crate::db::{Scoped, ids};
use crate::erasure;
use crate::error::AppResult;
use crate::holds;
use crate::holds::model::NewHold;
use crate::ledger::Act;
use crate::web::flash::Flash;
use crate::web::page::{see_other, see_other_with};
use crate::web::{Can, FormState, Input, Who, page, page_with};

const LISTED: i64 = 200;

pub async fn index(who: Can<Handle>) -> AppResult<HttpResponse> {
    let holds = who.read(list).await?;
    page(&ListPage::of(&Door::Business(who.into_who()), holds, 0))
}

fn list(db: &mut Scoped) -> AppResult<Vec<Named>> {
    let here = Some(db.workspace_id());
    let holds = holds::queries::list(db, here, LISTED)?;
    holds.into_iter().map(|hold| queries::named(db, hold, true)).collect()
}

pub async fn new(who: Can<Handle>, request: HttpRequest) -> AppResult<HttpResponse> {
    let asked = Input::parse(request.query_string().as_bytes()).get("client").to_owned();
    let form = FormState::filled([("client", asked)]);
    form_page(&who, form, StatusCode::OK).await
}

async fn form_page(who: &Who, form: FormState, status: StatusCode) -> AppResult<HttpResponse> {
    let client = form.value("client").parse().unwrap_or(0);
    let prospect = who
        .read(move |db| {
            let client = queries::client(db, client)?.map(|(name, _)| name);
            Ok(Prospect { owners: queries::owners_here(db)?, client })
        })
        .await?;
    page_with(status, &FormPage::of(&Door::Business(who.clone()), prospect, form))
}

pub async fn place(who: Can<Handle>, input: Input) -> AppResult<HttpResponse> {
    let owners = who.read(queries::owners_here).await?;
    let (client, terms) = match forms::of_business(&input, &owners, who.wall().today()) {
        Ok(wanted) => wanted,
        Err(form) => return form_page(&who, form, StatusCode::UNPROCESSABLE_ENTITY).await,
    };
    match who.write(move |db| order(db, client, terms)).await? {
        Some(act) => {
            erasure::promise(&who.services, vec![act]).await?;
            let said = "The hold is placed. Nothing of it is deleted until you release it.";
            Ok(see_other_with("/privacy/holds", &Flash::success(said)))
        }
        None => {
            let form = FormState::with_error(input, "client", "No client of this business has this number.");
            form_page(&who, form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

/// `None` if there is no such client.
fn order(db: &mut Scoped, client: Option<i64>, terms: Terms) -> AppResult<Option<Act>> {
    let target = match client {
        None => queries::own_business(db)?,
        Some(id) => match queries::client(db, id)? {
            Some((_, target)) => target,
            None => return Ok(None),
        },
    };
    let (workspace_id, now, key) = (db.workspace_id(), db.now, ids::random_key()?);
    let Terms { reason, owner, review_on } = terms;
    let new = NewHold { target, workspace_id: Some(workspace_id), reason, owner, review_on };
    match client {
        Some(id) => db.record("hold.placed", "contact", id, ""),
        None => db.record("hold.placed", "workspace", workspace_id, ""),
    }
    Ok(Some(actions::place(db, &key, &new, now)?))
}

pub async fn show(who: Can<Handle>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    hold_page(&who, *id, FormState::empty(), StatusCode::OK).await
}

async fn hold_page(who: &Who, id: i64, form: FormState, status: StatusCode) -> AppResult<HttpResponse> {
    let hold = who.read(move |db| find(db, id)).await?;
    page_with(status, &HoldPage::of(&Door::Business(who.clone()), hold, form))
}

fn find(db: &mut Scoped, id: i64) -> AppResult<Named> {
    let here = Some(db.workspace_id());
    let hold = holds::queries::find(db, here, id)?;
    queries::named(db, hold, true)
}

pub async fn review(who: Can<Handle>, id: web::Path<i64>, input: Input) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    let next = match forms::review(&input, who.wall().today()) {
        Ok(next) => next,
        Err(form) => return hold_page(&who, id, form, StatusCode::UNPROCESSABLE_ENTITY).await,
    };
    who.write(move |db| {
        let hold = find(db, id)?.hold;
        db.record("hold.reviewed", "hold", hold.id, "");
        holds::queries::review(db, hold.id, next)
    })
    .await?;
    Ok(see_other(format!("/privacy/holds/{id}")))
}

pub async fn release(who: Can<Handle>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    let hold = who
        .write(move |db| {
            let hold = find(db, id)?.hold;
            db.record("hold.released", "hold", hold.id, "");
            Ok(hold)
        })
        .await?;
    let taken_up = actions::release(&who.services, &hold.hold_key).await?;
    Ok(see_other_with("/privacy/holds", &super::views::released(taken_up)))
}
