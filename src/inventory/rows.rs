//! Reads the rows of a table that belong to one person or one business, in the order of its
//! primary key, a page at a time: what exports are written from. Unlike `read`, it can go on
//! anywhere, and it reads whichever columns it is told to.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Nullable, Text};
use serde_json::Value as Json;

use super::read::{Kind, Person, Value, condition};
use super::{Column, Shape, Table};
use crate::db::AnyConnection;
use crate::error::{AppError, AppResult};

/// Which rows of one table are read, and which of their columns.
pub struct Rows {
    table: &'static str,
    columns: Vec<Column>,
    kinds: Vec<Kind>,
    /// Texts of other tables that are read along: (name, expression).
    along: Vec<(&'static str, &'static str)>,
    key: Vec<String>,
    condition: String,
    bound: String,
}

/// One row.
pub struct Record {
    pub key: Vec<Json>,
    /// In the order of `Rows::columns`.
    pub values: Vec<Value>,
    /// In the order of what is read along.
    pub along: Vec<String>,
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Text)]
    row_values: String,
    #[diesel(sql_type = Text)]
    row_key: String,
    #[diesel(sql_type = Text)]
    row_along: String,
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    rows: i64,
}

#[derive(QueryableByName)]
struct Content {
    #[diesel(sql_type = Nullable<Binary>)]
    content: Option<Vec<u8>>,
}

impl Rows {
    pub fn of_person(shape: &Shape, table: &Table, columns: Vec<Column>, person: &Person) -> Self {
        let bound = person.key(table.link).unwrap_or_default();
        Self::new(shape, table, columns, condition(table.link), bound)
    }

    /// The rows of a business; its own one of `workspaces`.
    pub fn of_workspace(shape: &Shape, table: &Table, columns: Vec<Column>, workspace_id: i64) -> Self {
        let own = if table.name == "workspaces" { "id" } else { "workspace_id" };
        let condition = format!("\"{own}\" = CAST($1 AS BIGINT)");
        Self::new(shape, table, columns, condition, workspace_id.to_string())
    }

    fn new(shape: &Shape, table: &Table, columns: Vec<Column>, condition: String, bound: String) -> Self {
        Self {
            table: table.name,
            kinds: columns.iter().map(|c| Kind::of(shape.declared(c.table, c.column))).collect(),
            columns,
            along: Vec::new(),
            key: shape.key(table.name).to_vec(),
            condition,
            bound,
        }
    }

    pub fn along(mut self, along: &[(&'static str, &'static str)]) -> Self {
        self.along = along.to_vec();
        self
    }

    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    pub fn names_along(&self) -> impl Iterator<Item = &'static str> {
        self.along.iter().map(|(name, _)| *name)
    }

    pub fn count(&self, conn: &mut AnyConnection) -> AppResult<i64> {
        let sql = format!("SELECT count(*) AS rows FROM \"{}\" WHERE {}", self.table, self.condition);
        Ok(diesel::sql_query(sql).bind::<Text, _>(&self.bound).get_result::<Counted>(conn)?.rows)
    }

    /// The next rows after the one with this key; from the start for none.
    pub fn page(&self, conn: &mut AnyConnection, after: &[Json], limit: i64) -> AppResult<Vec<Record>> {
        let later = match after {
            [] => String::new(),
            key => format!(" AND ({}) > ({})", self.key_columns(""), literals(key)?),
        };
        let sql = self.select(conn, &later, limit);
        let found: Vec<Found> = diesel::sql_query(sql).bind::<Text, _>(&self.bound).load(conn)?;
        found.into_iter().map(|row| self.record(&row)).collect()
    }

    /// The row with this key.
    pub fn one(&self, conn: &mut AnyConnection, key: &[Json]) -> AppResult<Option<Record>> {
        let sql = self.select(conn, &format!(" AND ({}) = ({})", self.key_columns(""), literals(key)?), 1);
        let found: Option<Found> =
            diesel::sql_query(sql).bind::<Text, _>(&self.bound).get_result(conn).optional()?;
        found.map(|row| self.record(&row)).transpose()
    }

    /// What a binary column of one row holds.
    pub fn content(
        &self,
        conn: &mut AnyConnection,
        column: &str,
        key: &[Json],
    ) -> AppResult<Option<Vec<u8>>> {
        let sql = format!(
            "SELECT \"{column}\" AS content FROM \"{}\" WHERE {} AND ({}) = ({})",
            self.table,
            self.condition,
            self.key_columns(""),
            literals(key)?
        );
        let found: Option<Content> =
            diesel::sql_query(sql).bind::<Text, _>(&self.bound).get_result(conn).optional()?;
        Ok(found.and_then(|found| found.content))
    }

    fn select(&self, conn: &AnyConnection, narrowed: &str, limit: i64) -> String {
        let array = match conn {
            AnyConnection::Sqlite(_) => "json_array",
            AnyConnection::Postgres(_) => "json_build_array",
        };
        let values: Vec<String> = self.columns.iter().zip(&self.kinds).map(expression).collect();
        let along: Vec<&str> = self.along.iter().map(|(_, expression)| *expression).collect();
        format!(
            "SELECT CAST({array}({}) AS TEXT) AS row_values, CAST({array}({}) AS TEXT) AS row_key, \
             CAST({array}({}) AS TEXT) AS row_along FROM \"{}\" WHERE {}{narrowed} ORDER BY {} LIMIT {limit}",
            values.join(", "),
            self.key_columns(""),
            along.join(", "),
            self.table,
            self.condition,
            self.key_columns(" ASC"),
        )
    }

    fn key_columns(&self, after_each: &str) -> String {
        let columns: Vec<String> = self.key.iter().map(|c| format!("\"{c}\"{after_each}")).collect();
        columns.join(", ")
    }

    fn record(&self, found: &Found) -> AppResult<Record> {
        let values: Vec<Json> = parsed(&found.row_values)?;
        let along: Vec<Json> = parsed(&found.row_along)?;
        let text = |json: Json| json.as_str().map(str::to_owned).unwrap_or_default();
        Ok(Record {
            key: parsed(&found.row_key)?,
            values: self.kinds.iter().zip(values).map(|(kind, v)| kind.value(v)).collect::<AppResult<_>>()?,
            along: along.into_iter().map(text).collect(),
        })
    }
}

fn parsed(text: &str) -> AppResult<Vec<Json>> {
    serde_json::from_str(text).map_err(AppError::internal)
}

fn expression((column, kind): (&Column, &Kind)) -> String {
    match kind {
        Kind::Bytes => format!("length(\"{}\")", column.column),
        Kind::Plain | Kind::Truth | Kind::Moment | Kind::Day => format!("\"{}\"", column.column),
    }
}

/// A key as SQL: numbers, and texts whose quotes are doubled.
fn literals(key: &[Json]) -> AppResult<String> {
    let literal = |part: &Json| match part {
        Json::Number(number) => Ok(number.to_string()),
        Json::String(text) => Ok(format!("'{}'", text.replace('\'', "''"))),
        _ => Err(AppError::internal("a key is neither a number nor a text")),
    };
    let parts: Vec<String> = key.iter().map(literal).collect::<AppResult<_>>()?;
    Ok(parts.join(", "))
}
