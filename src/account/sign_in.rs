//! `/login`: the address and the password.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::admission::{self, Admission, Arrival};
use super::door::Door;
use super::landing::Landing;
use super::pages::{LoginPage, not_now};
use super::queries::{self, User};
use super::throttle::{self, Gate, Key, Turn};
use super::{known_devices, password};
use crate::db::Unscoped;
use crate::error::{AppError, AppResult};
use crate::secrets::Secrets;
use crate::text::email::Email;
use crate::web::rate_limit::Action;
use crate::web::{Check, FormState, Input, Public, page, page_with, see_other};

const WRONG: &str = "The e-mail address or the password is not right.";

#[derive(Deserialize)]
pub struct NextQuery {
    #[serde(default)]
    pub(super) next: String,
    /// "refused" after a sign-in whose cookie did not come back.
    #[serde(default)]
    pub(super) cookies: String,
}

pub async fn form(who: Public, query: web::Query<NextQuery>) -> AppResult<HttpResponse> {
    let landing = Landing::of(&query.next);
    if who.is_signed_in() {
        return Ok(see_other(landing.path()));
    }
    let login = LoginPage::new(&who, FormState::empty(), &landing);
    page(&if query.cookies == "refused" { login.about_cookies() } else { login })
}

pub async fn sign_in(who: Public, door: Door, input: Input) -> AppResult<HttpResponse> {
    let landing = Landing::of(input.get("next"));
    let again = |form| LoginPage::new(&who, form, &landing);
    let credentials = match Credentials::validate(&input) {
        Ok(credentials) => credentials,
        Err(form) => return page_with(StatusCode::UNPROCESSABLE_ENTITY, &again(form)),
    };
    match judge(&who, &door, credentials).await {
        Ok(Some(admission)) => {
            let next = next_page(&admission, &landing);
            admission.let_in(&door.session, see_other(next))
        }
        Ok(None) => {
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &again(FormState::with_form_error(input, WRONG)))
        }
        Err(error) => not_now(error, |message| again(FormState::with_form_error(input, message))),
    }
}

fn next_page(admission: &Admission, landing: &Landing) -> String {
    match admission.awaits_second_factor() {
        true => landing.after("/login/second-factor"),
        false => landing.path().to_owned(),
    }
}

/// `None` unless the password is right.
async fn judge(who: &Public, door: &Door, given: Credentials) -> AppResult<Option<Admission>> {
    door.limits.check(Action::SignIn, who.client.address)?;
    let arrival = Arrival::of(who, &door.device);
    let attempt = begin(who, given.email_key, arrival.clone()).await?;
    if let Turn::Wait { seconds } = attempt.turn {
        return Err(AppError::TooMany { retry_after: seconds });
    }
    let hash = attempt.user.as_ref().map(|user| user.password_hash.clone());
    let right = door.hasher.verify(given.password, hash).await?;
    let Some(user) = attempt.user.filter(|_| right) else { return Ok(None) };
    complete(who, user, attempt.key, arrival).await.map(Some)
}

struct Credentials {
    email_key: String,
    password: String,
}

impl Credentials {
    /// An address that can't exist is treated like one that nobody has.
    fn validate(input: &Input) -> Result<Self, FormState> {
        let mut check = Check::new(input);
        let email = input.get("email").trim();
        let password = input.get("password");
        if email.is_empty() {
            check.fail("email", "Enter your e-mail address.");
        }
        if password.is_empty() {
            check.fail("password", "Enter your password.");
        }
        let email_key = Email::parse(email).map_or_else(|_| email.to_lowercase(), |e| e.key());
        let password = password.chars().take(password::LONGEST + 1).collect();
        check.finish(|| Some(Self { email_key, password }))
    }
}

struct Attempt {
    user: Option<User>,
    key: Key,
    turn: Turn,
}

/// Finds the account and takes a turn. An address without an account takes turns too.
async fn begin(who: &Public, email_key: String, arrival: Arrival) -> AppResult<Attempt> {
    let services = who.services.clone();
    throttle::with_turn(who, move |db| {
        let user = queries::find_by_email(db, &email_key)?;
        let key = key_for(db, &services.secrets, user.as_ref(), &email_key, &arrival)?;
        let turn = throttle::take_turn(db, &key)?;
        Ok(Attempt { user, key, turn })
    })
    .await
}

fn key_for(
    db: &mut Unscoped,
    secrets: &Secrets,
    user: Option<&User>,
    email_key: &str,
    arrival: &Arrival,
) -> AppResult<Key> {
    let device = match user {
        Some(user) => known_devices::recognise(db, user.id, arrival.device())?,
        None => None,
    };
    Ok(Key::new(secrets, Gate::Password, email_key, device))
}

/// The password was right.
async fn complete(who: &Public, user: User, key: Key, arrival: Arrival) -> AppResult<Admission> {
    who.write_unscoped(move |db| {
        throttle::clear(db, &key)?;
        if user.has_second_factor() {
            return Ok(admission::admit_to_second_factor(&user, &arrival));
        }
        admission::admit(db, &user, &arrival)
    })
    .await
}
