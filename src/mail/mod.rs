//! Mail: one message type and three ways out (SMTP, a folder of .eml files in
//! development, memory in tests). Knows nothing of the business; every mail is
//! sent by a job, so that a request never waits for a mail server.

mod folder;
mod letter;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::AsyncSmtpTransport;
use lettre::{AsyncTransport, Tokio1Executor};

use crate::config::{MailConfig, MailTransport};
use crate::error::{AppError, AppResult};

pub use folder::{StoredMail, list, read};
pub use letter::Letter;

/// A mail before it has a sender: both parts, always.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub to_name: String,
    pub to_email: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    pub envelope: Envelope,
}

/// What a mail of a business has beside its text; empty for the installation's own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Envelope {
    /// Shown as the sender; the address stays the installation's.
    pub from_name: String,
    pub reply_to: String,
    /// Where one POST ends the mails (RFC 8058).
    pub list_unsubscribe: String,
    pub calendar: Option<Calendar>,
}

/// An appointment that goes with a mail (RFC 6047).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// `REQUEST` or `CANCEL`.
    pub method: String,
    pub text: String,
}

#[derive(Clone)]
pub struct Mailer {
    from: Mailbox,
    /// The mail server, if there is one.
    host: Option<String>,
    transport: Transport,
}

#[derive(Clone)]
enum Transport {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Folder(std::path::PathBuf),
    Memory(Arc<Mutex<Vec<Message>>>),
}

impl Mailer {
    pub fn new(config: &MailConfig) -> AppResult<Self> {
        let transport = match &config.transport {
            MailTransport::Smtp(url) => Transport::Smtp(
                AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
                    .map_err(|_| AppError::internal("SMTP_URL is not a mail server's address"))?
                    .timeout(Some(Duration::from_secs(30)))
                    .build(),
            ),
            MailTransport::Folder(path) => Transport::Folder(path.clone()),
            MailTransport::Memory => Transport::Memory(Arc::default()),
        };
        let from =
            config.from.parse().map_err(|_| AppError::internal("CLIENTSYNC_MAIL_FROM is not an address"))?;
        Ok(Self { from, host: host_of(config), transport })
    }

    /// The mail server that sees every mail; `None` if mail stays here.
    pub fn host(&self) -> Option<&str> {
        self.host.as_deref()
    }

    /// Only `egress` calls this: it knows which mail server may see the mail.
    pub async fn send(&self, message: &Message) -> AppResult<()> {
        match &self.transport {
            Transport::Memory(sent) => {
                sent.lock().map_err(AppError::internal)?.push(message.clone());
                Ok(())
            }
            Transport::Folder(path) => folder::write(path, &self.compose(message)?),
            Transport::Smtp(smtp) => {
                smtp.send(self.compose(message)?).await.map_err(without_address)?;
                Ok(())
            }
        }
    }

    /// Whether mail would find its way out; sends nothing.
    pub async fn reach(&self) -> AppResult<()> {
        match &self.transport {
            Transport::Memory(_) | Transport::Folder(_) => Ok(()),
            Transport::Smtp(smtp) => match smtp.test_connection().await.map_err(without_address)? {
                true => Ok(()),
                false => Err(AppError::internal("the mail server hangs up")),
            },
        }
    }

    /// The address that every mail comes from.
    pub fn address(&self) -> String {
        self.from.email.to_string()
    }

    /// How mail leaves, for the operator.
    pub fn way(&self) -> &'static str {
        match &self.transport {
            Transport::Smtp(_) => "SMTP",
            Transport::Folder(_) => "the mail folder",
            Transport::Memory(_) => "memory",
        }
    }

    /// What was sent from memory so far, oldest first; empties it.
    pub fn take_sent(&self) -> Vec<Message> {
        match &self.transport {
            Transport::Memory(sent) => sent.lock().map(|mut s| std::mem::take(&mut *s)).unwrap_or_default(),
            _ => Vec::new(),
        }
    }

    fn compose(&self, message: &Message) -> AppResult<lettre::Message> {
        let address = message.to_email.parse().map_err(|_| AppError::internal("not a mail address"))?;
        let name = given(&message.to_name);
        let envelope = &message.envelope;
        let from =
            Mailbox::new(given(&envelope.from_name).or(self.from.name.clone()), self.from.email.clone());
        let mut builder = lettre::Message::builder()
            .from(from)
            .to(Mailbox::new(name, address))
            .subject(&message.subject)
            .message_id(None);
        if let Ok(reply_to) = envelope.reply_to.parse() {
            builder = builder.reply_to(Mailbox::new(given(&envelope.from_name), reply_to));
        }
        let mut mail = builder.multipart(parts(message)?).map_err(AppError::internal)?;
        for (name, value) in envelope.headers() {
            mail.headers_mut().insert_raw(HeaderValue::new(HeaderName::new_from_ascii_str(name), value));
        }
        Ok(mail)
    }
}

/// A mail program that knows invitations finds the appointment among the ways to read the mail;
/// any other finds a file.
fn parts(message: &Message) -> AppResult<MultiPart> {
    let text = MultiPart::alternative_plain_html(message.text.clone(), message.html.clone());
    let Some(calendar) = &message.envelope.calendar else { return Ok(text) };
    let kind = format!("text/calendar; charset=utf-8; method={}", calendar.method);
    let kind = ContentType::parse(&kind).map_err(AppError::internal)?;
    let inline = SinglePart::builder().header(kind.clone()).body(calendar.text.clone());
    let file = Attachment::new("invite.ics".into()).body(calendar.text.clone(), kind);
    Ok(MultiPart::mixed().multipart(text.singlepart(inline)).singlepart(file))
}

impl Envelope {
    /// One of each, and never one without the other (RFC 8058 section 3).
    fn headers(&self) -> Vec<(&'static str, String)> {
        match self.list_unsubscribe.as_str() {
            "" => Vec::new(),
            address => vec![
                ("List-Unsubscribe", format!("<{address}>")),
                ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".into()),
            ],
        }
    }
}

fn given(name: &str) -> Option<String> {
    Some(name.to_owned()).filter(|name| !name.is_empty())
}

fn host_of(config: &MailConfig) -> Option<String> {
    let MailTransport::Smtp(url) = &config.transport else { return None };
    url::Url::parse(url).ok()?.host_str().map(str::to_ascii_lowercase)
}

/// A mail server's refusal may quote the recipient; its code says enough.
fn without_address(error: lettre::transport::smtp::Error) -> AppError {
    let kind = if error.is_permanent() {
        "refused for good"
    } else if error.is_transient() {
        "refused for now"
    } else {
        "not reachable"
    };
    let code = error.status().map(|c| c.to_string()).unwrap_or_default();
    AppError::Internal(format!("mail {kind} {code}"))
}
