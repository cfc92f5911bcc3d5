//! The page of one passkey: its name, and its end.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::queries::{self, PasskeyRow};
use crate::account::notices::{self, Happened};
use crate::account::step_up::StepUp;
use crate::account::{record, wall};
use crate::civil::Moment;
use crate::error::AppResult;
use crate::web::access::SignedIn;
use crate::web::flash::Flash;
use crate::web::form::{Check, FormState, Input};
use crate::web::page::{Chrome, Nav, page, page_with, see_other_with};

#[derive(Template)]
#[template(path = "account/passkey.html")]
struct PasskeyPage {
    chrome: Chrome,
    id: i64,
    name: String,
    added: Moment,
    used: Option<Moment>,
    rename: FormState,
    remove: FormState,
}

impl PasskeyPage {
    fn of(who: &SignedIn, key: PasskeyRow) -> Self {
        let wall = wall::of(who);
        Self {
            chrome: who.chrome(Nav::None),
            id: key.id,
            added: wall.moment(key.created_at),
            used: key.last_used_at.map(|at| wall.moment(at)),
            rename: FormState::filled([("name", key.name.as_str())]),
            remove: FormState::empty(),
            name: key.name,
        }
    }
}

pub async fn show(who: SignedIn, id: web::Path<i64>) -> AppResult<HttpResponse> {
    page(&PasskeyPage::of(&who, find(&who, *id).await?))
}

pub async fn rename(who: SignedIn, id: web::Path<i64>, input: Input) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    let mut check = Check::new(&input);
    let name = check.required("name", 60, "Enter a name.");
    if let Err(form) = check.finish(|| Some(())) {
        let shown = PasskeyPage { rename: form, ..PasskeyPage::of(&who, find(&who, id).await?) };
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &shown);
    }
    let user_id = who.user().id;
    who.write_unscoped(move |db| queries::rename(db, user_id, id, &name)).await?;
    Ok(see_other_with("/account/security", &Flash::success("The passkey has a new name.")))
}

pub async fn remove(
    who: SignedIn,
    step_up: StepUp,
    id: web::Path<i64>,
    input: Input,
) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    if let Some(refusal) = step_up.refusal(&who, &input).await {
        let key = find(&who, id).await?;
        return refusal.page(|remove| PasskeyPage { remove, ..PasskeyPage::of(&who, key) });
    }
    let session = who.session.clone();
    who.write_unscoped(move |db| {
        queries::remove(db, session.user.id, id)?;
        notices::enqueue(db, session.user.id, Happened::PasskeyRemoved)?;
        record::own_act(db, &session, "account.passkey_removed")
    })
    .await?;
    Ok(see_other_with("/account/security", &Flash::success("The passkey is removed.")))
}

async fn find(who: &SignedIn, id: i64) -> AppResult<PasskeyRow> {
    let user_id = who.user().id;
    who.read_unscoped(move |db| queries::find(db, user_id, id)).await
}
