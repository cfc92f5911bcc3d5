//! Puts rows back into a table, many at a time, as a copy of a business has them: the
//! counterpart of `rows`. The caller has renumbered them.

use std::collections::HashSet;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use serde_json::{Map, Value as Json};
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

use super::Shape;
use super::read::moment;
use crate::db::AnyConnection;
use crate::error::{AppError, AppResult};

/// As the database keeps moments, so that comparing texts compares times.
const WHOLE: &[BorrowedFormatItem] = format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");
const EXACT: &[BorrowedFormatItem] =
    format_description!("[year]-[month]-[day] [hour]:[minute]:[second].[subsecond]");

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Text)]
    found: String,
}

/// Numbers for `count` new rows of a table, ascending. Within a write step nobody else gets them.
pub fn fresh_ids(conn: &mut AnyConnection, table: &str, count: usize) -> AppResult<Vec<i64>> {
    let sql = match conn {
        AnyConnection::Sqlite(_) => format!(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) \
             SELECT i + max(coalesce((SELECT max(id) FROM \"{table}\"), 0), \
             coalesce((SELECT seq FROM sqlite_sequence WHERE name = '{table}'), 0)) AS id FROM n ORDER BY i"
        ),
        AnyConnection::Postgres(_) => format!(
            "SELECT nextval(pg_get_serial_sequence('{table}', 'id')) AS id FROM generate_series(1, {count}) ORDER BY 1"
        ),
    };
    let found: Vec<Number> = diesel::sql_query(sql).load(conn)?;
    Ok(found.into_iter().map(|number| number.id).collect())
}

/// Inserts rows whose fields are columns of the table; all have the same fields.
pub fn insert(
    conn: &mut AnyConnection,
    shape: &Shape,
    table: &str,
    columns: &[String],
    mut rows: Vec<Map<String, Json>>,
) -> AppResult<()> {
    for row in &mut rows {
        for column in columns {
            if shape.declared(table, column).starts_with("timestamp")
                && let Some(Json::String(text)) = row.get_mut(column)
            {
                *text = stored(text)?;
            }
        }
    }
    let names: Vec<String> = columns.iter().map(|column| format!("\"{column}\"")).collect();
    let names = names.join(", ");
    let sql = match conn {
        AnyConnection::Sqlite(_) => {
            let values: Vec<String> =
                columns.iter().map(|column| format!("json_extract(value, '$.{column}')")).collect();
            format!("INSERT INTO \"{table}\" ({names}) SELECT {} FROM json_each($1)", values.join(", "))
        }
        AnyConnection::Postgres(_) => format!(
            "INSERT INTO \"{table}\" ({names}) SELECT {names} FROM json_populate_recordset(NULL::\"{table}\", CAST($1 AS json))"
        ),
    };
    let text = serde_json::to_string(&rows).map_err(AppError::internal)?;
    diesel::sql_query(sql).bind::<Text, _>(text).execute(conn)?;
    Ok(())
}

/// Overwrites some columns of one row.
pub fn update(
    conn: &mut AnyConnection,
    table: &str,
    id: i64,
    columns: &[&str],
    row: &Map<String, Json>,
) -> AppResult<()> {
    if columns.is_empty() {
        return Ok(());
    }
    let set: Vec<String> = match conn {
        AnyConnection::Sqlite(_) => {
            columns.iter().map(|c| format!("\"{c}\" = json_extract($1, '$.{c}')")).collect()
        }
        AnyConnection::Postgres(_) => columns.iter().map(|c| format!("\"{c}\" = given.\"{c}\"")).collect(),
    };
    let from = match conn {
        AnyConnection::Sqlite(_) => String::new(),
        AnyConnection::Postgres(_) => {
            format!(" FROM json_populate_record(NULL::\"{table}\", CAST($1 AS json)) AS given")
        }
    };
    let sql = format!("UPDATE \"{table}\" SET {}{from} WHERE \"{table}\".id = $2", set.join(", "));
    let text = serde_json::to_string(row).map_err(AppError::internal)?;
    diesel::sql_query(sql).bind::<Text, _>(text).bind::<BigInt, _>(id).execute(conn)?;
    Ok(())
}

/// Which of these texts a column holds already.
pub fn taken(
    conn: &mut AnyConnection,
    table: &str,
    column: &str,
    values: &[&str],
) -> AppResult<HashSet<String>> {
    let list = match conn {
        AnyConnection::Sqlite(_) => "SELECT value FROM json_each($1)",
        AnyConnection::Postgres(_) => "SELECT json_array_elements_text(CAST($1 AS json))",
    };
    let sql = format!("SELECT \"{column}\" AS found FROM \"{table}\" WHERE \"{column}\" IN ({list})");
    let text = serde_json::to_string(values).map_err(AppError::internal)?;
    let found: Vec<Found> = diesel::sql_query(sql).bind::<Text, _>(text).load(conn)?;
    Ok(found.into_iter().map(|row| row.found).collect())
}

fn stored(text: &str) -> AppResult<String> {
    let at = moment(text.trim_end_matches('Z')).ok_or_else(|| AppError::internal("no moment"))?;
    let form = if at.nanosecond() == 0 { WHOLE } else { EXACT };
    at.format(form).map_err(AppError::internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_put_back_as_the_database_writes_them() {
        assert_eq!(stored("2026-11-25T10:00:00Z").unwrap(), "2026-11-25 10:00:00");
        assert_eq!(stored("2026-11-25T10:00:00.250000Z").unwrap(), "2026-11-25 10:00:00.25");
        assert!(stored("yesterday").is_err());
    }
}
