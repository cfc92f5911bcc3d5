//! `/account/privacy/data`: the values, once the password was given again. Each look is an event.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::model::{Event, EventKind};
use super::page::reader;
use super::queries::{self, Recipient};
use super::views::{DoorPage, ValuesPage};
use crate::account::step_up::{self, StepUp};
use crate::error::{AppError, AppResult};
use crate::inventory::Table;
use crate::inventory::read::{Reader, Row, RowKey};
use crate::web::access::SignedIn;
use crate::web::form::{FormState, Input};
use crate::web::page::{page, see_other};

/// Rows of a section among all, and on a page of its own.
const FEW: i64 = 3;
const MANY: i64 = 25;

/// Which part is looked at.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Wanted {
    /// A table; empty: all.
    #[serde(default)]
    pub section: String,
    /// The key of the last row of the page before.
    #[serde(default)]
    pub after: String,
}

impl Wanted {
    pub fn href(&self) -> String {
        match self.section.as_str() {
            "" => "/account/privacy/data".into(),
            section => format!("/account/privacy/data?section={section}"),
        }
    }

    fn key(&self) -> Option<RowKey> {
        self.after.split('.').map(|number| number.parse().ok()).collect()
    }

    fn limit(&self) -> i64 {
        if self.section.is_empty() { FEW } else { MANY }
    }

    fn tables<'r>(&self, reader: &'r Reader) -> AppResult<Vec<&'r Table>> {
        let wanted: Vec<_> =
            reader.tables().iter().filter(|t| self.section.is_empty() || t.name == self.section).collect();
        if wanted.is_empty() { Err(AppError::NotFound) } else { Ok(wanted) }
    }
}

/// One table's rows.
pub struct Section {
    pub table: Table,
    pub count: i64,
    pub rows: Vec<Row>,
    pub has_more: bool,
}

/// What the page is drawn from.
pub struct Held {
    pub sections: Vec<Section>,
    pub recipients: Vec<Recipient>,
}

pub async fn show(who: SignedIn, wanted: web::Query<Wanted>) -> AppResult<HttpResponse> {
    let wanted = wanted.into_inner();
    if !step_up::holds(&who) {
        return page(&DoorPage::of(&who, FormState::filled([("section", wanted.section)])));
    }
    let (user_id, services, asked) = (who.user().id, who.services.clone(), wanted.clone());
    let held = who
        .write_unscoped(move |db| {
            let reader = reader(db, user_id, &services.inventory)?;
            let mut sections = Vec::new();
            for table in asked.tables(&reader)? {
                let mut rows = reader.page(db, table, asked.key().as_ref(), asked.limit() + 1)?;
                let has_more = rows.len() as i64 > asked.limit();
                rows.truncate(asked.limit() as usize);
                sections.push(Section {
                    count: reader.count(db, table)?,
                    table: table.clone(),
                    rows,
                    has_more,
                });
            }
            queries::note(db, user_id, &Event { kind: EventKind::Looked, detail: asked.section })?;
            Ok(Held { sections, recipients: queries::recipients(db, user_id)? })
        })
        .await?;
    page(&ValuesPage::of(&who, &wanted, held))
}

pub async fn open(who: SignedIn, step_up: StepUp, input: Input) -> AppResult<HttpResponse> {
    if let Some(refusal) = step_up.refusal_or_open(&who, &input).await? {
        return refusal.page(|form| DoorPage::of(&who, form));
    }
    let known = who.services.inventory.iter().any(|column| column.table == input.get("section"));
    let section = if known { input.get("section").to_owned() } else { String::new() };
    Ok(see_other(Wanted { section, after: String::new() }.href()))
}
