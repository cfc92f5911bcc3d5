//! `/w/{slug}/book`: the booking page. Each step is an address of its own (service, person, time,
//! details), so it needs neither JavaScript nor a cookie, and the back button works. What a
//! stranger types becomes a proposal beside the booking; it never changes or reveals a contact.

mod asked;
mod details;
mod forms;
mod pages;
pub mod proof;
mod submit;
mod times;
mod views;
mod waiting;

pub use times::{Day, FreeTime, day_title, days_of, elsewhere};
pub use views::Head;

use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::default()
        .get("/w/{slug}/book", pages::show)
        .post("/w/{slug}/book", submit::book)
        .get("/w/{slug}/book/wait", waiting::form)
        .post("/w/{slug}/book/wait", waiting::join)
}
