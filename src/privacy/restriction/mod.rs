//! Restriction (GDPR Art. 18): a client whose data is kept but not used. They are on no list,
//! in no search, count, file or mail, and nobody can edit them; whoever answers for privacy
//! sees them here, and ends it with a word to the person. Owns `restrictions`.

pub mod actions;
mod end;
mod index;
mod place;
mod queries;
mod show;
mod views;

use crate::db::Scoped;
use crate::error::AppResult;
use crate::jobs::Registry;
use crate::web::Routes;

pub use actions::{lift, restrict, restrict_for};
pub use queries::{Restricted, Why};

pub fn routes() -> Routes {
    Routes::default()
        .get("/privacy/restricted", index::show)
        .get("/privacy/restricted/{id}", show::show)
        .get("/privacy/restricted/{id}/lift", end::ask)
        .post("/privacy/restricted/{id}/lift", end::end)
        .get("/contacts/{id}/restrict", place::ask)
        .post("/contacts/{id}/restrict", place::place)
}

/// A restricted client of this business; 404 for anybody else.
pub fn restricted(db: &mut Scoped, contact: i64) -> AppResult<Restricted> {
    queries::find(db, contact)
}

pub fn jobs(registry: Registry) -> Registry {
    registry.on::<end::End>()
}
