//! `/feeds/{token}.ics`: what a calendar program fetches, again and again.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use sha2::{Digest, Sha256};
use time::Duration;

use super::queries;
use crate::bookings::book::token;
use crate::bookings::ics::{self, Event, EventStatus, Method};
use crate::bookings::model::Status;
use crate::bookings::queries::list::{self, Line};
use crate::bookings::queries::{self as bookings, Business};
use crate::civil::Zone;
use crate::clock::Instant;
use crate::db::Reach;
use crate::error::AppResult;
use crate::services::Services;
use crate::web::access::Machine;

const BACK: Duration = Duration::days(30);
const AHEAD: Duration = Duration::days(180);

pub async fn feed(
    Machine(visit): Machine,
    given: web::Path<String>,
    request: HttpRequest,
) -> AppResult<HttpResponse> {
    let (digest, now) = (token::digest(&given), visit.now());
    let (business, lines, hides_names) = visit
        .read_unscoped(move |db| {
            let (workspace, member, hides_names) = queries::by_token(db, &digest)?;
            let db = &mut db.scoped(Reach::system(workspace));
            let lines = list::between(db, now - BACK, now + AHEAD, Some(member))?;
            Ok((bookings::business(db)?, lines, hides_names))
        })
        .await?;
    let shown = lines.iter().filter(|line| is_shown(line, now));
    let events: Vec<Event> = shown.map(|line| event(&visit.services, &business, line, hides_names)).collect();
    Ok(answer(&request, ics::calendar(Method::Publish, &events)))
}

/// What was cancelled or never confirmed in time simply is not there any more.
fn is_shown(line: &Line, now: Instant) -> bool {
    let booking = &line.booking;
    !matches!(booking.status, Status::Cancelled | Status::Held) && !booking.has_lapsed(now)
}

fn event(services: &Services, business: &Business, line: &Line, hides_names: bool) -> Event {
    let booking = &line.booking;
    let host = services.config.base_url.host_str().unwrap_or("localhost");
    let url = services.link(&format!("/bookings/{}", booking.id));
    Event {
        uid: format!("{}@{host}", booking.uid),
        sequence: booking.sequence,
        stamp: booking.updated_at,
        start: booking.starts_at,
        end: booking.ends_at,
        zone: Zone::parse(&business.timezone).unwrap_or_default(),
        status: match booking.status {
            Status::Requested => EventStatus::Tentative,
            _ => EventStatus::Confirmed,
        },
        summary: match hides_names {
            true => format!("Booked · {}", business.name),
            false if line.client.is_empty() => line.services.clone(),
            false => format!("{} · {}", line.services, line.client),
        },
        description: String::new(),
        location: String::new(),
        url,
        organizer: None,
        attendee: None,
    }
}

/// Programs ask often and little changes: what they have already is not sent again.
fn answer(request: &HttpRequest, body: String) -> HttpResponse {
    let tag = format!("\"{}\"", hex::encode(&Sha256::digest(&body)[..16]));
    let known = request.headers().get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let mut answer = match known == Some(tag.as_str()) {
        true => HttpResponse::NotModified(),
        false => HttpResponse::Ok(),
    };
    answer
        .content_type("text/calendar; charset=utf-8")
        .insert_header((header::ETAG, tag.clone()))
        .insert_header((header::CACHE_CONTROL, "private, max-age=300"));
    if known == Some(tag.as_str()) { answer.finish() } else { answer.body(body) }
}
