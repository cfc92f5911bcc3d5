//! The current password, asked again in the form of a sensitive act, so that an
//! unattended browser is not enough. Uses the hasher and the limits of sign-in.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};

use super::password::{HashError, Hasher};
use super::queries;
use crate::error::{AppError, AppResult};
use crate::web::access::SignedIn;
use crate::web::form::{FormState, Input};
use crate::web::rate_limit::{Action, RateLimits};

/// The field that every such form has.
pub const FIELD: &str = "current_password";

pub struct StepUp {
    hasher: web::Data<Hasher>,
    limits: web::Data<RateLimits>,
}

impl StepUp {
    /// The form with an error beside the password, unless it is the right one.
    pub async fn refusal(&self, who: &SignedIn, input: &Input) -> AppResult<Option<FormState>> {
        let typed = input.get(FIELD);
        if typed.is_empty() {
            return Ok(Some(FormState::with_error(input.clone(), FIELD, "Enter your current password.")));
        }
        if self.is_right(who, typed).await? {
            return Ok(None);
        }
        let wrong = "This is not your current password. Try again.";
        Ok(Some(FormState::with_error(input.clone(), FIELD, wrong)))
    }

    pub async fn is_right(&self, who: &SignedIn, typed: &str) -> AppResult<bool> {
        self.limits.check(Action::SignIn, who.client.address)?;
        let user_id = who.user().id;
        let user = who.read_unscoped(move |db| queries::find(db, user_id)).await?;
        self.hasher.verify(typed.to_owned(), Some(user.password_hash)).await.map_err(failed)
    }

    pub async fn hash(&self, password: &str) -> AppResult<String> {
        self.hasher.hash(password.to_owned()).await.map_err(failed)
    }
}

fn failed(error: HashError) -> AppError {
    match error {
        HashError::Busy => AppError::TooMany { retry_after: 10 },
        HashError::Failed => AppError::internal(error),
    }
}

impl FromRequest for StepUp {
    type Error = AppError;
    type Future = Ready<AppResult<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let hasher = request.app_data::<web::Data<Hasher>>().cloned();
        let limits = request.app_data::<web::Data<RateLimits>>().cloned();
        let both = hasher.zip(limits).map(|(hasher, limits)| Self { hasher, limits });
        ready(both.ok_or_else(|| AppError::internal("the hasher or the limits are not mounted")))
    }
}
