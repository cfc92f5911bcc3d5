//! Canaries: a row about one person in every table that may speak of them, with a value in
//! each column that is found nowhere else.

use std::collections::{BTreeMap, BTreeSet};

use clientsync::db::AnyConnection;
use clientsync::inventory::read::{Person, Value};
use clientsync::inventory::{self, Link, Table};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use time::macros::{date, datetime};

/// What tells the rows of one planting from those of another.
#[derive(Debug, Clone, Copy)]
pub struct Marks {
    pub word: &'static str,
    pub number: i64,
}

impl Default for Marks {
    fn default() -> Self {
        Self { word: "canary", number: 1000 }
    }
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// Lets rows be written that refer to nothing and hold any word.
pub fn without_constraints(conn: &mut AnyConnection) -> QueryResult<()> {
    match conn {
        AnyConnection::Sqlite(c) => {
            c.batch_execute("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON")
        }
        AnyConnection::Postgres(c) => c.batch_execute(
            "SET session_replication_role = replica; \
             DO $$ DECLARE c record; BEGIN \
               FOR c IN SELECT conrelid::regclass AS t, conname FROM pg_constraint \
                 WHERE contype = 'c' AND connamespace = current_schema()::regnamespace LOOP \
               EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', c.t, c.conname); END LOOP; END $$",
        ),
    }
}

/// What is written into a column, as SQL and as the reader should find it.
fn canary(declared: &str, table: &str, column: &str, number: i64, word: &str) -> (String, Value) {
    match declared {
        d if d.starts_with("timestamp") => {
            ("'2031-02-03 04:05:06'".into(), Value::Moment(datetime!(2031-02-03 4:05:06)))
        }
        "date" => ("'2031-02-03'".into(), Value::Day(date!(2031 - 02 - 03))),
        "boolean" => ("TRUE".into(), Value::Truth(true)),
        "blob" => ("x'00ff41'".into(), Value::Bytes(3)),
        "bytea" => ("'\\x00ff41'".into(), Value::Bytes(3)),
        "bigint" | "integer" => (number.to_string(), Value::Number(number)),
        _ => {
            let text = format!("{word} {table} {column}");
            (format!("'{text}'"), Value::Text(text))
        }
    }
}

pub type Types = BTreeMap<(String, String), String>;

/// Writes one row about `person`; what the reader should find in its shown columns.
pub fn plant(
    conn: &mut AnyConnection,
    types: &Types,
    table: &Table,
    person: &Person,
    marks: Marks,
) -> Vec<Value> {
    let (column, key) = link(conn, table.link, person);
    let mut cells = Vec::new();
    for (at, own) in table.columns.iter().enumerate() {
        let declared = &types[&(table.name.to_owned(), own.column.to_owned())];
        let (mut sql, mut value) =
            canary(declared, table.name, own.column, marks.number + at as i64, marks.word);
        if own.column == column {
            value = match key.parse() {
                Ok(number) => Value::Number(number),
                Err(_) => Value::Text(key.trim_matches('\'').to_owned()),
            };
            sql.clone_from(&key);
        }
        cells.push((own, sql, value));
    }
    let names: Vec<_> = cells.iter().map(|(own, ..)| format!("\"{}\"", own.column)).collect();
    let values: Vec<_> = cells.iter().map(|(_, sql, _)| sql.as_str()).collect();
    let sql = format!("INSERT INTO {} ({}) VALUES ({})", table.name, names.join(", "), values.join(", "));
    diesel::sql_query(sql).execute(conn).unwrap_or_else(|e| panic!("{}: {e}", table.name));
    cells.into_iter().filter(|(own, ..)| own.export).map(|(.., value)| value).collect()
}

/// The linking column and what leads from it to the person.
fn link(conn: &mut AnyConnection, link: Link, person: &Person) -> (&'static str, String) {
    match (link, person) {
        (Link::Direct(column), _) => (column, person.key(link).unwrap()),
        (Link::Through { column, table, to }, _) => {
            let sql =
                format!("SELECT id FROM {table} WHERE {to} = {}", person.key(Link::Direct("id")).unwrap());
            let parent: Id = diesel::sql_query(sql).get_result(conn).unwrap();
            (column, parent.id.to_string())
        }
        (Link::ThroughKey { column, table, .. }, _) => {
            let sql = format!("SELECT max(id) AS id FROM {table}");
            let parent: Id = diesel::sql_query(sql).get_result(conn).unwrap();
            (column, parent.id.to_string())
        }
        (Link::Pseudonym(column), Person::User { pseudonym, .. }) => (column, format!("'{pseudonym}'")),
        (Link::Address(column), Person::User { email_key, .. }) => (column, format!("'{email_key}'")),
        (Link::Key(column), Person::User { subject_key, .. } | Person::Contact { subject_key, .. }) => {
            (column, format!("'{subject_key}'"))
        }
        other => panic!("{other:?}"),
    }
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// Every row of every table as text, but those of the tables in `moving`.
pub fn contents(conn: &mut AnyConnection, moving: &[&str]) -> BTreeSet<String> {
    let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for ((table, column), declared) in inventory::declared_types(conn).unwrap() {
        // Something binary is told by its size.
        let column = match declared.as_str() {
            "blob" | "bytea" => format!("length(\"{column}\")"),
            _ => format!("\"{column}\""),
        };
        tables.entry(table).or_default().push(column);
    }
    let mut lines = BTreeSet::new();
    for (table, columns) in tables.iter().filter(|(t, _)| !moving.contains(&t.as_str())) {
        let texts: Vec<_> = columns.iter().map(|c| format!("coalesce(cast({c} as text), '-')")).collect();
        let sql = format!("SELECT '{table} ' || {} AS line FROM {table}", texts.join(" || '|' || "));
        let rows: Vec<Line> = diesel::sql_query(sql).load(conn).unwrap();
        lines.extend(rows.into_iter().map(|r| r.line));
    }
    lines
}
