//! Corrections: a client says that something is wrong and proposes another value. Meanwhile
//! the contact is marked as disputed; whoever answers for privacy accepts, and the value is
//! changed like any edit, or refuses with a reason, and what the client said stays beside the
//! value. Who received the old one is listed (GDPR Art. 16 and 19).

mod account;
mod actions;
mod apply;
mod by_hand;
mod decide;
mod index;
mod operator;
mod queries;
mod take_over;
mod views;

use crate::web::Routes;

pub use actions::{propose, state};
pub use take_over::{are_proposed, take_over, turn_down};

pub fn routes() -> Routes {
    Routes::default()
        .get("/privacy/corrections", index::show)
        .get("/privacy/corrections/{id}", decide::show)
        .post("/privacy/corrections/{id}/accept", decide::accept)
        .post("/privacy/corrections/{id}/refuse", decide::refuse)
        .get("/contacts/{id}/correction", by_hand::new)
        .post("/contacts/{id}/correction", by_hand::create)
        .get("/account/privacy/correction", account::ask)
        .post("/account/privacy/correction", account::file)
        .get("/operator/corrections", operator::index)
        .get("/operator/corrections/{id}", operator::show)
        .post("/operator/corrections/{id}", operator::apply)
}
