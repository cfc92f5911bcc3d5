//! Pages for development: the mail that was kept instead of sent, and the style
//! guide. They do not exist in production, nor for anybody but this machine: the
//! mails hold links that sign people in.

use std::path::Path;

use actix_web::{HttpRequest, HttpResponse, web};
use mail_parser::{Message, MessageParser};

use super::views::{MailBox, MailPage, MailRow, StyleGuide};
use crate::civil::format_utc;
use crate::clock::Instant;
use crate::error::{AppError, AppResult};
use crate::mail::{self, StoredMail};
use crate::web::access::{Public, Visit};
use crate::web::client;
use crate::web::page::page;

const SHOWN: usize = 100;

pub async fn mails(visitor: Public, request: HttpRequest) -> AppResult<HttpResponse> {
    let stored = mail::list(mail_folder(&visitor, &request)?, SHOWN)?;
    let rows = stored.iter().map(row_of).collect();
    page(&MailBox { chrome: visitor.chrome(), rows })
}

pub async fn mail(visitor: Public, request: HttpRequest, id: web::Path<String>) -> AppResult<HttpResponse> {
    let stored = mail::read(mail_folder(&visitor, &request)?, &id)?;
    let parsed = parse(&stored);
    let part = |body: Option<std::borrow::Cow<str>>| body.map(|b| b.into_owned()).unwrap_or_default();
    let text = part(parsed.as_ref().and_then(|m| m.body_text(0)));
    let html = part(parsed.as_ref().and_then(|m| m.body_html(0)));
    page(&MailPage::of(visitor.chrome(), row_of(&stored), &text, html))
}

pub async fn style(visitor: Public, request: HttpRequest) -> AppResult<HttpResponse> {
    only_in_development(&visitor, &request)?;
    page(&StyleGuide::of(visitor.chrome()))
}

fn only_in_development(visit: &Visit, request: &HttpRequest) -> AppResult<()> {
    let here = client::from_this_machine(request);
    if visit.services.config.is_production() || !here { Err(AppError::NotFound) } else { Ok(()) }
}

fn mail_folder<'v>(visit: &'v Visit, request: &HttpRequest) -> AppResult<&'v Path> {
    only_in_development(visit, request)?;
    visit.services.config.mail_folder().ok_or(AppError::NotFound)
}

fn parse(stored: &StoredMail) -> Option<Message<'_>> {
    MessageParser::default().parse(stored.raw.as_bytes())
}

fn row_of(stored: &StoredMail) -> MailRow {
    let parsed = parse(stored);
    let to = parsed.as_ref().and_then(|m| m.to()?.first()?.address());
    let subject = parsed.as_ref().and_then(|m| m.subject());
    MailRow {
        href: format!("/dev/mail/{}", stored.id),
        to: to.unwrap_or_default().to_owned(),
        subject: subject.unwrap_or("(no subject)").to_owned(),
        at: written_at(&stored.id).map(format_utc).unwrap_or_default(),
    }
}

/// The file's name starts with the microsecond in which it was written.
fn written_at(id: &str) -> Option<Instant> {
    let micros: i128 = id.split('-').next()?.parse().ok()?;
    let at = time::OffsetDateTime::from_unix_timestamp_nanos(micros * 1000).ok()?;
    Some(Instant::new(at.date(), at.time()))
}
