//! A message from a booking as it is now: the business's words, the client's clock, and the
//! appointment as a calendar reads it.

use super::model::{Kind, filled};
use super::queries;
use crate::bookings::book::token;
use crate::bookings::client::calendar;
use crate::bookings::client::show::{self, Own};
use crate::bookings::ics::{self, Method, Party};
use crate::bookings::model::{Booking, services_in_words};
use crate::bookings::series;
use crate::bookings::when;
use crate::civil::{Wall, Zone, format_datetime};
use crate::contacts;
use crate::db::Scoped;
use crate::error::AppResult;
use crate::mail::Calendar;
use crate::outbox::Content;
use crate::services::Services;

#[derive(Debug, Clone)]
pub struct Composed {
    pub content: Content,
    pub calendar: Option<Calendar>,
}

pub fn composed(db: &mut Scoped, services: &Services, kind: Kind, own: &Own) -> AppResult<Composed> {
    let text = queries::text(db, kind)?.unwrap_or_else(|| kind.standard());
    let values = values(db, kind, own)?;
    let content = Content {
        subject: filled(&text.subject, &values).replace('\n', " "),
        body: filled(&text.body, &values),
        link: Some(link(services, kind, own)),
    };
    Ok(Composed { content, calendar: invitation(db, services, kind, own)? })
}

fn link(services: &Services, kind: Kind, own: &Own) -> (String, String) {
    let booking = &own.booking;
    match kind {
        Kind::StaffBooked | Kind::StaffMoved | Kind::StaffCancelled => {
            ("Open the booking".into(), services.link(&format!("/bookings/{}", booking.id)))
        }
        Kind::Cancelled | Kind::FollowUp => ("Book again".into(), services.link(&own.host.book_href())),
        Kind::Offer => {
            ("See the time and take it".into(), services.link(&token::path(&services.secrets, &booking.uid)))
        }
        Kind::Requested | Kind::Confirmed | Kind::Moved | Kind::Reminder | Kind::Series => (
            "See, move or cancel your booking".into(),
            services.link(&token::path(&services.secrets, &booking.uid)),
        ),
    }
}

/// What stands for each place in a text.
pub fn values(db: &mut Scoped, kind: Kind, own: &Own) -> AppResult<Vec<(&'static str, String)>> {
    let business = &own.host.business;
    let staff = match own.with.clone() {
        Some(name) => name,
        None if kind.is_for_client() => business.name.clone(),
        None => String::new(),
    };
    Ok(vec![
        ("client", client(db, own)?),
        ("services", services_in_words(own.items.iter().map(|item| item.name.as_str()))),
        ("when", moment(kind, own)),
        ("dates", dates(db, kind, own)?),
        ("until", until(own)),
        ("staff", staff),
        ("business", business.name.clone()),
        ("address", business.address.lines().collect::<Vec<_>>().join(", ")),
        ("phone", business.phone.clone()),
    ])
}

/// Until when the time is kept, on the client's clock; the preview's booking may be no hold.
fn until(own: &Own) -> String {
    let booking = &own.booking;
    let at = booking.held_until.unwrap_or(booking.starts_at);
    let here = own.host.wall(at);
    match Zone::parse(&booking.client_zone) {
        Ok(zone) if zone.name() != here.zone.name() => {
            format!("{} ({zone})", format_datetime(at, &zone, here.locale))
        }
        _ => format_datetime(at, &here.zone, here.locale),
    }
}

/// The bookings of the same series that are still to come; the booking itself where it stands alone.
fn coming(db: &mut Scoped, own: &Own) -> AppResult<Vec<Own>> {
    let Some(found) = series::queries::of_booking(db, own.booking.id)? else {
        return Ok(vec![show::read(db, own.booking.id)?]);
    };
    let now = db.now;
    let bookings = series::queries::bookings(db, &found.key)?;
    let comes = |other: &&Booking| other.status.is_open() && !other.has_lapsed(now) && other.ends_at > now;
    bookings.iter().filter(comes).map(|other| show::read(db, other.id)).collect()
}

fn dates(db: &mut Scoped, kind: Kind, own: &Own) -> AppResult<String> {
    if kind != Kind::Series {
        return Ok(moment(kind, own));
    }
    let coming = coming(db, own)?;
    Ok(match coming.is_empty() {
        true => "All of them are cancelled.".into(),
        false => coming.iter().map(|other| moment(kind, other)).collect::<Vec<_>>().join("\n"),
    })
}

/// Several events make a calendar to take along; an invitation is for one (RFC 5546 section 3.2).
fn all_dates(db: &mut Scoped, services: &Services, own: &Own) -> AppResult<Option<Calendar>> {
    let event = |other: &Own| {
        let url = services.link(&token::path(&services.secrets, &other.booking.uid));
        calendar::event(services, other, url)
    };
    let events: Vec<ics::Event> = coming(db, own)?.iter().map(event).collect();
    let method = Method::Publish;
    let text = (!events.is_empty()).then(|| ics::calendar(method, &events));
    Ok(text.map(|text| Calendar { method: method.word().into(), text }))
}

fn client(db: &mut Scoped, own: &Own) -> AppResult<String> {
    let known = match own.booking.contact_id {
        Some(id) => contacts::queries::names(db, &[id])?.pop().map(|(_, name)| name),
        None => own.proposal.as_ref().map(|typed| typed.name.clone()),
    };
    Ok(known.unwrap_or_else(|| "A client".into()))
}

/// On the clock that the client chose, with the business's beside it where they differ.
fn moment(kind: Kind, own: &Own) -> String {
    let (booking, here) = (&own.booking, own.host.wall(own.booking.starts_at));
    let ours = when(&here, booking.starts_at, booking.ends_at);
    let theirs = Zone::parse(&booking.client_zone).ok().filter(|zone| zone.name() != here.zone.name());
    match theirs.filter(|_| kind.is_for_client()) {
        None => ours,
        Some(zone) => {
            let wall = Wall { zone, ..here.clone() };
            let theirs = when(&wall, booking.starts_at, booking.ends_at);
            format!("{theirs} ({}); at the business {ours} ({})", wall.zone, here.zone)
        }
    }
}

fn invitation(db: &mut Scoped, services: &Services, kind: Kind, own: &Own) -> AppResult<Option<Calendar>> {
    let method = match kind {
        Kind::Confirmed | Kind::Moved => Method::Request,
        Kind::Cancelled => Method::Cancel,
        Kind::Series => return all_dates(db, services, own),
        _ => return Ok(None),
    };
    let email = match own.booking.contact_id {
        Some(id) => crate::outbox::queries::first_email(db, id)?.map(|(address, _)| address),
        None => own.proposal.as_ref().map(|typed| typed.email.clone()),
    };
    let url = services.link(&token::path(&services.secrets, &own.booking.uid));
    let mut event = calendar::event(services, own, url);
    event.organizer = Some(Party { name: own.host.business.name.clone(), email: services.mailer.address() });
    event.attendee = match email.filter(|email| !email.is_empty()) {
        Some(email) => Some(Party { name: client(db, own)?, email }),
        None => None,
    };
    Ok(Some(Calendar { method: method.word().into(), text: ics::calendar(method, &[event]) }))
}
