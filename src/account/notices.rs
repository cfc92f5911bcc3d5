//! Mails that tell a person what happened to their account, so that a stranger's
//! act does not stay unseen.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::queries;
use crate::civil::{Locale, Zone, format_datetime};
use crate::clock::Instant;
use crate::db::Unscoped;
use crate::error::{AppError, AppResult};
use crate::jobs::{Enqueue, Job};
use crate::mail::Message;
use crate::services::Services;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Happened {
    PasswordChanged,
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
            Self::PasswordChanged => "Your password was changed",
            Self::EmailChangeAsked => "A change of your email address was asked for",
            Self::EmailChanged => "Your email address was changed",
            Self::SecondFactorOn => "The second factor is on",
            Self::SecondFactorOff => "The second factor was turned off",
            Self::RecoveryCodesMade => "You have new recovery codes",
            Self::PasskeyAdded => "A passkey was added",
            Self::PasskeyRemoved => "A passkey was removed",
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::PasswordChanged => {
                "The password of your account was changed. Every other device was signed out."
            }
            Self::EmailChangeAsked => {
                "Somebody who knows your password asked to change the email address of your account. We sent a code to the new address; until it is entered, nothing changes."
            }
            Self::EmailChanged => {
                "Your account now has another email address. This one can no longer be used to sign in."
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
        let now = services.clock.now();
        let user_id = self.user_id;
        let user = services.db.read(move |conn| queries::find(&mut Unscoped::new(conn, now), user_id)).await?;
        let message = compose(&services, self.happened, self.at, &user.name, &user.email)?;
        services.mailer.send(&message).await
    }
}

#[derive(Template)]
#[template(path = "mail/account_notice.txt")]
struct NoticeText<'a> {
    name: &'a str,
    words: &'a str,
    when: &'a str,
    link: &'a str,
}

#[derive(Template)]
#[template(path = "mail/account_notice.html")]
struct NoticeHtml<'a> {
    subject: &'a str,
    name: &'a str,
    words: &'a str,
    when: &'a str,
    link: &'a str,
}

/// The mail itself; also for an address that the account no longer has.
pub fn compose(
    services: &Services,
    happened: Happened,
    at: Instant,
    name: &str,
    email: &str,
) -> AppResult<Message> {
    let zone = Zone::default();
    let when = format!("{} {}", format_datetime(at, &zone, Locale::default()), zone.abbreviation(at));
    let (subject, words, link) = (happened.subject(), happened.words(), services.link("/password/forgot"));
    let text = NoticeText { name, words, when: &when, link: &link };
    let html = NoticeHtml { subject, name, words, when: &when, link: &link };
    Ok(Message {
        to_name: name.to_owned(),
        to_email: email.to_owned(),
        subject: subject.to_owned(),
        text: text.render().map_err(AppError::internal)?,
        html: html.render().map_err(AppError::internal)?,
    })
}
