//! What a document promises, in a form that can be compared: kept with each version.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::model::Document;
use super::releases;
use super::source::Source;
use super::words;
use crate::inventory::{Column, Controller, Subject};

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The last release of the text in the program.
    pub release: u32,
    pub controller: String,
    pub storage_country: String,
    pub notice_days: u16,
    pub backup_days: u16,
    pub cookies: BTreeMap<String, CookieFact>,
    /// Name → countries.
    pub processors: BTreeMap<String, String>,
    pub purposes: BTreeMap<String, PurposeFact>,
    pub rights: BTreeSet<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CookieFact {
    pub category: String,
    pub days: Option<i64>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurposeFact {
    pub basis: String,
    pub categories: BTreeSet<String>,
    /// `None`: as long as the account or workspace.
    pub days: Option<u32>,
}

impl Facts {
    pub fn of(document: Document, source: &Source) -> Self {
        let own = &source.installation;
        let base = Self {
            release: releases::last_release(document),
            controller: own.controller.clone(),
            ..Self::default()
        };
        match document {
            Document::Terms => base,
            Document::Dpa => Self {
                storage_country: own.storage_country.clone(),
                notice_days: own.notice_days,
                backup_days: own.backup_days,
                purposes: purposes(source, |column| column.subject == Subject::Contact),
                ..base
            },
            Document::Privacy => Self {
                storage_country: own.storage_country.clone(),
                notice_days: own.notice_days,
                backup_days: own.backup_days,
                cookies: cookies(source),
                processors: source.processors.iter().map(|p| (p.name.clone(), p.countries.clone())).collect(),
                purposes: purposes(source, |column| column.controller == Controller::Operator),
                rights: words::RIGHTS.iter().map(|right| right.name.to_owned()).collect(),
                ..base
            },
        }
    }
}

fn cookies(source: &Source) -> BTreeMap<String, CookieFact> {
    let fact = |row: &crate::web::cookies::CookieRow| CookieFact {
        category: row.category.label().to_owned(),
        days: row.days,
    };
    source.cookies.iter().map(|row| (row.name.to_owned(), fact(row))).collect()
}

fn purposes(source: &Source, wanted: impl Fn(&Column) -> bool) -> BTreeMap<String, PurposeFact> {
    let mut purposes: BTreeMap<String, PurposeFact> = BTreeMap::new();
    let about_people = |column: &&Column| column.subject != Subject::Nobody && wanted(column);
    for column in source.inventory.iter().filter(about_people) {
        let fact = purposes.entry(column.purpose.to_owned()).or_insert_with(|| PurposeFact {
            basis: words::basis_word(column.basis).to_owned(),
            days: words::days(column.retention),
            ..PurposeFact::default()
        });
        fact.days = longer(fact.days, words::days(column.retention));
        fact.categories.extend(words::category(column.category).map(str::to_owned));
    }
    purposes
}

fn longer(one: Option<u32>, other: Option<u32>) -> Option<u32> {
    Some(one?.max(other?))
}
