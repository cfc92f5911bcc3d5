//! The waitlist: who would come if a time became free. Whenever time is given back, and every few
//! minutes, the first who waits and for whom a time fits gets it kept for a while (a booking that
//! is held) and a mail with a link; whoever does not take it in time keeps the place on the list,
//! and the time goes to the next. Takes time only through `book`, so that nothing is overbooked.
//! Owns `waits`, `wait_services`, `wait_offers`.

mod desk;
mod forms;
pub mod model;
mod offer;
mod place;
pub mod queries;
mod views;

pub use forms::{span, usual};
pub use offer::{free_time, served, time_freed};

use crate::jobs::Registry;
use crate::web::Routes;

/// How often the program looks for time that became free in another way than by a booking.
const EVERY: time::Duration = time::Duration::minutes(5);

pub fn routes() -> Routes {
    Routes::default()
        .get("/bookings/waitlist", desk::index)
        .post("/bookings/waitlist", desk::add)
        .get("/bookings/waitlist/new", desk::form)
        .post("/bookings/waitlist/{id}/remove", desk::remove)
        .get("/wait/{token}", place::show)
        .post("/wait/{token}/leave", place::leave)
}

pub fn jobs(registry: Registry) -> Registry {
    registry.on::<offer::Offer>().every(EVERY, offer::Look {})
}
