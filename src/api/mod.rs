//! `/api/v1`: contacts, notes, bookings, services and free times for programs. The handlers stand in
//! the same route table, behind the same guards and on the same queries, rules and writes as the
//! pages; only what they read and answer is JSON. A token (`web::session::tokens`) stands for a
//! member. Owns the page of tokens and the writes of `api_tokens`.

mod body;
mod bookings;
mod contacts;
mod inventory;
mod notes;
pub mod openapi;
mod queries;
mod tokens;
mod views;

pub use inventory::INVENTORY;

use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::default()
        .get("/workspace/api", tokens::index)
        .post("/workspace/api", tokens::make)
        .post("/workspace/api/{id}/revoke", tokens::revoke)
        .get("/api/openapi.json", openapi::serve)
        .get("/api/v1/contacts", contacts::list)
        .post("/api/v1/contacts", contacts::create)
        .get("/api/v1/contacts/{id}", contacts::show)
        .post("/api/v1/contacts/{id}", contacts::update)
        .post("/api/v1/contacts/{id}/trash", contacts::trash)
        .get("/api/v1/contacts/{id}/notes", notes::list)
        .post("/api/v1/contacts/{id}/notes", notes::add)
        .get("/api/v1/services", bookings::services)
        .get("/api/v1/free-times", bookings::free_times)
        .get("/api/v1/bookings", bookings::list)
        .post("/api/v1/bookings", bookings::book)
        .get("/api/v1/bookings/{id}", bookings::show)
        .post("/api/v1/bookings/{id}/move", bookings::move_to)
        .post("/api/v1/bookings/{id}/cancel", bookings::cancel)
}
