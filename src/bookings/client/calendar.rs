//! The booking as a file for the client's calendar.

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::Path;

use super::show::{self, Own};
use crate::bookings::ics::{self, Event, EventStatus, Method};
use crate::bookings::model::{Status, services_in_words};
use crate::error::AppResult;
use crate::services::Services;
use crate::web::Public;
use crate::web::page::attachment;

pub async fn download(who: Public, given: Path<String>) -> AppResult<HttpResponse> {
    let own = show::own(&who, &given).await?;
    let url = who.services.link(&format!("/b/{given}"));
    Ok(HttpResponse::Ok()
        .content_type("text/calendar; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, attachment("booking.ics")))
        .body(file(&who.services, &own, Method::Publish, url)))
}

pub fn file(services: &Services, own: &Own, method: Method, url: String) -> String {
    ics::calendar(method, &[event(services, own, url)])
}

/// What the client's calendar shows: the business's zone, so that every device agrees.
pub fn event(services: &Services, own: &Own, url: String) -> Event {
    let booking = &own.booking;
    let what = services_in_words(own.items.iter().map(|item| item.name.as_str()));
    let with = own.with.as_ref().map(|name| format!("With {name}\n")).unwrap_or_default();
    let host = services.config.base_url.host_str().unwrap_or("localhost").to_owned();
    Event {
        uid: format!("{}@{host}", booking.uid),
        sequence: booking.sequence,
        stamp: booking.updated_at,
        start: booking.starts_at,
        end: booking.ends_at,
        zone: own.host.wall(booking.starts_at).zone,
        status: match booking.status {
            Status::Held | Status::Requested => EventStatus::Tentative,
            Status::Confirmed | Status::Arrived | Status::Completed | Status::NoShow => {
                EventStatus::Confirmed
            }
            Status::Cancelled => EventStatus::Cancelled,
        },
        summary: format!("{what} · {}", own.host.business.name),
        description: format!("{with}Move or cancel: {url}"),
        location: own.host.business.address.lines().collect::<Vec<_>>().join(", "),
        url,
        organizer: None,
        attendee: None,
    }
}
