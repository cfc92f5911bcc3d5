//! Mails that tell a person what happened to their account, so that a stranger's
//! act does not stay unseen.

use serde::{Deserialize, Serialize};

use super::mail;
use crate::clock::Instant;
use crate::db::Unscoped;
use crate::egress::{self, Recipient};
use crate::error::AppResult;
use crate::jobs::{Enqueue, Job};
use crate::mail::{Letter, Message};
use crate::services::Services;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Happened {
    EmailChangeAsked,
    EmailChanged,
    SecondFactorOn,
    SecondFactorOff,
    RecoveryCodesMade,
    PasskeyAdded,
    PasskeyRemoved,
}

impl Happened {
    const fn subject(self) -> &'static str {
        match self {
            Self::EmailChangeAsked => "A change of your e-mail address was asked for",
            Self::EmailChanged => "Your e-mail address was changed",
            Self::SecondFactorOn => "The second factor is on",
            Self::SecondFactorOff => "The second factor was turned off",
            Self::RecoveryCodesMade => "You have new recovery codes",
            Self::PasskeyAdded => "A passkey was added",
            Self::PasskeyRemoved => "A passkey was removed",
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::EmailChangeAsked => {
                "Somebody who knows your password asked to change the e-mail address of your account. We sent a code to the new address; until it is entered, nothing changes."
            }
            Self::EmailChanged => {
                "Your account now has another e-mail address. This one can no longer be used to sign in."
            }
            Self::SecondFactorOn => {
                "Signing in to your account now takes your password and a code from your authenticator app."
            }
            Self::SecondFactorOff => "Your account is now protected by the password alone.",
            Self::RecoveryCodesMade => {
                "Ten new recovery codes were made for your account. The old ones no longer work."
            }
            Self::PasskeyAdded => "A passkey that can sign in to your account was added.",
            Self::PasskeyRemoved => "A passkey was removed from your account; it can no longer sign in.",
        }
    }
}

/// Tells the account's owner at their present address.
#[derive(Debug, Serialize, Deserialize)]
pub struct Notice {
    user_id: i64,
    happened: Happened,
    at: Instant,
}

pub fn enqueue(db: &mut Unscoped, user_id: i64, happened: Happened) -> AppResult<()> {
    let at = db.now;
    db.enqueue(&Notice { user_id, happened, at })
}

impl Job for Notice {
    const KIND: &'static str = "account.notice";

    async fn run(self, services: Services) -> AppResult<()> {
        let Some((user, when)) = mail::user_and_time(&services, self.user_id, self.at).await? else {
            return Ok(());
        };
        let message = compose(&services, self.happened, &when, &user.name, &user.email)?;
        egress::mail(&services, Recipient::User(self.user_id), &message).await
    }
}

/// The mail itself; also for an address that the account no longer has.
pub fn compose(
    services: &Services,
    happened: Happened,
    when: &str,
    name: &str,
    email: &str,
) -> AppResult<Message> {
    let why = "You get this mail whenever the security of your account changes, so that you notice if it was somebody else.";
    Letter::new(name, email, happened.subject(), why)
        .says(happened.words())
        .says(format!("It happened {when}. If that was you, there is nothing to do. If not, set a new password now; that signs out every device."))
        .links("Set a new password", services.link("/password/forgot"))
        .compose()
}
