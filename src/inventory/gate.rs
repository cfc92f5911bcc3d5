//! Compares the inventory with the columns that the database really has.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::Column;
use crate::db::AnyConnection;
use crate::error::AppResult;

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    column_name: String,
    #[diesel(sql_type = Text)]
    declared: String,
}

/// Bookkeeping of the migrations, and the shadow tables of the search index:
/// its text is that of `contact_search`, which is classified.
const OUTSIDE: &[&str] = &["__diesel_schema_migrations", "sqlite_", "contact_search_fts"];

const SQLITE: &str = "SELECT m.name AS table_name, p.name AS column_name, p.type AS declared \
    FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table'";
const POSTGRES: &str = "SELECT table_name::text, column_name::text, data_type::text AS declared \
    FROM information_schema.columns WHERE table_schema = current_schema()";

/// Every column of the migrated database, as (table, column).
pub fn columns(conn: &mut AnyConnection) -> AppResult<BTreeSet<(String, String)>> {
    Ok(declared_types(conn)?.into_keys().collect())
}

/// The type with which every column was declared, in lower case.
pub fn declared_types(conn: &mut AnyConnection) -> AppResult<BTreeMap<(String, String), String>> {
    let query = match conn {
        AnyConnection::Sqlite(_) => SQLITE,
        AnyConnection::Postgres(_) => POSTGRES,
    };
    let found: Vec<Found> = diesel::sql_query(query).load(conn)?;
    let ours = |f: &Found| !OUTSIDE.iter().any(|prefix| f.table_name.starts_with(prefix));
    let entry = |f: Found| ((f.table_name, f.column_name), f.declared.to_lowercase());
    Ok(found.into_iter().filter(ours).map(entry).collect())
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    #[error("{0}.{1} is in the database but nobody classified it")]
    Unclassified(String, String),
    #[error("{0}.{1} is classified but not in the database")]
    Unknown(String, String),
    #[error("{0}.{1} is classified twice")]
    Twice(String, String),
}

/// An empty answer means that every column is classified exactly once.
pub fn check(conn: &mut AnyConnection, inventory: &[Column]) -> AppResult<Vec<Problem>> {
    let found = columns(conn)?;
    let mut classified = BTreeSet::new();
    let mut problems = Vec::new();
    for column in inventory {
        let key = (column.table.to_owned(), column.column.to_owned());
        if !classified.insert(key.clone()) {
            problems.push(Problem::Twice(key.0, key.1));
        }
    }
    let missing = found.difference(&classified).cloned().map(|(t, c)| Problem::Unclassified(t, c));
    let unknown = classified.difference(&found).cloned().map(|(t, c)| Problem::Unknown(t, c));
    problems.extend(missing.chain(unknown));
    Ok(problems)
}
