//! `index.html` in a copy: what is in it, for people, and for an access copy what GDPR
//! Art. 15(1)(a) to (h) and (2) have them told. Stands alone: it loads nothing but the style
//! beside it and can be printed.

use std::collections::BTreeSet;

use askama::Template;

use super::build::{Builder, SAMPLE, data};
use super::calendar;
use super::manifest;
use super::plan::{Section, Whose};
use super::sign::Signer;
use crate::bundles::model::Purpose;
use crate::civil::{format_utc, iso};
use crate::config::Installation;
use crate::db::{AnyConnection, Unscoped};
use crate::error::{AppError, AppResult};
use crate::inventory::read::Person;
use crate::inventory::{Column, Origin, words};
use crate::privacy::held::{self, Recipient};
use crate::privacy::policy::places::{PLACES, Place};
use crate::privacy::policy::words as policy_words;
use crate::privacy::registers::{Receiver, receivers, title_of};

#[derive(Template)]
#[template(path = "privacy/export/index.html")]
pub struct IndexPage {
    title: String,
    made_at: String,
    is_access: bool,
    is_business: bool,
    /// Who decides, how to reach them, and who keeps the data on their behalf.
    controller: String,
    controller_address: String,
    contact: String,
    processor: String,
    rights: &'static [policy_words::Right],
    authorities: &'static [Place],
    categories: String,
    recipients: Vec<RecipientLine>,
    receivers: Vec<Receiver>,
    sources: Vec<&'static str>,
    storage_country: String,
    rows: i64,
    sections: Vec<SectionCard>,
    empty: Vec<String>,
    absent: Vec<(String, &'static str)>,
    files: Vec<String>,
    key: String,
    key_address: String,
}

struct SectionCard {
    name: &'static str,
    title: String,
    rows: i64,
    purpose: &'static str,
    basis: String,
    kept: String,
    controller: &'static str,
    records: Vec<Vec<(String, String)>>,
    has_more: bool,
    withheld: Vec<(String, &'static str)>,
    files: Vec<String>,
}

struct RecipientLine {
    name: String,
    what: String,
    when: String,
}

impl IndexPage {
    pub fn of(builder: &Builder, conn: &mut AnyConnection, samples: &[String]) -> AppResult<String> {
        let (plan, services) = (&builder.plan, builder.services);
        let own: &Installation = &services.config.installation;
        let business = manifest::business(builder, conn)?;
        let of_business = plan.whose.workspace().is_some();
        let now = services.clock.now();
        let rows =
            |section: &Section| builder.cursor.tables.get(section.table.name).copied().unwrap_or_default();
        let (filled, empty): (Vec<_>, Vec<_>) =
            plan.sections.iter().zip(samples).partition(|(section, _)| rows(section) > 0);
        let of_filled = || filled.iter().flat_map(|(section, _)| &section.table.columns);
        let page = Self {
            title: manifest::title(builder, conn)?,
            made_at: format_utc(now),
            is_access: plan.purpose == Purpose::Access,
            is_business: plan.purpose == Purpose::Workspace,
            controller: if of_business { business.name.clone() } else { own.controller.clone() },
            controller_address: if of_business { business.address.clone() } else { own.address.clone() },
            contact: if of_business { business.email.clone() } else { own.privacy_email.clone() },
            processor: if of_business { own.controller.clone() } else { String::new() },
            rights: policy_words::RIGHTS,
            authorities: PLACES,
            categories: categories(of_filled()),
            recipients: recipients(builder, conn)?,
            receivers: receivers(conn, now.date())?,
            sources: sources(of_filled(), &plan.whose),
            storage_country: own.storage_country.clone(),
            rows: builder.cursor.tables.values().sum(),
            sections: filled
                .iter()
                .map(|(section, sample)| SectionCard::of(section, sample, rows(section), builder))
                .collect(),
            empty: empty.iter().map(|(section, _)| title(section)).collect(),
            absent: plan.absent.iter().map(|a| (a.title.to_owned(), a.why)).collect(),
            files: builder.parts.sure.packed.iter().map(|part| part.name.clone()).collect(),
            key: Signer::of(&services.secrets)?.public().line(),
            key_address: services.link(super::KEY_PATH),
        };
        page.render().map_err(AppError::internal)
    }
}

impl SectionCard {
    fn of(section: &Section, sample: &str, rows: i64, builder: &Builder) -> Self {
        let table = &section.table;
        let known = |name: &String| builder.parts.sure.packed.iter().any(|part| part.name == *name);
        let files = [data(table.name, "csv"), data(table.name, "json"), calendar::file(table.name)];
        Self {
            name: table.name,
            title: title(section),
            rows,
            purpose: table.purpose,
            basis: words::basis(table.basis),
            kept: words::retention(table.retention),
            controller: words::controller(table.controller),
            records: sample.lines().filter_map(|line| serde_json::from_str(line).ok()).collect(),
            has_more: rows > SAMPLE,
            withheld: section.withheld.iter().map(|w| (w.column.label(), w.why)).collect(),
            files: files.into_iter().filter(known).collect(),
        }
    }
}

fn title(section: &Section) -> String {
    match section.table.title {
        "" => title_of(section.table.name).unwrap_or(section.table.name).to_owned(),
        title => title.to_owned(),
    }
}

fn categories<'c>(columns: impl Iterator<Item = &'c Column>) -> String {
    let found: BTreeSet<&str> = columns.map(|column| column.category).collect();
    let named = policy_words::CATEGORIES.iter().filter(|(name, _)| found.contains(name));
    policy_words::joined(named.map(|(_, words)| *words))
}

/// Who really received something (CJEU C-154/21), as it was written down when it was sent.
fn recipients(builder: &Builder, conn: &mut AnyConnection) -> AppResult<Vec<RecipientLine>> {
    let Whose::User(Person::User { id, .. }) = &builder.plan.whose else { return Ok(Vec::new()) };
    let db = &mut Unscoped::new(conn, builder.services.clock.now());
    Ok(held::recipients(db, *id)?.into_iter().map(RecipientLine::of).collect())
}

impl RecipientLine {
    fn of(recipient: Recipient) -> Self {
        let (first, last) = (iso(recipient.first_at), iso(recipient.last_at));
        let when = match recipient.times {
            1 => format!("once, {last}"),
            times => format!("{times} times, first {first}, last {last}"),
        };
        Self { name: recipient.name, what: recipient.what, when }
    }
}

/// GDPR Art. 15(1)(g).
fn sources<'c>(columns: impl Iterator<Item = &'c Column>, whose: &Whose) -> Vec<&'static str> {
    let found: Vec<&Column> = columns.collect();
    let has = |origin: Origin| found.iter().any(|column| column.origin == origin);
    let mut sources = Vec::new();
    if has(Origin::Provided) {
        sources.push(match whose {
            Whose::User(_) => "You entered it, or somebody at a business where you work or were invited did.",
            _ => "The business entered it: from what you told it, or from a list that it brought along.",
        });
    }
    if has(Origin::Observed) {
        sources.push("The program noted it while it was used.");
    }
    if has(Origin::Derived) {
        sources.push("The program made it from the rest.");
    }
    sources
}
