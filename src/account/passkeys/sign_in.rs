//! Signing in with a passkey. No address is asked for, so there is nothing that an
//! answer could reveal.

use actix_web::HttpResponse;
use serde::{Deserialize, Serialize};
use webauthn_rs::prelude::PublicKeyCredential;

use super::ceremony::{self, Finish, Options, REFUSED, Waiting};
use super::queries::{self, Known};
use crate::account::admission::{self, Admission, Arrival};
use crate::account::door::Door;
use crate::account::json::{Sent, answer, refuse};
use crate::account::landing::Landing;
use crate::error::{AppError, AppResult};
use crate::web::Public;
use crate::web::rate_limit::Action;

pub async fn start(who: Public, door: Door) -> HttpResponse {
    answer(offer(&who, &door).await)
}

async fn offer(who: &Public, door: &Door) -> AppResult<impl Serialize> {
    door.limits.check(Action::SignIn, who.client.address)?;
    let (options, state) = ceremony::start_sign_in(&who.services.config)?;
    let waiting = Waiting::SignIn { state };
    let token = who.write_unscoped(move |db| queries::keep_waiting(db, None, &waiting)).await?;
    Ok(Options { options, token })
}

#[derive(Deserialize)]
pub struct Proof {
    #[serde(flatten)]
    finish: Finish<PublicKeyCredential>,
    #[serde(default)]
    next: String,
}

#[derive(Serialize)]
struct Done {
    redirect: String,
}

pub async fn finish(who: Public, door: Door, sent: Sent<Proof>) -> HttpResponse {
    enter(&who, &door, sent).await.unwrap_or_else(refuse)
}

async fn enter(who: &Public, door: &Door, sent: Sent<Proof>) -> AppResult<HttpResponse> {
    let (admission, landing) = admit(who, door, sent).await?;
    let redirect = landing.path().to_owned();
    admission.let_in(&door.session, answer(Ok(Done { redirect })))
}

async fn admit(who: &Public, door: &Door, sent: Sent<Proof>) -> AppResult<(Admission, Landing)> {
    door.limits.check(Action::EnterCode, who.client.address)?;
    let Proof { finish: Finish { token, credential }, next } = sent.0?;
    let config = &who.services.config;
    let handle = ceremony::claimed_handle(config, &credential)?;
    let credential_id = credential.get_credential_id().to_vec();
    let found = who
        .write_unscoped(move |db| {
            let waiting = queries::take_waiting(db, None, &token)?;
            Ok(waiting.zip(queries::find_known(db, &credential_id, handle)?))
        })
        .await?;
    let Some((Waiting::SignIn { state }, Known { id, user_id, passkey })) = found else {
        return Err(REFUSED);
    };
    let passkey = ceremony::finish_sign_in(config, &credential, state, passkey)?;
    let arrival = Arrival::of(who, &door.device);
    let admitted = who.write_unscoped(move |db| {
        queries::mark_used(db, id, &passkey)?;
        let user = crate::account::queries::find(db, user_id)?;
        admission::admit(db, &user, &arrival)
    });
    match admitted.await {
        // Removed while its owner was asked.
        Err(AppError::NotFound) => Err(REFUSED),
        other => Ok((other?, Landing::of(&next))),
    }
}
