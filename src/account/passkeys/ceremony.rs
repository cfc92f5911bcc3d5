//! The two ceremonies, as far as they need no request: what is asked of the
//! browser, what is kept meanwhile, and under which name this installation acts.

use serde::{Deserialize, Serialize};
use webauthn_rs::prelude::{
    CreationChallengeResponse, CredentialID, DiscoverableAuthentication, Passkey, PasskeyRegistration,
    PublicKeyCredential, RegisterPublicKeyCredential, RequestChallengeResponse, Uuid,
};
use webauthn_rs::{Webauthn, WebauthnBuilder};

use crate::config::Config;
use crate::error::{AppError, AppResult};

pub const LIVES: time::Duration = time::Duration::minutes(5);
pub const REFUSED: AppError =
    AppError::Forbidden("This passkey was not accepted. Try again, or use another way.");

/// Kept under the digest of a token while the browser asks its authenticator.
#[derive(Serialize, Deserialize)]
pub enum Waiting {
    Registration { name: String, state: PasskeyRegistration },
    SignIn { state: DiscoverableAuthentication },
}

/// What the browser is given.
#[derive(Serialize)]
pub struct Options<T: Serialize> {
    #[serde(flatten)]
    pub options: T,
    pub token: String,
}

/// What it sends back.
#[derive(Deserialize)]
pub struct Finish<T> {
    pub token: String,
    pub credential: T,
}

/// Passkeys are bound to a domain; an installation that is reached by its number has none.
pub fn are_offered(config: &Config) -> bool {
    config.base_url.domain().is_some()
}

fn webauthn(config: &Config) -> AppResult<Webauthn> {
    let domain = config.base_url.domain().ok_or(AppError::NotFound)?;
    WebauthnBuilder::new(domain, &config.base_url)
        .and_then(|builder| builder.rp_name("ClientSync").build())
        .map_err(AppError::internal)
}

pub struct Registrant<'a> {
    pub handle: Uuid,
    pub email: &'a str,
    pub name: &'a str,
    /// An authenticator that holds one of these makes no second one.
    pub has: Vec<CredentialID>,
}

pub fn start_registration(
    config: &Config,
    person: Registrant<'_>,
) -> AppResult<(CreationChallengeResponse, PasskeyRegistration)> {
    let (mut options, state) = webauthn(config)?
        .start_passkey_registration(person.handle, person.email, person.name, Some(person.has))
        .map_err(AppError::internal)?;
    // Kept on the device with the account's handle, so that signing in needs no address
    // and has nothing to reveal.
    if let Some(selection) = &mut options.public_key.authenticator_selection {
        selection.require_resident_key = true;
        selection.resident_key = serde_json::from_str("\"required\"").ok();
    }
    Ok((options, state))
}

pub fn finish_registration(
    config: &Config,
    credential: &RegisterPublicKeyCredential,
    state: &PasskeyRegistration,
) -> AppResult<Passkey> {
    webauthn(config)?.finish_passkey_registration(credential, state).map_err(|_| REFUSED)
}

pub fn start_sign_in(config: &Config) -> AppResult<(RequestChallengeResponse, DiscoverableAuthentication)> {
    let (mut options, state) =
        webauthn(config)?.start_discoverable_authentication().map_err(AppError::internal)?;
    // A button asks for it, so the browser shows its own dialogue.
    options.mediation = None;
    Ok((options, state))
}

/// The handle of the account that the authenticator answers for; unproven.
pub fn claimed_handle(config: &Config, credential: &PublicKeyCredential) -> AppResult<Uuid> {
    let (handle, _) =
        webauthn(config)?.identify_discoverable_authentication(credential).map_err(|_| REFUSED)?;
    Ok(handle)
}

/// Proves the answer; the passkey comes back with its counter moved on.
pub fn finish_sign_in(
    config: &Config,
    credential: &PublicKeyCredential,
    state: DiscoverableAuthentication,
    mut passkey: Passkey,
) -> AppResult<Passkey> {
    let proven = webauthn(config)?
        .finish_discoverable_authentication_v2(credential, state, &passkey)
        .map_err(|_| REFUSED)?;
    passkey.update_credential(&proven);
    Ok(passkey)
}
