//! The mails around a change of address.

use serde::{Deserialize, Serialize};

use super::email::code_digest;
use super::queries::{self, Recipient};
use crate::account::mail;
use crate::account::notices::{self, Happened};
use crate::clock::Instant;
use crate::db::{Unscoped, ids};
use crate::egress;
use crate::error::{AppError, AppResult};
use crate::jobs::Job;
use crate::mail::{Letter, Message};
use crate::services::Services;

/// Makes the code and mails it to the new address; if that belongs to another
/// account, its holder hears of it instead, and whoever asked can't tell.
#[derive(Debug, Serialize, Deserialize)]
pub struct SendEmailChangeCode {
    pub token_id: i64,
}

impl Job for SendEmailChangeCode {
    const KIND: &'static str = "account.email_change_code";

    async fn run(self, services: Services) -> AppResult<()> {
        let now = services.clock.now();
        let code = ids::random_code()?;
        let digest = code_digest(&services.secrets, self.token_id, &code);
        let token_id = self.token_id;
        let recipient = services
            .db
            .write(move |conn| queries::arm_email_change(&mut Unscoped::new(conn, now), token_id, &digest))
            .await?;
        let (user_id, message) = match recipient {
            Recipient::Asker { user_id, name, email } => (user_id, code_mail(&name, &email, &code)?),
            Recipient::Holder { user_id, name, email } => (user_id, holder_mail(&services, &name, &email)?),
            Recipient::Nobody => return Ok(()),
        };
        egress::mail(&services, egress::Recipient::User(user_id), &message).await
    }
}

/// Goes to an address that the account has just given up. It stands nowhere
/// else any more, so the job carries it, sealed.
#[derive(Debug, Serialize, Deserialize)]
pub struct TellFormerAddress {
    pub user_id: i64,
    pub address: String,
    pub at: Instant,
}

impl Job for TellFormerAddress {
    const KIND: &'static str = "account.tell_former_address";

    async fn run(self, services: Services) -> AppResult<()> {
        let sealed = hex::decode(&self.address).map_err(AppError::internal)?;
        let email = String::from_utf8(services.secrets.open(&sealed)?).map_err(AppError::internal)?;
        let Some((user, when)) = mail::user_and_time(&services, self.user_id, self.at).await? else {
            return Ok(());
        };
        let message = notices::compose(&services, Happened::EmailChanged, &when, &user.name, &email)?;
        egress::mail(&services, egress::Recipient::User(user.id), &message).await
    }
}

fn code_mail(name: &str, email: &str, code: &str) -> AppResult<Message> {
    let why = "You get this mail because somebody wants to use this address for a ClientSync account. If that was not you, ignore it: without the code nothing happens.";
    // The code is not in the subject: that shows on a locked phone.
    Letter::new(name, email, "Confirm your new e-mail address", why)
        .says("Enter this code to use this address for your ClientSync account:")
        .shows_code(code)
        .says("The code works for 30 minutes. We never ask for it by phone or mail.")
        .compose()
}

fn holder_mail(services: &Services, name: &str, email: &str) -> AppResult<Message> {
    let why = "You get this mail because somebody entered your address. Nothing about your account was changed or shown to them.";
    Letter::new(name, email, "Your e-mail address already has an account", why)
        .says("Somebody wanted to use this address for another ClientSync account. It belongs to yours, so that was refused.")
        .says("If that was you, sign in with this address instead, or choose another one there.")
        .links("Sign in", services.link("/login"))
        .compose()
}
