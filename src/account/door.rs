//! What the pages in front of the account need of a request: the browser's session,
//! the password threads, the limits, and the cookie of a browser that was here before.

use std::future::{Ready, ready};

use actix_session::{Session, SessionExt};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};

use super::password::{HashError, Hasher};
use crate::db::ids;
use crate::error::{AppError, AppResult};
use crate::web::cookies;
use crate::web::rate_limit::RateLimits;

pub struct Door {
    pub session: Session,
    pub hasher: web::Data<Hasher>,
    pub limits: web::Data<RateLimits>,
    pub device: DeviceToken,
}

/// What the device cookie holds, if there is one. It may be made up; only a row of
/// `known_devices` gives it a meaning, and that holds the digest alone.
#[derive(Clone, Default)]
pub struct DeviceToken(Option<String>);

impl DeviceToken {
    pub fn of(request: &HttpRequest) -> Self {
        Self(request.cookie(cookies::DEVICE.name).map(|c| c.value().to_owned()).filter(|v| !v.is_empty()))
    }

    pub fn text(&self) -> Option<&str> {
        self.0.as_deref()
    }

    pub fn digest(&self) -> Option<String> {
        self.text().map(ids::digest)
    }
}

impl FromRequest for Door {
    type Error = AppError;
    type Future = Ready<AppResult<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let hasher = request.app_data::<web::Data<Hasher>>().cloned();
        let limits = request.app_data::<web::Data<RateLimits>>().cloned();
        let door = hasher.zip(limits).map(|(hasher, limits)| Self {
            session: request.get_session(),
            device: DeviceToken::of(request),
            hasher,
            limits,
        });
        ready(door.ok_or_else(|| AppError::internal("the password threads are not mounted")))
    }
}

impl From<HashError> for AppError {
    fn from(error: HashError) -> Self {
        match error {
            HashError::Busy => {
                Self::Unavailable("Many people are signing in just now. Wait a few seconds and try again.")
            }
            HashError::Failed => Self::internal(error),
        }
    }
}
