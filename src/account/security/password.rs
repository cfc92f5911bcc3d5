//! The change of the password: proves the old one, judges the new one, signs out everybody else.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::views::PasswordPage;
use crate::account::mail::PasswordChanged;
use crate::account::password;
use crate::account::queries;
use crate::account::queries::tokens::{self, Purpose};
use crate::account::record;
use crate::account::step_up::StepUp;
use crate::error::AppResult;
use crate::jobs::Enqueue;
use crate::web::access::SignedIn;
use crate::web::flash::Flash;
use crate::web::form::{Check, FormState, Input};
use crate::web::page::{page, page_with, see_other_with};
use crate::web::session::{self, SessionInfo};

pub async fn ask(who: SignedIn) -> AppResult<HttpResponse> {
    page(&PasswordPage::of(&who, FormState::empty()))
}

pub async fn change(who: SignedIn, step_up: StepUp, input: Input) -> AppResult<HttpResponse> {
    let refused = |form| page_with(StatusCode::UNPROCESSABLE_ENTITY, &PasswordPage::of(&who, form));
    let new = match validate(&input, &who.session) {
        Ok(new) => new,
        Err(form) => return refused(form),
    };
    if let Some(refusal) = step_up.refusal(&who, &input).await {
        return refusal.page(|form| PasswordPage::of(&who, form));
    }
    let hash = step_up.hash(&new).await?;
    let session = who.session.clone();
    who.write_unscoped(move |db| {
        let user_id = session.user.id;
        queries::set_password(db, user_id, &hash)?;
        // A link that was mailed for a new password must not undo this one.
        tokens::spend_all(db, user_id, Purpose::ResetPassword)?;
        session::end_others(db, user_id, session.session_id)?;
        db.enqueue(&PasswordChanged { user_id })?;
        record::own_act(db, &session, "account.password_changed")
    })
    .await?;
    let done = Flash::success("Your password is changed. Every other device is signed out.");
    Ok(see_other_with("/account/security", &done))
}

fn validate(input: &Input, session: &SessionInfo) -> Result<String, FormState> {
    let mut check = Check::new(input);
    let typed = input.get("password");
    if let Err(problem) = password::check(typed, session.user.second_factor, &personal(session)) {
        check.fail("password", problem.to_string());
    }
    check.finish(|| Some(typed.to_owned()))
}

/// What others know of the person, and would try first.
pub fn personal(session: &SessionInfo) -> Vec<&str> {
    let business = session.member.as_ref().map(|member| member.workspace.name.as_str());
    [session.user.name.as_str(), session.user.email.as_str()].into_iter().chain(business).collect()
}
