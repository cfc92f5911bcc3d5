//! Reads every row about one person, table by table, as the inventory says it leads to
//! them: the base of the page "what we hold", of exports and of erasures. It reads a page
//! of rows at a time, so that the longest history needs no more memory than the shortest;
//! credentials and internal numbers never leave the database.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use serde_json::Value as Json;
use time::macros::format_description;
use time::{Date, Duration, PrimitiveDateTime};

use super::{Column, Link, Retention, Subject, Table, gate, tables};
use crate::clock::Instant;
use crate::db::AnyConnection;
use crate::error::{AppError, AppResult};

/// Rows read at once.
const PAGE: i64 = 200;

/// Whose rows are read.
#[derive(Debug, Clone)]
pub enum Person {
    User { id: i64, subject_key: String, pseudonym: String, email_key: String },
    Contact { id: i64, subject_key: String },
}

impl Person {
    pub fn subject_key(&self) -> &str {
        match self {
            Self::User { subject_key, .. } | Self::Contact { subject_key, .. } => subject_key,
        }
    }

    /// Whether rows of this table may speak of them.
    pub fn may_be_in(&self, table: &Table) -> bool {
        let own = match self {
            Self::User { .. } => Subject::User,
            Self::Contact { .. } => Subject::Contact,
        };
        (table.subject == own || table.subject == Subject::Person) && self.key(table.link).is_some()
    }

    /// What a link's column holds for this person; `None` if it can't lead to them.
    pub fn key(&self, link: Link) -> Option<String> {
        match (link, self) {
            (Link::Direct(_) | Link::Through { .. }, Self::User { id, .. } | Self::Contact { id, .. }) => {
                Some(id.to_string())
            }
            (Link::Pseudonym(_), Self::User { pseudonym, .. }) => Some(pseudonym.clone()),
            (Link::Address(_), Self::User { email_key, .. }) => Some(email_key.clone()),
            (
                Link::Key(_) | Link::ThroughKey { .. },
                Self::User { subject_key, .. } | Self::Contact { subject_key, .. },
            ) => Some(subject_key.clone()),
            _ => None,
        }
    }
}

/// One value, in the same form on both engines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Empty,
    Text(String),
    Number(i64),
    Truth(bool),
    Moment(Instant),
    Day(Date),
    /// Something binary, by its size.
    Bytes(i64),
}

/// What names a row within its table.
pub type RowKey = Vec<i64>;

#[derive(Debug, Clone)]
pub struct Row {
    pub key: RowKey,
    /// In the order of `Table::shown`.
    pub values: Vec<Value>,
    /// When it is deleted, where that is a matter of days.
    pub kept_until: Option<Instant>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Plain,
    Truth,
    Moment,
    Day,
    Bytes,
}

impl Kind {
    pub(super) fn of(declared: &str) -> Self {
        match declared {
            d if d.starts_with("timestamp") => Self::Moment,
            "date" => Self::Day,
            "boolean" => Self::Truth,
            "blob" | "bytea" => Self::Bytes,
            _ => Self::Plain,
        }
    }

    pub(super) fn value(self, json: Json) -> AppResult<Value> {
        let value = match (self, json) {
            (_, Json::Null) => Some(Value::Empty),
            (Self::Plain, Json::String(text)) => Some(Value::Text(text)),
            (Self::Moment, Json::String(text)) => moment(&text).map(Value::Moment),
            (Self::Day, Json::String(text)) => day(&text).map(Value::Day),
            (Self::Truth, Json::Bool(truth)) => Some(Value::Truth(truth)),
            // SQLite keeps a truth as a number.
            (Self::Truth, Json::Number(number)) => number.as_i64().map(|n| Value::Truth(n != 0)),
            (Self::Bytes, Json::Number(number)) => number.as_i64().map(Value::Bytes),
            (Self::Plain, Json::Number(number)) => number.as_i64().map(Value::Number),
            _ => None,
        };
        // Without the value: it is somebody's.
        value.ok_or_else(|| AppError::internal(format!("a {self:?} column holds something else")))
    }
}

/// `2026-11-22 13:05:00.25` on SQLite, the same with a `T` on PostgreSQL.
pub(super) fn moment(text: &str) -> Option<Instant> {
    let form = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second][optional [.[subsecond]]]");
    PrimitiveDateTime::parse(&text.replacen(' ', "T", 1), form).ok()
}

fn day(text: &str) -> Option<Date> {
    Date::parse(text, format_description!("[year]-[month]-[day]")).ok()
}

impl Value {
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Empty) || matches!(self, Self::Text(text) if text.is_empty())
    }

    /// For a machine: moments as `2026-11-22T13:05:00Z`.
    pub fn to_json(&self) -> Json {
        match self {
            Self::Empty => Json::Null,
            Self::Text(text) => text.as_str().into(),
            Self::Number(number) | Self::Bytes(number) => (*number).into(),
            Self::Truth(truth) => (*truth).into(),
            Self::Moment(at) => crate::civil::iso(*at).into(),
            Self::Day(day) => day.to_string().into(),
        }
    }
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Text)]
    row_values: String,
    #[diesel(sql_type = Text)]
    row_key: String,
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    rows: i64,
}

/// The rows of one person.
pub struct Reader {
    person: Person,
    tables: Vec<Table>,
    types: BTreeMap<(String, String), String>,
}

