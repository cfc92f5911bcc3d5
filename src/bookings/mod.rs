//! Bookings: what can be booked, when, and by whom. They stand above contacts and below the
//! contact page.
//!
//! - `catalogue`: services, resources, questions, the rules of booking (`services`, `service_staff`,
//!   `service_resources`, `service_questions`, `resources`, `booking_rules`).
//! - `hours`: when people work, on their own wall clocks (`staff_hours`, `staff_zones`,
//!   `hour_exceptions`, `time_off`).
//! - `slots`: what is free and why something is not; pure. `slots::queries::board` reads what it needs.
//! - `book`: the only writes that take time from somebody: `book`, `move_to`, `set_status`, `cancel`
//!   (`bookings`, `booking_items`, `booking_events`, `occupancies`).
//! - `calendar`: what is when, as pictures; `desk`: the back office; `public`: the booking page; `client`: a client's own booking
//!   (`booking_proposals`, `booking_answers`, `booking_consents`).
//!
//! - `series`: bookings that repeat (`booking_series`).
//! - `waitlist`: who gets a time that becomes free (`waits`, `wait_services`, `wait_offers`).
//! - `feeds`: a member's bookings for other calendars (`calendar_feeds`).
//! - `messages`: what clients and staff are told by e-mail (`service_reminders`, `booking_texts`,
//!   `booking_messages`).
//!
//! How they fit. A **booking** is one visit with one member of staff; its services are
//! `booking_items`. While it takes time it has rows in `occupancies`: one for the person (buffers
//! included), one for each place of a resource. The database refuses two rows that collide, so a
//! feature that wants time goes through `book` and is told `Outcome::Taken` when somebody was quicker.
//! A time that is kept for somebody for some minutes (an offer, an unpaid booking) is a booking with
//! `Status::Held` and `held_until`; it lapses by the clock, without a sweeper, and
//! `set_status(.., Confirmed)` makes it real. Read with `queries::visible`, `queries::list` and
//! `queries::details`; they keep to the reader's own bookings where that is the rule. The client's
//! link can be made again at any time: `book::token::path(secrets, uid)`. `Booking::sequence` grows
//! whenever a calendar must be told.

pub mod book;
mod calendar;
pub mod catalogue;
pub mod client;
mod desk;
mod feeds;
mod guest;
pub mod hours;
pub mod ics;
mod inventory;
pub mod messages;
pub mod model;
pub mod public;
pub mod queries;
mod reports;
pub mod series;
pub mod slots;
pub mod waitlist;

pub use desk::when;
pub use inventory::{DATED, INVENTORY};

use crate::jobs::Registry;
use crate::web::Routes;

/// A visit of more services than that is a mistake.
const MOST_SERVICES: usize = 6;

pub fn routes() -> Routes {
    Routes::default()
        .merge(catalogue::routes())
        .merge(hours::routes())
        .merge(calendar::routes())
        .merge(feeds::routes())
        .merge(reports::routes())
        .merge(series::routes())
        .merge(waitlist::routes())
        .merge(desk::routes())
        .merge(public::routes())
        .merge(client::routes())
        .merge(messages::routes())
}

pub fn jobs(registry: Registry) -> Registry {
    waitlist::jobs(messages::jobs(registry))
}
