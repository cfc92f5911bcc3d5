//! The rules: one for each table that ends so many days after something, as the inventory
//! says, and the few that need a logic of their own.

use time::Duration;

use super::own::Own;
use super::queries;
use crate::clock::Instant;
use crate::db::{AnyConnection, Unscoped};
use crate::error::AppResult;
use crate::inventory::{self, Column, Retention, Table, declared_types, words};
use crate::notes::model::KEPT_AFTER_DELETION;
use crate::privacy::registers::title_of;
use crate::services::Services;

/// Rows deleted in one transaction, so that other writers get their turn.
const BATCH: i64 = 200;

#[derive(Debug, Clone)]
pub enum Rule {
    Timed(Box<Timed>),
    Own(Own),
}

/// Rows end so many days after what their anchor holds.
#[derive(Debug, Clone)]
pub struct Timed {
    pub table: Table,
    pub anchor: &'static str,
    pub days: u32,
    event: &'static str,
    title: &'static str,
    /// The anchor is a day, not a moment.
    pub by_day: bool,
}

/// How far a rule has come: what is held is passed over.
pub type Place = (i64, i64);

pub struct Step {
    pub removed: usize,
    /// Where to go on; `None` once the rule is through.
    pub next: Option<Place>,
}

/// Every rule, in the inventory's order.
pub fn all(conn: &mut AnyConnection, inventory: &[Column]) -> AppResult<Vec<Rule>> {
    let tables = inventory::tables(inventory);
    let types = declared_types(conn)?;
    let by_day = |table: &Table, anchor: &str| {
        types.get(&(table.name.to_owned(), anchor.to_owned())).is_some_and(|declared| declared == "date")
    };
    let own = Own::ALL.iter().map(|own| Rule::Own(*own));
    let notes = tables.iter().filter(|table| table.name == "notes").map(|table| Timed {
        table: table.clone(),
        anchor: "deleted_at",
        days: KEPT_AFTER_DELETION.whole_days().try_into().unwrap_or(u32::MAX),
        event: "the note was deleted",
        title: "Deleted notes",
        by_day: false,
    });
    let timed = tables.iter().filter_map(|table| {
        let (Retention::After { days, event }, Some(anchor)) = (table.retention, table.anchor) else {
            return None;
        };
        let title = if table.title.is_empty() { title_of(table.name)? } else { table.title };
        Some(Timed { by_day: by_day(table, anchor), table: table.clone(), anchor, days, event, title })
    });
    Ok(own.chain(notes.chain(timed).map(|timed| Rule::Timed(Box::new(timed)))).collect())
}

impl Rule {
    /// What the rule is called in the report.
    pub fn name(&self) -> String {
        match self {
            Self::Timed(timed) => format!("{}.{}", timed.table.name, timed.anchor),
            Self::Own(own) => own.word().into(),
        }
    }

    pub fn title(&self) -> &'static str {
        match self {
            Self::Timed(timed) => timed.title,
            Self::Own(own) => own.title(),
        }
    }

    /// "30 days after the session has ended".
    pub fn says(&self) -> String {
        match self {
            Self::Timed(timed) => format!("{} after {}", words::duration(timed.days), timed.event),
            Self::Own(own) => own.says(),
        }
    }

    /// Whether it ends rows before the rule of their table does.
    pub fn is_sooner(&self) -> bool {
        match self {
            Self::Own(_) => true,
            Self::Timed(timed) => timed.table.anchor != Some(timed.anchor),
        }
    }

    /// How many rows are over by a moment: everywhere, or in one business.
    pub fn count(&self, db: &mut Unscoped, at: Instant, workspace: Option<i64>) -> AppResult<i64> {
        match self {
            Self::Timed(timed) => timed.count(db, at, workspace),
            Self::Own(own) => own.count(db, at, workspace),
        }
    }

    /// Removes the next rows from `place` on.
    pub async fn step(&self, services: &Services, place: Place) -> AppResult<Step> {
        match self {
            Self::Timed(timed) => timed.step(services).await,
            Self::Own(own) => own.step(services, place).await,
        }
    }
}

impl Timed {
    /// Rows whose anchor is not after this moment are over at `at`.
    pub fn begins_before(&self, at: Instant) -> Instant {
        at - Duration::days(self.days.into())
    }

    pub fn count(&self, db: &mut Unscoped, at: Instant, workspace: Option<i64>) -> AppResult<i64> {
        match workspace {
            Some(_) if !self.table.is_of_business() => Ok(0),
            _ => queries::count(db, self, at, workspace),
        }
    }

    async fn step(&self, services: &Services) -> AppResult<Step> {
        let (own, now) = (self.clone(), services.clock.now());
        let removed = services.db.write(move |conn| queries::delete(conn, &own, now, BATCH)).await?;
        let more = removed as i64 >= BATCH;
        Ok(Step { removed, next: more.then_some((0, 0)) })
    }
}
