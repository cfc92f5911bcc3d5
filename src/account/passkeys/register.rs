//! Adding a passkey to the account of whoever is signed in.

use actix_web::HttpResponse;
use serde::{Deserialize, Serialize};
use webauthn_rs::prelude::RegisterPublicKeyCredential;

use super::ceremony::{self, Finish, Options, REFUSED, Registrant, Waiting};
use super::queries;
use crate::account::json::{Sent, answer};
use crate::account::notices::{self, Happened};
use crate::account::record;
use crate::account::step_up::StepUp;
use crate::db::unique;
use crate::error::{AppError, AppResult};
use crate::text::{device, fold};
use crate::web::access::SignedIn;
use crate::web::cookies;
use crate::web::flash::Flash;

const LONGEST_NAME: usize = 60;
const MOST_PASSKEYS: usize = 20;

#[derive(Deserialize)]
pub struct Wish {
    #[serde(default)]
    name: String,
    #[serde(default)]
    current_password: String,
}

#[derive(Serialize)]
struct Done {
    redirect: &'static str,
}

pub async fn start(who: SignedIn, step_up: StepUp, wish: Sent<Wish>) -> HttpResponse {
    answer(offer(&who, &step_up, wish).await)
}

async fn offer(who: &SignedIn, step_up: &StepUp, wish: Sent<Wish>) -> AppResult<impl Serialize> {
    let wish = wish.0?;
    if !step_up.is_right(who, &wish.current_password).await? {
        return Err(AppError::Forbidden("This is not your current password. Try again."));
    }
    let (user_id, name) = (who.user().id, name_of(&wish.name, who)?);
    let (handle, has) = who
        .read_unscoped(move |db| Ok((queries::handle(db, user_id)?, queries::credentials(db, user_id)?)))
        .await?;
    if has.len() >= MOST_PASSKEYS {
        return Err(AppError::Conflict(
            "You have as many passkeys as an account can hold. Remove one first.",
        ));
    }
    let has = has.iter().map(|passkey| passkey.cred_id().clone()).collect();
    let person = Registrant { handle, email: &who.user().email, name: &who.user().name, has };
    let (options, state) = ceremony::start_registration(&who.services.config, person)?;
    let waiting = Waiting::Registration { name, state };
    let token = who.write_unscoped(move |db| queries::keep_waiting(db, Some(user_id), &waiting)).await?;
    Ok(Options { options, token })
}

/// Without a name it is called after the browser that adds it.
fn name_of(typed: &str, who: &SignedIn) -> AppResult<String> {
    let name = fold::clean_line(typed);
    if name.chars().count() > LONGEST_NAME {
        return Err(AppError::BadRequest("Use at most 60 characters for the name."));
    }
    Ok(if name.is_empty() { device::label(&who.client.user_agent) } else { name })
}

pub async fn finish(who: SignedIn, sent: Sent<Finish<RegisterPublicKeyCredential>>) -> HttpResponse {
    let mut response = answer(add(&who, sent).await.map(|()| Done { redirect: "/account/security" }));
    if response.status().is_success() {
        let added = Flash::success("The passkey is added. You can sign in with it.");
        let _ = response.add_cookie(&cookies::FLASH.cookie(added.to_cookie_value()));
    }
    response
}

async fn add(who: &SignedIn, sent: Sent<Finish<RegisterPublicKeyCredential>>) -> AppResult<()> {
    let Finish { token, credential } = sent.0?;
    let session = who.session.clone();
    let user_id = session.user.id;
    let waiting = who.write_unscoped(move |db| queries::take_waiting(db, Some(user_id), &token)).await?;
    let Some(Waiting::Registration { name, state }) = waiting else { return Err(REFUSED) };
    let passkey = ceremony::finish_registration(&who.services.config, &credential, &state)?;
    let added = who
        .write_unscoped(move |db| {
            queries::insert(db, user_id, &name, &passkey)?;
            notices::enqueue(db, user_id, Happened::PasskeyAdded)?;
            record::own_act(db, &session, "account.passkey_added")
        })
        .await;
    match added {
        Err(error) if unique::violated(&error, "passkeys", "credential_key") => Err(REFUSED),
        other => other,
    }
}
