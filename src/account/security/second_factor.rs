//! The second factor: set up with a code from the app, turned off with the password.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::password::personal;
use super::queries;
use super::recovery::keys;
use super::views::{CodesPage, OffPage, SetUpPage, StartPage};
use crate::account::notices::{self, Happened};
use crate::account::pages::not_now;
use crate::account::queries::recovery;
use crate::account::step_up::{self, StepUp};
use crate::account::{password, record, totp};
use crate::db::Unscoped;
use crate::error::{AppError, AppResult};
use crate::secrets::Secrets;
use crate::web::access::SignedIn;
use crate::web::flash::Flash;
use crate::web::form::{FormState, Input};
use crate::web::page::{page, page_with, see_other, see_other_with};
use crate::web::rate_limit::{Action, RateLimits};
use crate::web::session::{self, SessionInfo};

const HERE: &str = "/account/security/second-factor";
const WRONG: &str = "This code is not right. Enter the one that the app shows now.";
const REQUIRED: &str = "A business you work in requires a second factor for your role, so it can’t be turned off. If you lost the device, ask an owner to reset it.";

/// Where the person stands: nothing yet, a secret that waits for its first code, or done.
pub async fn show(who: SignedIn) -> AppResult<HttpResponse> {
    match factor(&who).await? {
        Factor::Off => page(&StartPage::of(&who, FormState::empty())),
        Factor::Pending(secret) => page(&SetUpPage::of(&who, FormState::empty(), &secret)),
        Factor::On => Ok(see_other("/account/security")),
    }
}

pub async fn start(who: SignedIn, step_up: StepUp, input: Input) -> AppResult<HttpResponse> {
    if let Some(refusal) = step_up.refusal(&who, &input).await {
        return refusal.page(|form| StartPage::of(&who, form));
    }
    let proposal = Proposal { secret: totp::new_secret(), until: at(&who) + PROPOSAL_LIVES };
    let sealed = proposal.seal(&who.services.secrets)?;
    let user_id = who.user().id;
    who.write_unscoped(move |db| queries::propose_secret(db, user_id, &sealed)).await?;
    Ok(see_other(HERE))
}

pub async fn confirm(who: SignedIn, limits: web::Data<RateLimits>, input: Input) -> AppResult<HttpResponse> {
    let Factor::Pending(secret) = factor(&who).await? else { return Ok(see_other(HERE)) };
    if let Err(error) = limits.check(Action::EnterCode, who.client.address) {
        let form = |message: &str| FormState::with_error(input, "code", message);
        return not_now(error, |message| SetUpPage::of(&who, form(message), &secret));
    }
    let Some(step) = totp::verify(&secret, input.get("code"), at(&who), None) else {
        let form = FormState::with_error(input, "code", WRONG);
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &SetUpPage::of(&who, form, &secret));
    };
    let codes = turn_on(&who, &secret, step).await?;
    page(&CodesPage::of(&who, codes))
}

async fn turn_on(who: &SignedIn, secret: &str, step: i64) -> AppResult<Vec<String>> {
    let sealed = who.services.secrets.seal(secret.as_bytes())?;
    let codes = totp::new_recovery_codes();
    let (session, keys) = (who.session.clone(), keys(&codes));
    who.write_unscoped(move |db| {
        let user_id = session.user.id;
        queries::confirm_factor(db, user_id, &sealed, step)?;
        recovery::replace(db, user_id, &keys)?;
        session::end_others(db, user_id, session.session_id)?;
        notices::enqueue(db, user_id, Happened::SecondFactorOn)?;
        record::own_act(db, &session, "account.second_factor_on")
    })
    .await?;
    Ok(codes)
}

pub async fn ask_off(who: SignedIn) -> AppResult<HttpResponse> {
    if !who.user().second_factor {
        return Ok(see_other("/account/security"));
    }
    page(&OffPage::of(&who, FormState::empty()))
}

pub async fn turn_off(who: SignedIn, step_up: StepUp, input: Input) -> AppResult<HttpResponse> {
    let refused = |form| page_with(StatusCode::UNPROCESSABLE_ENTITY, &OffPage::of(&who, form));
    if let Some(refusal) = step_up.refusal(&who, &input).await {
        return refusal.page(|form| OffPage::of(&who, form));
    }
    if password::check(input.get(step_up::FIELD), false, &personal(&who.session)).is_err() {
        let weak = "Your password is too weak to protect the account alone. Change it to a longer one first.";
        return refused(FormState::with_error(input, step_up::FIELD, weak));
    }
    let session = who.session.clone();
    if !who.write_unscoped(move |db| remove(db, &session)).await? {
        return refused(FormState::with_form_error(input, REQUIRED));
    }
    Ok(see_other_with("/account/security", &Flash::success("The second factor is off.")))
}

/// `false` if a role of theirs requires it.
fn remove(db: &mut Unscoped, session: &SessionInfo) -> AppResult<bool> {
    let user_id = session.user.id;
    if queries::role_requires_factor(db, user_id)? {
        return Ok(false);
    }
    queries::remove_factor(db, user_id)?;
    notices::enqueue(db, user_id, Happened::SecondFactorOff)?;
    record::own_act(db, session, "account.second_factor_off")?;
    Ok(true)
}

/// How far the person has come. An old proposal is as good as none: whoever finds the
/// browser later must not finish it with an app of their own.
enum Factor {
    Off,
    Pending(String),
    On,
}

async fn factor(who: &SignedIn) -> AppResult<Factor> {
    let user_id = who.user().id;
    let user = who.read_unscoped(move |db| crate::account::queries::find(db, user_id)).await?;
    if user.has_second_factor() {
        return Ok(Factor::On);
    }
    let Some(sealed) = user.totp_secret else { return Ok(Factor::Off) };
    let proposal = Proposal::open(&who.services.secrets, &sealed)?;
    Ok(if proposal.until > at(who) { Factor::Pending(proposal.secret) } else { Factor::Off })
}

/// A secret that was shown, and that no code has proven yet.
#[derive(Serialize, Deserialize)]
struct Proposal {
    secret: String,
    until: i64,
}

const PROPOSAL_LIVES: i64 = 30 * 60;

impl Proposal {
    fn seal(&self, secrets: &Secrets) -> AppResult<Vec<u8>> {
        secrets.seal(&serde_json::to_vec(self).map_err(AppError::internal)?)
    }

    fn open(secrets: &Secrets, sealed: &[u8]) -> AppResult<Self> {
        serde_json::from_slice(&secrets.open(sealed)?).map_err(AppError::internal)
    }
}

fn at(who: &SignedIn) -> i64 {
    who.now().assume_utc().unix_timestamp()
}
