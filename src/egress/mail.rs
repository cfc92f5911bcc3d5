//! Mail on its way out. A mail server of our own needs nobody's leave; another company's
//! is a processor and must be in the register.

use super::{About, address, admit, in_force};
use crate::error::AppResult;
use crate::mail::{Mailer, Message};
use crate::services::Services;
use crate::standing::Facts;
use time::Date;

/// What every mail tells a mail server about the person it goes to.
const WHAT: &str = "name and e-mail address";

/// To whom a mail goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recipient {
    User(i64),
    /// An address that belongs to no account: an invited person, the installation's own mailbox.
    NoAccount,
    /// A client of this business. Only the outbox writes to them.
    ClientOf(i64),
}

pub async fn mail(services: &Services, to: Recipient, message: &Message) -> AppResult<()> {
    if let Some(host) = foreign_mail_host(&services.mailer) {
        let about = match to {
            Recipient::User(id) => About::User { id, what: WHAT },
            Recipient::NoAccount => About::Nobody,
            Recipient::ClientOf(workspace_id) => About::Workspace(workspace_id),
        };
        admit(services, host, about).await??;
    }
    services.mailer.send(message).await
}

/// A mail that the operator sends to themself to see whether mail works. It holds nobody's
/// data, so it may go out before the mail company is in the register.
pub async fn test(mailer: &Mailer, message: &Message) -> AppResult<()> {
    mailer.send(message).await
}

/// Whether the mail server answers; nobody's data goes along.
pub async fn reach_mail(services: &Services) -> AppResult<()> {
    if let Some(host) = foreign_mail_host(&services.mailer) {
        admit(services, host, About::Nobody).await??;
    }
    services.mailer.reach().await
}

/// Why no mail goes out today, and what to do about it; `None` if it does.
pub fn waits(mailer: &Mailer, facts: &Facts, today: Date) -> Option<String> {
    let host = foreign_mail_host(mailer)?;
    let why = in_force(facts, host, today).err()?;
    Some(format!("mail to {host} waits: add its company to the register at /operator/processors ({why})"))
}

/// The name of the company that carries mail today; `None` if mail leaves from here.
pub fn mail_carrier(services: &Services) -> Option<String> {
    let host = foreign_mail_host(&services.mailer)?;
    let today = services.clock.now().date();
    in_force(&services.standing.facts(), host, today).ok().map(|processor| processor.name.clone())
}

/// The mail server, if it is another company’s.
pub fn foreign_mail_host(mailer: &Mailer) -> Option<&str> {
    mailer.host().filter(|host| !address::is_our_own(host))
}
