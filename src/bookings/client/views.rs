//! The pages of a client's own booking.

use askama::Template;
use time::Date;

use super::show::Own;
use crate::bookings::book::token::path_of_wait as place_path;
use crate::bookings::guest::chrome;
use crate::bookings::model::{Booking, Source, Status, services_in_words};
use crate::bookings::public::{Day, Head, day_title, days_of, elsewhere};
use crate::bookings::slots::Slot;
use crate::civil::{Wall, Zone, format_datetime, format_time, local};
use crate::text::money;
use crate::web::{Chrome, Public};

#[derive(Template)]
#[template(path = "bookings/guest/show.html")]
pub struct ShowPage {
    chrome: Chrome,
    head: Head,
    title: &'static str,
    lead: &'static str,
    is_good: bool,
    what: String,
    when: String,
    when_there: String,
    facts: Vec<(&'static str, String)>,
    /// What is stored about the client.
    kept: Vec<(String, String)>,
    may_change: bool,
    too_late: String,
    calendar_href: String,
    move_href: String,
    cancel_action: String,
    offer: Option<Offer>,
    /// The place on the waitlist for which the time was kept.
    place_href: String,
}

/// A time that the client may take.
struct Offer {
    until: String,
    accept_action: String,
}

impl ShowPage {
    pub fn of(who: &Public, token: &str, own: Own, said: &str) -> Self {
        let (wall, booking) = (own.host.wall(who.now()), &own.booking);
        let cutoff = own.host.rules.cutoff_minutes;
        let here = Zone::parse(&booking.client_zone).unwrap_or_else(|_| wall.zone.clone());
        let (title, lead) = headline(booking, booking.has_lapsed(who.now()), said);
        let may_change = booking.client_may_change(cutoff, who.now());
        let offer = booking.is_offer(who.now()).then(|| Offer {
            until: format_datetime(booking.held_until.unwrap_or(booking.starts_at), &here, wall.locale),
            accept_action: format!("/b/{token}/accept"),
        });
        let is_open = booking.status.is_open();
        Self {
            chrome: chrome(who),
            title,
            lead,
            is_good: is_open && !booking.has_lapsed(who.now()) && offer.is_none(),
            what: services_in_words(own.items.iter().map(|item| item.name.as_str())),
            when: when(&own, &wall, &here),
            when_there: elsewhere(booking.starts_at, &here, &wall.zone, wall.locale),
            facts: facts(&own, &wall),
            kept: kept(&own, &here, &wall),
            may_change,
            too_late: if is_open && !may_change { own.host.business.phone.clone() } else { String::new() },
            calendar_href: format!("/b/{token}/calendar.ics"),
            move_href: format!("/b/{token}/reschedule"),
            cancel_action: format!("/b/{token}/cancel"),
            place_href: own
                .place
                .as_ref()
                .map(|uid| place_path(&who.services.secrets, uid))
                .unwrap_or_default(),
            offer,
            head: Head::of(&own.host),
        }
    }
}

fn headline(booking: &Booking, lapsed: bool, said: &str) -> (&'static str, &'static str) {
    let status = booking.status;
    let was_offered = booking.source == Source::Waitlist;
    if lapsed && status == Status::Held {
        return (
            "Not kept any longer",
            "You did not take this time in time, so it went to others. Your place on the waitlist stays.",
        );
    }
    if lapsed {
        return (
            "Not confirmed in time",
            "The business did not answer in time, so this time is free for others again. You can book anew.",
        );
    }
    match (status, said) {
        (Status::Held, _) if was_offered => {
            ("A time is free for you", "You are on the waitlist, and this time is kept for you.")
        }
        (Status::Cancelled, "declined") => {
            ("You did not take this time", "It is free for others. Your place on the waitlist stays.")
        }
        (Status::Held | Status::Requested, "moved") => (
            "You asked for another time",
            "The business says yes or no. Until then the new time is kept for you.",
        ),
        (Status::Held | Status::Requested, _) => {
            ("You asked for this time", "The business says yes or no. Until then the time is kept for you.")
        }
        (Status::Confirmed, "booked") => {
            ("Booked", "Keep this page: it is where you move or cancel your booking.")
        }
        (Status::Confirmed, "moved") => ("Moved", "Your booking has a new time."),
        (Status::Confirmed | Status::Arrived, _) => ("Your booking", "It is confirmed."),
        (Status::Completed, _) => ("Your booking", "It is over. Thank you."),
        (Status::NoShow, _) => ("Your booking", "It is over."),
        (Status::Cancelled, _) => ("Cancelled", "This booking is cancelled. The time is free again."),
    }
}

fn when(own: &Own, wall: &Wall, here: &Zone) -> String {
    let (start, end) = (local(own.booking.starts_at, here), local(own.booking.ends_at, here));
    let zone = if here.name() == wall.zone.name() { String::new() } else { format!(" ({here})") };
    format!(
        "{}, {} to {}{zone}",
        day_title(start.date(), wall.locale),
        format_time(start.time(), wall.locale),
        format_time(end.time(), wall.locale)
    )
}

fn facts(own: &Own, wall: &Wall) -> Vec<(&'static str, String)> {
    let (booking, business) = (&own.booking, &own.host.business);
    let comma = wall.locale.decimal_comma();
    let price = booking.price.map(|amount| money::shown(amount, &booking.currency, comma));
    let pairs = [
        ("With", own.with.clone()),
        ("Price", price),
        ("Where", Some(business.address.lines().collect::<Vec<_>>().join(", "))),
        ("Phone", Some(business.phone.clone())),
    ];
    pairs.into_iter().filter_map(|(label, value)| Some((label, value.filter(|v| !v.is_empty())?))).collect()
}

/// Only what came from the client with this booking.
fn kept(own: &Own, here: &Zone, wall: &Wall) -> Vec<(String, String)> {
    let mut kept: Vec<(String, String)> = Vec::new();
    if let Some(proposal) = &own.proposal {
        kept.push(("Name".into(), proposal.name.clone()));
        kept.push(("E-mail".into(), proposal.email.clone()));
        kept.push(("Phone".into(), proposal.phone.clone()));
    }
    if own.proposal.is_some() {
        kept.push(("Anything else".into(), own.booking.note.clone()));
    }
    kept.push(("Time zone".into(), own.booking.client_zone.clone()));
    kept.extend(own.answers.iter().map(|answer| (answer.question.clone(), answer.answer.clone())));
    kept.extend(own.consents.iter().map(|(consent, at)| {
        let at = format_datetime(*at, here, wall.locale);
        ("You agreed".into(), format!("“{}” ({at})", consent.wording))
    }));
    kept.push(("Booked".into(), format_datetime(own.booking.created_at, here, wall.locale)));
    kept.retain(|(_, value)| !value.is_empty());
    kept
}

#[derive(Template)]
#[template(path = "bookings/guest/move.html")]
pub struct MovePage {
    chrome: Chrome,
    head: Head,
    what: String,
    now: String,
    days: Vec<Day>,
    action: String,
    back_href: String,
    earlier_href: String,
    later_href: String,
    message: &'static str,
    zone: String,
    date: String,
    zone_line: String,
}

impl MovePage {
    #[allow(clippy::too_many_arguments, reason = "a page is drawn from all of it")]
    pub fn of(
        who: &Public,
        token: &str,
        own: &Own,
        first: Date,
        until: Date,
        here: Zone,
        slots: &[Slot],
        message: &'static str,
    ) -> Self {
        let wall = own.host.wall(who.now());
        let action = format!("/b/{token}/reschedule");
        let on = |day: Date| format!("{action}?date={day}&tz={here}");
        let earlier = first - (until - first);
        let slots: Vec<Slot> =
            slots.iter().filter(|slot| slot.start != own.booking.starts_at).cloned().collect();
        let differs = here.name() != wall.zone.name();
        Self {
            chrome: chrome(who),
            head: Head::of(&own.host),
            what: services_in_words(own.items.iter().map(|item| item.name.as_str())),
            now: when(own, &wall, &here),
            days: days_of(&slots, &here, &wall.zone, wall.locale),
            back_href: format!("/b/{token}"),
            earlier_href: if first > wall.today() { on(earlier.max(wall.today())) } else { String::new() },
            later_href: on(until),
            message,
            zone_line: match differs {
                true => format!(
                    "Times are yours: {here}. The smaller ones are those of the business: {}.",
                    wall.zone
                ),
                false => format!("Times are in {here}."),
            },
            zone: here.name().to_owned(),
            date: first.to_string(),
            action,
        }
    }
}
