//! `/retention`: every rule of the inventory in words.

use actix_web::HttpResponse;
use askama::Template;

use super::groups::{GROUPS, title_of};
use crate::error::AppResult;
use crate::privacy::retention;
use crate::inventory::{Column, Erasure, Subject, Table, tables, words};
use crate::web::{Chrome, Public, page};

pub async fn show(who: Public) -> AppResult<HttpResponse> {
    let inventory = who.services.inventory.clone();
    let rules = who.read_unscoped(move |db| retention::all(db, &inventory)).await?;
    page(&RetentionPage::of(&who, &rules))
}

#[derive(Template)]
#[template(path = "privacy/retention.html")]
struct RetentionPage {
    chrome: Chrome,
    groups: Vec<GroupView>,
    /// What ends before the table it stands in does.
    sooner: Vec<Sooner>,
    closing_days: u16,
    backup_days: u16,
    privacy_email: String,
}

struct Sooner {
    title: &'static str,
    says: String,
}

struct GroupView {
    id: &'static str,
    title: &'static str,
    lead: &'static str,
    rules: Vec<Rule>,
}

struct Rule {
    title: &'static str,
    what: String,
    purpose: &'static str,
    basis: String,
    kept: String,
    erasure: Vec<String>,
}

impl RetentionPage {
    fn of(who: &Public, rules: &[retention::Rule]) -> Self {
        let inventory = tables(&who.services.inventory);
        let groups = GROUPS.iter().map(|group| GroupView {
            id: group.id,
            title: group.title,
            lead: group.lead,
            rules: group
                .tables
                .iter()
                .filter_map(|name| inventory.iter().find(|table| table.name == *name))
                .filter_map(Rule::of)
                .collect(),
        });
        let installation = &who.services.config.installation;
        Self {
            chrome: who.chrome(),
            groups: groups.collect(),
            sooner: rules.iter().filter(|rule| rule.is_sooner()).map(Sooner::of).collect(),
            closing_days: installation.closing_days,
            backup_days: installation.backup_days,
            privacy_email: installation.privacy_email.clone(),
        }
    }
}

impl Sooner {
    fn of(rule: &retention::Rule) -> Self {
        Self { title: rule.title(), says: rule.says() }
    }
}

impl Rule {
    fn of(table: &Table) -> Option<Self> {
        let first = table.columns.first()?;
        let title = Some(table.title).filter(|title| !title.is_empty()).or_else(|| title_of(table.name))?;
        Some(Self {
            title,
            what: labels(table),
            purpose: first.purpose,
            basis: words::basis(first.basis),
            kept: words::retention(first.retention),
            erasure: erasures(&table.columns),
        })
    }
}

/// What a person would recognise of it: "Name, E-mail address"; nothing where it is about nobody.
fn labels(table: &Table) -> String {
    if table.subject == Subject::Nobody {
        return String::new();
    }
    let labels: Vec<String> = table.shown().map(Column::label).collect();
    labels.join(", ")
}

/// One line for each different fate.
fn erasures(columns: &[Column]) -> Vec<String> {
    let mut fates: Vec<Erasure> = Vec::new();
    for column in columns {
        if !fates.contains(&column.erasure) {
            fates.push(column.erasure);
        }
    }
    let alone = fates.len() == 1;
    let line = |fate: &Erasure| {
        if alone {
            return words::erasure(*fate);
        }
        let own = columns.iter().filter(|c| c.erasure == *fate).map(Column::label).collect::<Vec<_>>();
        format!("{}: {}", own.join(", "), words::erasure(*fate))
    };
    fates.iter().map(line).collect()
}
