//! The current password, asked again in the form of a sensitive act, so that an
//! unattended browser is not enough. Guesses are counted like those at sign-in.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use askama::Template;

use super::door::Door;
use super::pages::not_now;
use super::queries;
use super::throttle::{self, Gate, Key, Turn};
use crate::error::{AppError, AppResult};
use crate::web::rate_limit::Action;
use crate::web::{FormState, Input, SignedIn, page_with, session};

/// How long the password, once given again, opens what asks for it.
pub const HOLDS: time::Duration = time::Duration::minutes(15);

/// Whether this person gave the password again a moment ago. Signing in does not count:
/// it says nothing about who sits at the device now.
pub fn holds(who: &SignedIn) -> bool {
    who.session.proven_again_at.is_some_and(|at| who.now() - at < HOLDS)
}

/// The field that every such form has.
pub const FIELD: &str = "current_password";

pub struct StepUp(Door);

/// The form again, with the reason beside the password.
pub struct Refusal {
    input: Input,
    why: Why,
}

enum Why {
    Mend(&'static str),
    /// Too many tries, or too many people at once.
    Later(AppError),
}

impl Refusal {
    pub fn page<P: Template>(self, page: impl FnOnce(FormState) -> P) -> AppResult<HttpResponse> {
        let Self { input, why } = self;
        let with = |message: &str| page(FormState::with_error(input, FIELD, message));
        match why {
            Why::Mend(message) => page_with(StatusCode::UNPROCESSABLE_ENTITY, &with(message)),
            Why::Later(error) => not_now(error, with),
        }
    }
}

impl StepUp {
    /// `None` for the right password.
    pub async fn refusal(&self, who: &SignedIn, input: &Input) -> Option<Refusal> {
        let typed = input.get(FIELD);
        let why = match typed.is_empty() {
            true => Why::Mend("Enter your current password."),
            false => match self.is_right(who, typed).await {
                Ok(true) => return None,
                Ok(false) => Why::Mend("This is not your current password. Try again."),
                Err(error) => Why::Later(error),
            },
        };
        Some(Refusal { input: input.clone(), why })
    }

    pub async fn is_right(&self, who: &SignedIn, typed: &str) -> AppResult<bool> {
        self.0.limits.check(Action::SignIn, who.client.address)?;
        let user_id = who.user().id;
        let key = Key::new(&who.services.secrets, Gate::Password, &format!("step-up {user_id}"), None);
        let for_turn = key.clone();
        let (hash, turn) = throttle::with_turn(who, move |db| {
            Ok((queries::find(db, user_id)?.password_hash, throttle::take_turn(db, &for_turn)?))
        })
        .await?;
        if let Turn::Wait { seconds } = turn {
            return Err(AppError::TooMany { retry_after: seconds });
        }
        let right = self.0.hasher.verify(typed.to_owned(), Some(hash)).await?;
        if right {
            who.write_unscoped(move |db| throttle::clear(db, &key)).await?;
        }
        Ok(right)
    }

    /// The same, and what asks for the password stays open for a while.
    pub async fn refusal_or_open(&self, who: &SignedIn, input: &Input) -> AppResult<Option<Refusal>> {
        if let Some(refusal) = self.refusal(who, input).await {
            return Ok(Some(refusal));
        }
        let session_id = who.session.session_id;
        who.write_unscoped(move |db| session::prove_again(db, session_id)).await?;
        Ok(None)
    }

    pub async fn hash(&self, password: &str) -> AppResult<String> {
        Ok(self.0.hasher.hash(password.to_owned()).await?)
    }
}

impl FromRequest for StepUp {
    type Error = AppError;
    type Future = Ready<AppResult<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(Door::from_request(request, payload).into_inner().map(Self))
    }
}
