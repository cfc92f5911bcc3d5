//! The mails around a change of address.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::email::code_digest;
use super::queries::{self, Recipient};
use crate::account::notices::{self, Happened};
use crate::clock::Instant;
use crate::db::{Unscoped, ids};
use crate::error::{AppError, AppResult};
use crate::jobs::Job;
use crate::mail::Message;
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
        let message = match recipient {
            Recipient::Asker { name, email } => code_mail(&name, &email, &code)?,
            Recipient::Holder { name, email } => holder_mail(&name, &email)?,
            Recipient::Nobody => return Ok(()),
        };
        services.mailer.send(&message).await
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
        let now = services.clock.now();
        let user_id = self.user_id;
        let sealed = hex::decode(&self.address).map_err(AppError::internal)?;
        let email = String::from_utf8(services.secrets.open(&sealed)?).map_err(AppError::internal)?;
        let user = services
            .db
            .read(move |conn| crate::account::queries::find(&mut Unscoped::new(conn, now), user_id))
            .await?;
        let message = notices::compose(&services, Happened::EmailChanged, self.at, &user.name, &email)?;
        services.mailer.send(&message).await
    }
}

#[derive(Template)]
#[template(path = "mail/email_change_code.txt")]
struct CodeText<'a> {
    name: &'a str,
    code: &'a str,
}

#[derive(Template)]
#[template(path = "mail/email_change_code.html")]
struct CodeHtml<'a> {
    subject: &'a str,
    name: &'a str,
    code: &'a str,
}

fn code_mail(name: &str, email: &str, code: &str) -> AppResult<Message> {
    // Without the code: a subject shows on a locked phone.
    let subject = "Your code to confirm this email address";
    let text = CodeText { name, code }.render().map_err(AppError::internal)?;
    let html = CodeHtml { subject, name, code }.render().map_err(AppError::internal)?;
    Ok(mail(name, email, subject, text, html))
}

#[derive(Template)]
#[template(path = "mail/email_in_use.txt")]
struct HolderText<'a> {
    name: &'a str,
}

#[derive(Template)]
#[template(path = "mail/email_in_use.html")]
struct HolderHtml<'a> {
    subject: &'a str,
    name: &'a str,
}

fn holder_mail(name: &str, email: &str) -> AppResult<Message> {
    let subject = "Somebody entered your email address";
    let text = HolderText { name }.render().map_err(AppError::internal)?;
    let html = HolderHtml { subject, name }.render().map_err(AppError::internal)?;
    Ok(mail(name, email, subject, text, html))
}

fn mail(name: &str, email: &str, subject: &str, text: String, html: String) -> Message {
    Message { to_name: name.into(), to_email: email.into(), subject: subject.into(), text, html }
}