impl Reader {
    pub fn new(conn: &mut AnyConnection, inventory: &[Column], person: Person) -> AppResult<Self> {
        let tables = tables(inventory).into_iter().filter(|table| person.may_be_in(table)).collect();
        Ok(Self { tables, types: gate::declared_types(conn)?, person })
    }

    /// The tables that may hold rows about the person.
    pub fn tables(&self) -> &[Table] {
        &self.tables
    }

    pub fn count(&self, conn: &mut AnyConnection, table: &Table) -> AppResult<i64> {
        let sql = format!("SELECT count(*) AS rows FROM \"{}\" WHERE {}", table.name, condition(table.link));
        Ok(diesel::sql_query(sql).bind::<Text, _>(self.key(table)).get_result::<Counted>(conn)?.rows)
    }

    /// Calls `visit` with every row, the newest first.
    pub fn each(
        &self,
        conn: &mut AnyConnection,
        table: &Table,
        mut visit: impl FnMut(Row) -> AppResult<()>,
    ) -> AppResult<()> {
        let mut after = None;
        loop {
            let rows = self.page(conn, table, after.as_ref(), PAGE)?;
            let is_last = (rows.len() as i64) < PAGE;
            after = rows.last().map(|row| row.key.clone());
            rows.into_iter().try_for_each(&mut visit)?;
            if is_last {
                return Ok(());
            }
        }
    }

    /// The next rows older than `after`.
    pub fn page(
        &self,
        conn: &mut AnyConnection,
        table: &Table,
        after: Option<&RowKey>,
        limit: i64,
    ) -> AppResult<Vec<Row>> {
        let sql = self.select(conn, table, after, limit);
        let found: Vec<Found> = diesel::sql_query(sql).bind::<Text, _>(self.key(table)).load(conn)?;
        found.into_iter().map(|row| self.row(table, &row)).collect()
    }

    fn key(&self, table: &Table) -> String {
        self.person.key(table.link).unwrap_or_default()
    }

    fn select(&self, conn: &AnyConnection, table: &Table, after: Option<&RowKey>, limit: i64) -> String {
        let array = match conn {
            AnyConnection::Sqlite(_) => "json_array",
            AnyConnection::Postgres(_) => "json_build_array",
        };
        let values: Vec<String> = read(table).map(|column| self.expression(column)).collect();
        let key = quoted(&table.key());
        let newest_first: Vec<String> =
            table.key().iter().map(|column| format!("\"{column}\" DESC")).collect();
        let older = after.map(|key| {
            let numbers: Vec<String> = key.iter().map(i64::to_string).collect();
            format!(" AND ({}) < ({})", quoted(&table.key()), numbers.join(", "))
        });
        format!(
            "SELECT CAST({array}({}) AS TEXT) AS row_values, CAST({array}({key}) AS TEXT) AS row_key \
             FROM \"{}\" WHERE {}{} ORDER BY {} LIMIT {limit}",
            values.join(", "),
            table.name,
            condition(table.link),
            older.unwrap_or_default(),
            newest_first.join(", "),
        )
    }

    fn expression(&self, column: &Column) -> String {
        match self.kind(column) {
            Kind::Bytes => format!("length(\"{}\")", column.column),
            _ => format!("\"{}\"", column.column),
        }
    }

    fn kind(&self, column: &Column) -> Kind {
        let name = (column.table.to_owned(), column.column.to_owned());
        self.types.get(&name).map_or(Kind::Plain, |declared| Kind::of(declared))
    }

    fn row(&self, table: &Table, found: &Found) -> AppResult<Row> {
        let json: Vec<Json> = serde_json::from_str(&found.row_values).map_err(AppError::internal)?;
        let key: RowKey = serde_json::from_str(&found.row_key).map_err(AppError::internal)?;
        let values = read(table).zip(json).map(|(column, json)| self.kind(column).value(json));
        let mut values = values.collect::<AppResult<Vec<Value>>>()?;
        let kept_until = anchor(table).and_then(|_| end(table, values.pop()?));
        Ok(Row { key, values, kept_until })
    }
}

/// The columns that are read: what the person gets to see, and last the anchor.
fn read(table: &Table) -> impl Iterator<Item = &Column> {
    table.shown().chain(anchor(table))
}

fn anchor(table: &Table) -> Option<&Column> {
    let name = table.anchor?;
    table.columns.iter().find(|column| column.column == name)
}

fn end(table: &Table, begins: Value) -> Option<Instant> {
    let Retention::After { days, .. } = table.retention else { return None };
    let begins = match begins {
        Value::Moment(at) => at,
        Value::Day(day) => day.midnight(),
        _ => return None,
    };
    begins.checked_add(Duration::days(days.into()))
}

/// The rows that lead to the person whose key is bound.
pub fn condition(link: Link) -> String {
    match link {
        Link::None => "1 = 0".into(),
        Link::Direct(column) => format!("\"{column}\" = CAST($1 AS BIGINT)"),
        Link::Through { column, table, to } => {
            format!("\"{column}\" IN (SELECT id FROM \"{table}\" WHERE \"{to}\" = CAST($1 AS BIGINT))")
        }
        Link::ThroughKey { column, table, to } => {
            format!("\"{column}\" IN (SELECT id FROM \"{table}\" WHERE \"{to}\" = $1)")
        }
        Link::Pseudonym(column) | Link::Address(column) | Link::Key(column) => format!("\"{column}\" = $1"),
    }
}

fn quoted(columns: &[&str]) -> String {
    let columns: Vec<String> = columns.iter().map(|column| format!("\"{column}\"")).collect();
    columns.join(", ")
}
