//! What every completed sign-in does, whichever way the person proved who they are:
//! remember the browser, write it to the business's record, open a session.

use actix_session::Session;
use actix_web::HttpResponse;
use actix_web::cookie::Cookie;

use super::door::DeviceToken;
use super::known_devices;
use super::queries::{User, memberships};
use crate::db::{Reach, Unscoped};
use crate::error::{AppError, AppResult};
use crate::text::device;
use crate::web::access::Visit;
use crate::web::session::{self, Start};

/// The browser at the door.
#[derive(Clone)]
pub struct Arrival {
    device: DeviceToken,
    label: String,
    network: String,
}

impl Arrival {
    pub fn of(visit: &Visit, device: &DeviceToken) -> Self {
        Self {
            device: device.clone(),
            label: device::label(&visit.client.user_agent),
            network: visit.client.network(),
        }
    }

    pub fn device(&self) -> &DeviceToken {
        &self.device
    }

    /// "Firefox on Windows".
    pub fn label(&self) -> &str {
        &self.label
    }
}

/// A person who may come in.
pub struct Admission {
    start: Start,
    device_cookie: Option<Cookie<'static>>,
}

/// Lets a person in; part of the write step that judged their proof.
pub fn admit(db: &mut Unscoped, user: &User, arrival: &Arrival) -> AppResult<Admission> {
    let device_cookie = known_devices::remember(db, user, &arrival.device, &arrival.label)?;
    let membership = memberships::last_used(db, user.id)?;
    if let Some(at) = &membership {
        let reach = Reach {
            member_id: Some(at.member_id),
            pseudonym: user.pseudonym.clone(),
            ..Reach::system(at.workspace_id)
        };
        let mut scoped = db.scoped(reach);
        scoped.record("session.started", "user", user.id, "");
        scoped.finish()?;
    }
    let start = start(user, arrival, membership.map(|m| m.workspace_id), false);
    Ok(Admission { start, device_cookie: Some(device_cookie) })
}

impl Admission {
    /// Opens the session in this browser, once the step has committed, with `answer`.
    pub fn let_in(self, session: &Session, mut answer: HttpResponse) -> AppResult<HttpResponse> {
        session::start(session, &self.start)?;
        if let Some(cookie) = self.device_cookie {
            answer.add_cookie(&cookie).map_err(AppError::internal)?;
        }
        Ok(answer)
    }

    /// Whether the person has yet to prove the second factor.
    pub fn awaits_second_factor(&self) -> bool {
        self.start.awaits_second_factor
    }
}

/// Lets a person as far as the question for the second factor.
pub fn admit_to_second_factor(user: &User, arrival: &Arrival) -> Admission {
    Admission { start: start(user, arrival, None, true), device_cookie: None }
}

fn start(user: &User, arrival: &Arrival, workspace_id: Option<i64>, awaits_second_factor: bool) -> Start {
    Start {
        user_id: user.id,
        workspace_id,
        awaits_second_factor,
        device_label: arrival.label.clone(),
        network: arrival.network.clone(),
    }
}
