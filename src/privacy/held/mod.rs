//! `/account/privacy`: what is held about a person, live from the inventory, and what they
//! decide about it. Values are shown after the password again, and every look is written
//! down for the person to see. Owns `privacy_choices` and `account_events`.

mod choices;
mod corrections;
mod interests;
mod model;
mod page;
mod queries;
mod signal;
mod values;
mod views;

use crate::web::Routes;

pub use corrections::{Correction, correction};
pub use interests::{Objection, objection};

pub fn routes() -> Routes {
    Routes::default()
        .get("/account/privacy", page::show)
        .get("/account/privacy/data", values::show)
        .post("/account/privacy/data", values::open)
        .post("/account/privacy/choices", choices::set)
        .get("/account/privacy/signal", signal::ask)
        .post("/account/privacy/signal", signal::lift)
}
