//! The mails about people at work. Each is a job that carries ids only; an invitation's
//! token is made when the mail is sent, and only its digest is kept.

use serde::{Deserialize, Serialize};

use super::queries::invitations::{self, Invitation};
use crate::account::mail::find_user;
use crate::db::{Reach, Scoped, ids};
use crate::egress::{self, Recipient};
use crate::error::{AppError, AppResult};
use crate::jobs::{Job, Registry};
use crate::mail::Letter;
use crate::services::Services;

pub fn register(registry: Registry) -> Registry {
    registry.on::<SendInvitation>().on::<SecondFactorReset>()
}

#[derive(Debug, Serialize, Deserialize)]
pub struct SendInvitation {
    pub workspace_id: i64,
    pub invitation_id: i64,
}

/// An owner took a person's second factor away.
#[derive(Debug, Serialize, Deserialize)]
pub struct SecondFactorReset {
    pub user_id: i64,
}

impl Job for SendInvitation {
    const KIND: &'static str = "staff.invitation";

    async fn run(self, services: Services) -> AppResult<()> {
        let now = services.clock.now();
        let made = services
            .db
            .write(move |conn| {
                issue(&mut Scoped::new(conn, Reach::system(self.workspace_id), now), self.invitation_id)
            })
            .await;
        let ready = match made {
            // Revoked or accepted meanwhile: there is nothing to send.
            Err(AppError::NotFound) => return Ok(()),
            made => made?,
        };
        egress::mail(&services, Recipient::NoAccount, &ready.letter(&services).compose()?).await
    }
}

struct Ready {
    invitation: Invitation,
    business: String,
    inviter: String,
    token: String,
}

fn issue(db: &mut Scoped, id: i64) -> AppResult<Ready> {
    let invitation = invitations::find_open(db, id)?;
    let (business, inviter) = invitations::sender(db, id)?;
    let token = ids::random_token()?;
    invitations::set_token(db, id, &ids::digest(&token))?;
    Ok(Ready { invitation, business, inviter, token })
}

impl Ready {
    fn letter(&self, services: &Services) -> Letter {
        let Self { invitation, business, inviter, token } = self;
        let role = invitation.standing.role.label();
        let why = format!(
            "You get this mail because {inviter} entered your address as somebody who works at {business}. \
             If you don’t know them, ignore it: without you nothing happens."
        );
        Letter::new("", &invitation.email, format!("{inviter} invites you to {business}"), why)
            .says(format!(
                "{inviter} invites you to work in the ClientSync of {business}. Your role there: {role}."
            ))
            .links("Look at the invitation", services.link(&format!("/invitations/{token}")))
            .says("The link works for seven days and once.")
    }
}

impl Job for SecondFactorReset {
    const KIND: &'static str = "staff.second_factor_reset";

    async fn run(self, services: Services) -> AppResult<()> {
        let Some(user) = find_user(&services, self.user_id).await? else { return Ok(()) };
        let why = "You get this mail whenever the protection of your account changes, so that you notice \
                   if you did not ask for it.";
        let letter = Letter::new(&user.name, &user.email, "Your second factor was reset", why)
            .says("An owner of the business you work in took the second factor off your ClientSync account, because the device was reported lost. You were signed out everywhere.")
            .says("Sign in with your password, then set up a second factor again:")
            .links("Set up a second factor", services.link("/account/security"));
        egress::mail(&services, Recipient::User(user.id), &letter.compose()?).await
    }
}
