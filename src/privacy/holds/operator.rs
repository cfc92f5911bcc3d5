//! `/operator/holds`: the operator's holds on accounts, businesses and, by the number that an
//! order names, clients; and that businesses have holds which nobody looked at in time.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::actions;
use super::forms::{self, Terms};
use super::queries::{self, Named};
use super::views::{Door, FormPage, HoldPage, ListPage, Prospect, released};
use crate::db::{Unscoped, ids};
use crate::erasure;
use crate::error::AppResult;
use crate::holds;
use crate::holds::model::NewHold;
use crate::ledger::{Act, Target};
use crate::web::flash::Flash;
use crate::web::page::{see_other, see_other_with};
use crate::web::{FormState, Input, Operator, page, page_with};

const LISTED: i64 = 200;
const NOBODY: &str = "Nothing here has this name. An account is named by its e-mail address, a business by its address on the web, a client by the number that exports show.";

pub async fn index(who: Operator) -> AppResult<HttpResponse> {
    let today = who.now().date();
    let (holds, overdue) = who
        .read_unscoped(move |db| {
            let holds = holds::queries::list(db, None, LISTED)?;
            let named = holds.into_iter().map(|hold| queries::named(db, hold, false));
            Ok((named.collect::<AppResult<Vec<Named>>>()?, holds::queries::overdue_of_businesses(db, today)?))
        })
        .await?;
    page(&ListPage::of(&Door::Operator(who), holds, overdue))
}

pub async fn new(who: Operator) -> AppResult<HttpResponse> {
    form_page(&who, FormState::empty(), StatusCode::OK).await
}

async fn form_page(who: &Operator, form: FormState, status: StatusCode) -> AppResult<HttpResponse> {
    let owners = who.read_unscoped(queries::operators).await?;
    page_with(status, &FormPage::of(&Door::Operator(who.clone()), Prospect { owners, client: None }, form))
}

pub async fn place(who: Operator, input: Input) -> AppResult<HttpResponse> {
    let owners = who.read_unscoped(queries::operators).await?;
    let (kind, name, terms) = match forms::of_operator(&input, &owners, who.now().date()) {
        Ok(wanted) => wanted,
        Err(form) => return form_page(&who, form, StatusCode::UNPROCESSABLE_ENTITY).await,
    };
    let find = move |db: &mut Unscoped| queries::target(db, kind, &name);
    let Some(target) = who.read_unscoped(find).await? else {
        let form = FormState::with_error(input, "name", NOBODY);
        return form_page(&who, form, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let act = who.write_unscoped(move |db| order(db, target, terms)).await?;
    erasure::promise(&who.services, vec![act]).await?;
    let said = "The hold is placed. Nothing of it is deleted until you release it.";
    Ok(see_other_with("/operator/holds", &Flash::success(said)))
}

fn order(db: &mut Unscoped, target: Target, terms: Terms) -> AppResult<Act> {
    let (now, key) = (db.now, ids::random_key()?);
    let Terms { reason, owner, review_on } = terms;
    let new = NewHold { target, workspace_id: None, reason, owner, review_on };
    actions::place(db, &key, &new, now)
}

pub async fn show(who: Operator, id: web::Path<i64>) -> AppResult<HttpResponse> {
    hold_page(&who, *id, FormState::empty(), StatusCode::OK).await
}

async fn hold_page(who: &Operator, id: i64, form: FormState, status: StatusCode) -> AppResult<HttpResponse> {
    let hold = who.read_unscoped(move |db| find(db, id)).await?;
    page_with(status, &HoldPage::of(&Door::Operator(who.clone()), hold, form))
}

fn find(db: &mut Unscoped, id: i64) -> AppResult<Named> {
    let hold = holds::queries::find(db, None, id)?;
    queries::named(db, hold, false)
}

pub async fn review(who: Operator, id: web::Path<i64>, input: Input) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    let next = match forms::review(&input, who.now().date()) {
        Ok(next) => next,
        Err(form) => return hold_page(&who, id, form, StatusCode::UNPROCESSABLE_ENTITY).await,
    };
    who.write_unscoped(move |db| {
        let hold = find(db, id)?.hold;
        holds::queries::review(db, hold.id, next)
    })
    .await?;
    Ok(see_other(format!("/operator/holds/{id}")))
}

pub async fn release(who: Operator, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    let hold = who.read_unscoped(move |db| find(db, id)).await?.hold;
    let taken_up = actions::release(&who.services, &hold.hold_key).await?;
    Ok(see_other_with("/operator/holds", &released(taken_up)))
}
