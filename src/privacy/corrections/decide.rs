//! `/privacy/corrections/{id}`: both values, what the client says, who received the old one;
//! and the decision.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::actions::{self, Accepted};
use super::apply::{self, Ground};
use super::queries;
use super::views::{DecidePage, Shown};
use crate::access::privacy::Handle;
use crate::contacts;
use crate::contacts::model::home_country;
use crate::db::{Reach, Scoped};
use crate::error::AppResult;
use crate::privacy::policy::places;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, Check, FormState, Input, Who, page, page_with};

const HOME: &str = "/privacy/corrections";

pub async fn show(who: Can<Handle>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let shown = find(&who, id.into_inner()).await?;
    page(&DecidePage::of(&who, shown, FormState::empty()))
}

async fn find(who: &Who, id: i64) -> AppResult<Shown> {
    as_privacy_contact(who, move |db| {
        let (correction, name) = actions::find(db, id)?;
        let details = contacts::queries::details(db, correction.contact_id)?;
        Ok(Shown {
            label: apply::label_in(&details, &correction.field),
            now: apply::value(&details, &correction.field).unwrap_or_default(),
            recipients: queries::recipients(db, correction.contact_id)?,
            correction,
            name,
        })
    })
    .await
}

pub async fn accept(who: Can<Handle>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    let workspace = &who.member.workspace;
    let ground =
        Ground { country: home_country(&workspace.timezone, &workspace.locale), today: who.wall().today() };
    let accepted = as_privacy_contact(&who, move |db| {
        let (correction, _) = actions::find(db, id)?;
        actions::accept(db, &correction, &ground)
    });
    match accepted.await? {
        Accepted::Done => Ok(see_other_with(HOME, &Flash::success("Corrected. The client is told."))),
        Accepted::Unfit(why) => {
            let form =
                FormState::with_form_error(Input::default(), &format!("It can’t be taken over: {why}"));
            let shown = find(&who, id).await?;
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &DecidePage::of(&who, shown, form))
        }
    }
}

pub async fn refuse(who: Can<Handle>, id: web::Path<i64>, input: Input) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    let reason = match reason(&input) {
        Ok(reason) => reason,
        Err(form) => {
            let shown = find(&who, id).await?;
            return page_with(StatusCode::UNPROCESSABLE_ENTITY, &DecidePage::of(&who, shown, form));
        }
    };
    let workspace = &who.member.workspace;
    let country = home_country(&workspace.timezone, &workspace.locale);
    let authority = places::authority_in(country);
    as_privacy_contact(&who, move |db| {
        let (correction, _) = actions::find(db, id)?;
        actions::refuse(db, &correction, &reason, &authority)
    })
    .await?;
    Ok(see_other_with(HOME, &Flash::success("Refused. The client is told why, and where to turn.")))
}

fn reason(input: &Input) -> Result<String, FormState> {
    let mut check = Check::new(input);
    let reason = check.text("reason", 2000);
    if reason.is_empty() {
        check.fail("reason", "Say why. The client gets to read it.");
    }
    check.finish(|| Some(reason))
}

/// Whoever answers for privacy does so for every client, whatever their role sees elsewhere.
pub(super) async fn as_privacy_contact<T, F>(who: &Who, step: F) -> AppResult<T>
where
    T: Send + 'static,
    F: FnOnce(&mut Scoped) -> AppResult<T> + Send + 'static,
{
    let own = who.member.reach(who.user());
    let reach = Reach { own_only: false, sees_email: true, sees_phone: true, ..own };
    let now = who.now();
    who.services
        .db
        .write(move |conn| {
            let mut db = Scoped::new(conn, reach, now);
            let done = step(&mut db)?;
            db.finish()?;
            Ok(done)
        })
        .await
}
