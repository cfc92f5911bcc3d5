//! What clients and staff are told about bookings, by e-mail: that one was asked for, made, moved
//! or cancelled, that it is near, and a word afterwards. A change of a booking plans a message in
//! the same step; what it says, and whether it still goes, is decided from the rows when its job
//! runs. Messages to clients pass the outbox. Owns `booking_messages`, `booking_texts`.

mod compose;
mod edit;
pub mod model;
mod notify;
mod page;
pub mod queries;
mod remind;
mod tell;
mod views;

pub use remind::Remind;
pub use tell::{tell, tell_of_series};

use crate::jobs::Registry;
use crate::web::Routes;

/// How often the program looks whose reminder is due.
const EVERY: time::Duration = time::Duration::minutes(5);

pub fn routes() -> Routes {
    Routes::default()
        .get("/workspace/reminders", page::show)
        .get("/workspace/reminders/{kind}", edit::form)
        .post("/workspace/reminders/{kind}", edit::save)
        .post("/workspace/reminders/{kind}/standard", edit::standard)
}

pub fn jobs(registry: Registry) -> Registry {
    registry.on::<notify::Notify>().every(EVERY, Remind {})
}
