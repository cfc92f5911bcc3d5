//! The public documents (privacy policy, terms of use, processing agreement): drawn from the
//! registers, kept version by version, never edited in place. A change of the program, of the
//! configuration or of a register that changes the text becomes a new version by itself.
//! Owns `policy_versions`.

mod classify;
mod difference;
mod documents;
mod facts;
mod forms;
mod history;
mod jobs;
mod model;
mod operator;
pub mod places;
mod publish;
mod queries;
mod releases;
mod show;
mod source;
mod views;
mod words;

pub use classify::{Change, changes};
pub use documents::render;
pub use facts::Facts;
pub use jobs::{EVERY, PublishPolicies};
pub use model::{Document, Head, Version};
pub use publish::{publish_changes, refresh_agreements};
pub use releases::{RELEASES, Release, last_release};
pub use source::{ProcessorLine, Source};
pub use words::category;

use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::default()
        .get("/privacy", show::privacy)
        .get("/terms", show::terms)
        .get("/dpa", show::dpa)
        .get("/privacy/history", history::index)
        .get("/privacy/history/{document}/{version}", history::version)
        .get("/privacy/history/{document}/{version}/changes", history::changes)
        .get("/operator/policies", operator::index)
        .get("/operator/policies/{document}/add", operator::add)
        .post("/operator/policies/{document}/add", operator::publish)
}
