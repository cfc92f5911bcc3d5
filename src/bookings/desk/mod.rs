//! The back office: the list, a new booking, one booking with its states, another time, its client.
//! Somebody limited to their own bookings sees and makes only those.

pub(in crate::bookings) mod asked;
mod cancel;
mod client;
pub(in crate::bookings) mod forms;
mod index;
mod moving;
mod new;
pub(in crate::bookings) mod show;
pub(in crate::bookings) mod views;
pub(in crate::bookings) mod words;

pub use views::status;
pub use words::when;

use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::default()
        .get("/bookings", index::index)
        .post("/bookings", new::create)
        .get("/bookings/new", new::form)
        .get("/bookings/{id}", show::show)
        .post("/bookings/{id}/status", show::set_status)
        .get("/bookings/{id}/cancel", cancel::ask)
        .post("/bookings/{id}/cancel", cancel::cancel)
        .get("/bookings/{id}/move", moving::form)
        .post("/bookings/{id}/move", moving::save)
        .post("/bookings/{id}/move-back", moving::back)
        .get("/bookings/{id}/client", client::form)
        .post("/bookings/{id}/client", client::save)
}
