//! The register of companies that process data on our behalf: who, what for, where, under which
//! agreement; how changes are announced and objected to. `egress` lets nothing go to a company
//! that is not in force here. Owns `processors`, `processor_objections` and `disclosures`.

mod actions;
mod announce;
mod business;
mod check;
mod countries;
mod forms;
mod inventory;
mod mail;
pub mod model;
mod objections;
mod public;
pub mod queries;
mod register;
mod retire;
mod suggestions;
mod views;

use crate::db::Unscoped;
use crate::error::AppResult;
use crate::jobs::Registry;
use crate::services::Services;
use crate::standing;
use crate::web::Routes;

pub use crate::egress::{allowed_for, user_allows};
pub use inventory::INVENTORY;

pub fn routes() -> Routes {
    Routes::default()
        .get("/subprocessors", public::show)
        .get("/operator/processors", register::index)
        .get("/operator/processors/new", register::new)
        .post("/operator/processors", register::create)
        .get("/operator/processors/{id}", register::show)
        .get("/operator/processors/{id}/edit", register::edit)
        .post("/operator/processors/{id}/edit", register::save)
        .get("/operator/processors/{id}/announce", announce::ask)
        .post("/operator/processors/{id}/announce", announce::announce)
        .get("/operator/processors/{id}/retire", retire::ask)
        .post("/operator/processors/{id}/retire", retire::retire)
        .post("/operator/processors/{id}/check", check::check)
        .get("/operator/objections/{id}", objections::show)
        .post("/operator/objections/{id}", objections::answer)
        .get("/workspace/processors", business::index)
        .get("/workspace/processors/{id}/object", business::ask)
        .post("/workspace/processors/{id}/object", business::object)
        .post("/workspace/processors/{id}/withdraw", business::withdraw)
}

pub fn jobs(registry: Registry) -> Registry {
    registry.on::<mail::ObjectionMade>().on::<mail::ObjectionAnswered>()
}

/// Those that were announced, for `standing`.
pub fn registered(db: &mut Unscoped) -> AppResult<Vec<standing::Processor>> {
    let known = |processor: queries::Processor| standing::Processor {
        id: processor.id,
        hosts: processor.hosts().map(str::to_owned).collect(),
        name: processor.promised.name,
        effective_on: processor.effective_on,
        review_on: processor.terms.review_on,
        optional: !processor.promised.required,
        baa: processor.terms.baa,
    };
    Ok(queries::public(db)?.into_iter().map(known).collect())
}

/// Makes a change here count from the next call on.
pub async fn stand(services: &Services) -> AppResult<()> {
    let now = services.clock.now();
    let processors = services.db.read(move |conn| registered(&mut Unscoped::new(conn, now))).await?;
    services.standing.change(|facts| facts.processors = processors);
    Ok(())
}

/// The names of those whose review date has passed: nothing is sent to them.
pub fn review_overdue(db: &mut Unscoped) -> AppResult<Vec<String>> {
    let today = db.now.date();
    let overdue = queries::public(db)?.into_iter().filter(|p| p.is_overdue(today));
    Ok(overdue.map(|p| p.promised.name).collect())
}

/// Announced entries that store data where the installation says that none is stored.
pub fn contradictions(db: &mut Unscoped, storage_country: &str) -> AppResult<Vec<String>> {
    let says = |p: queries::Processor| {
        let (_, says) = model::contradiction(&p.promised, storage_country)?;
        Some(format!("{}: {says}", p.promised.name))
    };
    Ok(queries::public(db)?.into_iter().filter_map(says).collect())
}
