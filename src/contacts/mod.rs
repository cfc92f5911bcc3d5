//! Contacts.

pub mod actions;
pub mod batch;
pub mod batches;
pub mod birth;
mod bulk;
pub mod custom;
mod edit;
pub mod ending;
mod export;
mod export_csv;
mod export_json;
mod export_table;
pub mod export_vcf;
mod export_xlsx;
mod fields;
pub mod filter;
mod form_views;
pub mod forms;
mod index;
mod inventory;
mod list_views;
pub mod model;
mod new;
pub mod offer;
pub mod queries;
mod reindex;
mod saved_views;
pub mod sheet;
pub mod snapshot;
pub mod statements;
mod tags;
mod trash;
mod trash_views;
mod undo;

pub use crate::text::{email, phone};
pub use inventory::INVENTORY;
pub use undo::may_undo_others;

use crate::jobs::Registry;
use crate::web::Routes;

pub fn routes() -> Routes {
    listing().merge(editing())
}

/// Merged before what has `/contacts/{id}`, which would take these words for an id.
fn listing() -> Routes {
    Routes::default()
        .get("/contacts", index::index)
        .post("/contacts/bulk", bulk::change)
        .get("/contacts/bulk/delete", bulk::confirm_delete)
        .post("/contacts/bulk/delete", bulk::delete)
        .get("/contacts/export.csv", export::csv)
        .get("/contacts/export.xlsx", export::xlsx)
        .get("/contacts/export.vcf", export::vcf)
        .get("/contacts/export.json", export::json)
        .post("/contacts/views", saved_views::create)
        .post("/contacts/views/{id}", saved_views::rename)
        .post("/contacts/views/{id}/delete", saved_views::remove)
        .get("/contacts/trash", trash::index)
        .post("/contacts/trash/restore", trash::restore)
        .get("/contacts/trash/destroy", trash::confirm_destroy)
        .post("/contacts/trash/destroy", trash::destroy)
        .post("/contacts/undo/{batch}", undo::undo)
        .get("/contacts/{id}/delete", bulk::confirm_delete_one)
        .post("/contacts/{id}/delete", bulk::delete_one)
}

fn editing() -> Routes {
    Routes::default()
        .get("/contacts/new", new::new)
        .post("/contacts", new::create)
        .get("/contacts/{id}/export.vcf", export::card)
        .get("/contacts/{id}/edit", edit::edit)
        .post("/contacts/{id}/edit", edit::update)
        .merge(fields::routes())
        .merge(tags::routes())
}

pub fn jobs(registry: Registry) -> Registry {
    registry.on::<reindex::Reindex>().on::<ending::EndsAnnounced>()
}
