//! `/password/reset/{token}`: sets a new password, once a link, and signs out everywhere.

use actix_web::cookie::Cookie;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::admission::Arrival;
use super::door::Door;
use super::mail::PasswordChanged;
use super::pages::{DeadLinkPage, ResetPage, not_now};
use super::queries::{self, User, tokens};
use super::{known_devices, password};
use crate::db::Unscoped;
use crate::error::{AppError, AppResult};
use crate::jobs::Enqueue;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Check, FormState, Input, Public, page, page_with, session};

pub async fn form(who: Public, token: web::Path<String>) -> AppResult<HttpResponse> {
    let token = token.into_inner();
    let Some(user) = owner(&who, token.clone()).await? else { return dead_link(&who) };
    page(&ResetPage::new(&who, FormState::empty(), token, user.has_second_factor()))
}

pub async fn set(who: Public, token: web::Path<String>, door: Door, input: Input) -> AppResult<HttpResponse> {
    let token = token.into_inner();
    let Some(user) = owner(&who, token.clone()).await? else { return dead_link(&who) };
    let with_second_factor = user.has_second_factor();
    let again = |form| ResetPage::new(&who, form, token.clone(), with_second_factor);
    let password = match new_password(&input, &user) {
        Ok(password) => password,
        Err(form) => return page_with(StatusCode::UNPROCESSABLE_ENTITY, &again(form)),
    };
    match change(&who, &door, user.id, token.clone(), password).await {
        Ok(Some(device_cookie)) => done(&device_cookie),
        Ok(None) => dead_link(&who),
        Err(error) => not_now(error, |message| again(FormState::with_form_error(input, message))),
    }
}

async fn change(
    who: &Public,
    door: &Door,
    user_id: i64,
    token: String,
    password: String,
) -> AppResult<Option<Cookie<'static>>> {
    let hash = door.hasher.hash(password).await?;
    let arrival = Arrival::of(who, &door.device);
    who.write_unscoped(move |db| replace(db, user_id, &token, &hash, &arrival)).await
}

fn done(device_cookie: &Cookie) -> AppResult<HttpResponse> {
    let message = "Your new password is set and every device is signed out. Sign in with it.";
    let mut answer = see_other_with("/login", &Flash::success(message));
    answer.add_cookie(device_cookie).map_err(AppError::internal)?;
    Ok(answer)
}

async fn owner(who: &Public, token: String) -> AppResult<Option<User>> {
    who.read_unscoped(move |db| match tokens::find(db, tokens::Purpose::ResetPassword, &token)? {
        Some(found) => queries::find(db, found.user_id).map(Some),
        None => Ok(None),
    })
    .await
}

fn new_password(input: &Input, user: &User) -> Result<String, FormState> {
    let mut check = Check::new(input);
    let password = input.get("password");
    if let Err(problem) = password::check(password, user.has_second_factor(), &[&user.name, &user.email]) {
        check.fail("password", problem.to_string());
    }
    check.finish(|| Some(password.to_owned()))
}

/// `None` if the link was used meanwhile. Whoever reads mail at this address has proven it.
fn replace(
    db: &mut Unscoped,
    user_id: i64,
    token: &str,
    hash: &str,
    arrival: &Arrival,
) -> AppResult<Option<Cookie<'static>>> {
    let purpose = tokens::Purpose::ResetPassword;
    let Some(found) = tokens::find(db, purpose, token)? else { return Ok(None) };
    if !tokens::spend(db, found.id)? {
        return Ok(None);
    }
    tokens::spend_all(db, user_id, purpose)?;
    queries::set_password(db, user_id, hash)?;
    queries::mark_email_verified(db, user_id)?;
    session::end_all(db, user_id)?;
    db.enqueue(&PasswordChanged { user_id })?;
    known_devices::trust_only(db, user_id, arrival.device(), arrival.label()).map(Some)
}

fn dead_link(who: &Public) -> AppResult<HttpResponse> {
    let text = "It was used already, or it is more than an hour old. Ask for a new one; it takes a moment.";
    page_with(StatusCode::GONE, &DeadLinkPage::new(who, text, "/password/forgot", "Send a new link"))
}
