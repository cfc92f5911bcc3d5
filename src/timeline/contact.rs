//! The page of a contact: everything at a glance, and its time below.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::model::{self, Cursor, PAGE, Page, merge};
use super::views::contact::ContactPage;
use crate::access::Permission;
use crate::access::contacts as may;
use crate::bookings;
use crate::contacts;
use crate::contacts::model::Details;
use crate::contacts::statements::Correction;
use crate::db::Scoped;
use crate::duplicates;
use crate::error::{AppError, AppResult};
use crate::follow_ups;
use crate::follow_ups::model::FollowUp;
use crate::notes;
use crate::notes::model::Note;
use crate::outbox::choices::{self, Stand};
use crate::services::Services;
use crate::staff;
use crate::staff::model::People;
use crate::web::{Can, Who, page, see_other};

const FOLLOW_UPS: i64 = 12;

#[derive(Deserialize)]
pub struct Query {
    before: Option<String>,
}

/// All that the page tells, read in one step.
pub struct Shown {
    pub details: Details,
    pub people: People,
    pub follow_ups: Vec<FollowUp>,
    pub pinned: Vec<Note>,
    pub page: Page,
    pub cursor: Cursor,
    /// What the client allows, channel by channel.
    pub stands: Vec<Stand>,
    /// What the client says against what is kept.
    pub statements: Vec<Correction>,
}

pub async fn show(
    who: Can<may::Read>,
    contact: web::Path<i64>,
    query: web::Query<Query>,
) -> AppResult<HttpResponse> {
    let id = contact.into_inner();
    let cursor = Cursor::parse(query.before.as_deref().unwrap_or_default());
    let services = who.services.clone();
    let shown = who.glance(move |db| read(db, &services, id, cursor)).await;
    if matches!(shown, Err(AppError::NotFound)) {
        return elsewhere(&who, id).await;
    }
    let shown = shown?;
    who.note_reading("contact", id).await?;
    page(&ContactPage::of(&who, shown))
}

/// An old address leads to the client that the record became part of; and whoever answers for privacy
/// is led to the one page that shows a restricted client.
async fn elsewhere(who: &Who, id: i64) -> AppResult<HttpResponse> {
    let handles_privacy = who.may(Permission::HandlePrivacy);
    let (stays, restricted) = who
        .read(move |db| Ok((duplicates::stays_as(db, id)?, contacts::queries::restricted_among(db, &[id])?)))
        .await?;
    match stays {
        Some(stays) => Ok(see_other(format!("/contacts/{stays}"))),
        None if handles_privacy && !restricted.is_empty() => {
            Ok(see_other(format!("/privacy/restricted/{id}")))
        }
        None => Err(AppError::NotFound),
    }
}

fn read(db: &mut Scoped, services: &Services, id: i64, cursor: Cursor) -> AppResult<Shown> {
    let limit = PAGE as i64 + 1;
    let details = contacts::queries::details(db, id)?;
    let notes = notes::queries::of_contact(db, id, cursor.note, limit)?;
    let people = staff::queries::people(db)?;
    let changes = contacts::queries::changes(db, id, cursor.change, limit, &people)?;
    let bookings = bookings::queries::list::of_contact(db, id, cursor.booking, limit)?;
    // Most clients have so few notes that the pinned ones are among those just read.
    let has_all_notes = cursor.note.is_none() && notes.len() <= PAGE;
    let pinned = if has_all_notes { model::pinned(&notes) } else { notes::queries::pinned(db, id)? };
    Ok(Shown {
        details,
        people,
        follow_ups: follow_ups::queries::of_contact(db, id, FOLLOW_UPS)?,
        pinned,
        page: merge(notes, changes, bookings, cursor),
        cursor,
        stands: choices::of_contact(db, services, id)?,
        statements: contacts::statements::queries::of_contact(db, id)?,
    })
}
