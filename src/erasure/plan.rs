//! What the inventory says becomes of each table that leads to one person, counted for the
//! preview and carried out in one transaction, children before parents.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use sha2::{Digest, Sha256};

use super::outcome::{Line, Outcome};
use crate::db::{AnyConnection, ids};
use crate::error::{AppError, AppResult};
use crate::inventory::read::{Person, condition};
use crate::inventory::{Column, Erasure, Table, children_first, words};

/// What becomes of the rows of one table.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Fate {
    Delete,
    /// The columns to overwrite; the others are kept.
    Overwrite(Vec<(&'static str, Erasure)>),
    Keep,
}

#[derive(Debug, Clone)]
struct Part {
    table: Table,
    fate: Fate,
}

pub struct Plan {
    person: Person,
    parts: Vec<Part>,
}

/// What would happen, and a digest of the very rows it would happen to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    pub outcome: Outcome,
    pub digest: String,
}

#[derive(QueryableByName)]
struct Key {
    #[diesel(sql_type = Text)]
    row_key: String,
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    rows: i64,
}

impl Plan {
    pub fn of(conn: &mut AnyConnection, inventory: &[Column], person: Person) -> AppResult<Self> {
        let tables = children_first(conn, inventory)?;
        let about = tables.into_iter().filter(|table| person.may_be_in(table));
        let parts = about.map(|table| Part { fate: fate(&table), table }).collect();
        Ok(Self { person, parts })
    }

    pub fn preview(&self, conn: &mut AnyConnection) -> AppResult<Preview> {
        let mut hasher = Sha256::new();
        let mut lines = Vec::new();
        for part in &self.parts {
            let keys = self.keys(conn, &part.table)?;
            hasher.update(part.table.name);
            keys.iter().for_each(|key| hasher.update(&key.row_key));
            lines.extend(part.lines(keys.len() as i64));
        }
        Ok(Preview { outcome: Outcome { lines }, digest: hex::encode(hasher.finalize()) })
    }

    /// Inside the caller's transaction.
    pub fn carry_out(&self, conn: &mut AnyConnection) -> AppResult<Outcome> {
        let mut lines = Vec::new();
        for part in &self.parts {
            let rows = match &part.fate {
                Fate::Delete => self.run(conn, &part.table, "DELETE FROM")?,
                Fate::Overwrite(columns) => self.overwrite(conn, &part.table, columns)?,
                Fate::Keep => self.count(conn, &part.table)?,
            };
            lines.extend(part.lines(rows));
        }
        Ok(Outcome { lines })
    }

    fn overwrite(
        &self,
        conn: &mut AnyConnection,
        table: &Table,
        columns: &[(&'static str, Erasure)],
    ) -> AppResult<i64> {
        // Rows of one table must differ: the key is the same for all of them, the id is not.
        let random = format!("'{}-' || CAST({} AS TEXT)", ids::random_key()?, first_key(table)?);
        let set: Vec<String> = columns
            .iter()
            .map(|(column, how)| match how {
                Erasure::Null => format!("\"{column}\" = NULL"),
                Erasure::Replace => format!("\"{column}\" = {random}"),
                Erasure::Redact | Erasure::DeleteRow | Erasure::Keep(_) => format!("\"{column}\" = ''"),
            })
            .collect();
        let sql = format!("UPDATE \"{}\" SET {} WHERE {}", table.name, set.join(", "), condition(table.link));
        Ok(diesel::sql_query(sql).bind::<Text, _>(self.key(table)).execute(conn)? as i64)
    }

    fn run(&self, conn: &mut AnyConnection, table: &Table, verb: &str) -> AppResult<i64> {
        let sql = format!("{verb} \"{}\" WHERE {}", table.name, condition(table.link));
        Ok(diesel::sql_query(sql).bind::<Text, _>(self.key(table)).execute(conn)? as i64)
    }

    fn count(&self, conn: &mut AnyConnection, table: &Table) -> AppResult<i64> {
        let sql = format!("SELECT count(*) AS rows FROM \"{}\" WHERE {}", table.name, condition(table.link));
        Ok(diesel::sql_query(sql).bind::<Text, _>(self.key(table)).get_result::<Counted>(conn)?.rows)
    }

    fn keys(&self, conn: &mut AnyConnection, table: &Table) -> AppResult<Vec<Key>> {
        let names: Vec<String> = table.key().iter().map(|name| format!("\"{name}\"")).collect();
        let joined: Vec<String> = names.iter().map(|name| format!("CAST({name} AS TEXT)")).collect();
        let sql = format!(
            "SELECT {} AS row_key FROM \"{}\" WHERE {} ORDER BY {}",
            joined.join(" || '.' || "),
            table.name,
            condition(table.link),
            names.join(", "),
        );
        Ok(diesel::sql_query(sql).bind::<Text, _>(self.key(table)).load(conn)?)
    }

    fn key(&self, table: &Table) -> String {
        self.person.key(table.link).unwrap_or_default()
    }
}

/// A row is deleted only if every column says so; one that is kept may have columns overwritten.
fn fate(table: &Table) -> Fate {
    if table.columns.iter().all(|column| column.erasure == Erasure::DeleteRow) {
        return Fate::Delete;
    }
    let overwritten: Vec<_> = table
        .columns
        .iter()
        .filter(|column| matches!(column.erasure, Erasure::Null | Erasure::Redact | Erasure::Replace))
        .map(|column| (column.column, column.erasure))
        .collect();
    if overwritten.is_empty() { Fate::Keep } else { Fate::Overwrite(overwritten) }
}

fn first_key(table: &Table) -> AppResult<String> {
    let key = table.key();
    let first = key.first().ok_or_else(|| AppError::internal(format!("{} has no key", table.name)))?;
    Ok(format!("\"{first}\""))
}

impl Part {
    fn lines(&self, rows: i64) -> Vec<Line> {
        if rows == 0 {
            return Vec::new();
        }
        let line = |fate: String, until: String| Line {
            table: self.table.name.into(),
            title: self.table.title.into(),
            rows,
            fate,
            until,
        };
        let kept = |column: &&Column| matches!(column.erasure, Erasure::Keep(_)) && column.export;
        let kept = self.table.columns.iter().find(kept).map(|c| line(words::erasure(c.erasure), c.kept()));
        match self.fate {
            Fate::Delete => vec![line("deleted".into(), String::new())],
            Fate::Overwrite(_) => {
                std::iter::once(line("emptied".into(), String::new())).chain(kept).collect()
            }
            Fate::Keep => kept.into_iter().collect(),
        }
    }
}
