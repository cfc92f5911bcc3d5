//! What can be booked: services with their rules and questions, the resources that they need, and
//! how the business takes bookings. A service is archived, never deleted: bookings speak of it.

mod forms;
pub mod model;
mod pages;
pub mod queries;
mod resources;
mod rules;
mod views;

pub use model::{
    AsksPhone, BookingRules, NewService, Question, QuestionKind, Resource, Service, length_in_words,
};

use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::default()
        .get("/services", pages::index)
        .post("/services", pages::create)
        .get("/services/new", pages::new)
        .get("/services/{id}/edit", pages::edit)
        .post("/services/{id}", pages::save)
        .post("/services/{id}/archive", pages::archive)
        .post("/services/{id}/restore", pages::restore)
        .get("/services/rules", rules::show)
        .post("/services/rules", rules::save)
        .get("/resources/new", resources::new)
        .post("/resources", resources::create)
        .get("/resources/{id}/edit", resources::edit)
        .post("/resources/{id}", resources::save)
        .post("/resources/{id}/archive", resources::archive)
}
