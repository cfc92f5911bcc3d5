//! The rows that hang on a client, table by table as the inventory leads to them: what moves to another
//! client, and what is kept as a copy because the other has its own.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use serde_json::{Map, Value as Json};

use crate::db::AnyConnection;
use crate::error::{AppError, AppResult};
use crate::inventory::read::Person;
use crate::inventory::rows::Rows;
use crate::inventory::{Column, Link, Shape, Subject, Table, put, tables};

/// A client has one row of these, or one for each value: they are united, and copied for the undo.
/// Parents before children.
pub const UNITED: [&str; 8] = [
    "contacts",
    "contact_emails",
    "contact_phones",
    "contact_tags",
    "contact_values",
    "contact_search",
    "contact_warnings",
    "undo_items",
];
/// Kept both ways; its own queries carry it over.
const APART: &str = "duplicate_dismissals";
/// Numbers named in one statement.
const SOME: usize = 500;

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// A table whose rows move from one client to another, and the column that names the client.
pub struct Moving {
    pub table: &'static str,
    column: &'static str,
    by_key: bool,
}

/// Every table that hangs something on a client and that is not united.
pub fn moving(inventory: &[Column]) -> Vec<Moving> {
    let of = |table: Table| match (table.subject, table.link) {
        (Subject::Contact, Link::Direct(column)) if !UNITED.contains(&table.name) && table.name != APART => {
            Some(Moving { table: table.name, column, by_key: false })
        }
        (Subject::Contact | Subject::Person, Link::Key(column)) => {
            Some(Moving { table: table.name, column, by_key: true })
        }
        _ => None,
    };
    tables(inventory).into_iter().filter_map(of).collect()
}

/// One of two clients: by number, and by the key that outlasts it.
#[derive(Clone)]
pub struct Side {
    pub id: i64,
    pub key: String,
}

impl Side {
    fn named(&self, moving: &Moving) -> String {
        match moving.by_key {
            true => format!("'{}'", self.key.replace('\'', "''")),
            false => self.id.to_string(),
        }
    }
}

/// The numbers of the rows that hang on a client.
pub fn ids(conn: &mut AnyConnection, moving: &Moving, of: &Side) -> AppResult<Vec<i64>> {
    let sql = format!(
        "SELECT id FROM \"{}\" WHERE \"{}\" = {} ORDER BY id",
        moving.table,
        moving.column,
        of.named(moving)
    );
    Ok(diesel::sql_query(sql).load::<Number>(conn)?.into_iter().map(|number| number.id).collect())
}

/// Hangs these rows on another client; those that hang elsewhere by now stay there.
pub fn carry(
    conn: &mut AnyConnection,
    moving: &Moving,
    ids: &[i64],
    from: &Side,
    to: &Side,
) -> AppResult<()> {
    for some in ids.chunks(SOME) {
        let some: Vec<String> = some.iter().map(i64::to_string).collect();
        let sql = format!(
            "UPDATE \"{}\" SET \"{column}\" = {} WHERE \"{column}\" = {} AND id IN ({})",
            moving.table,
            to.named(moving),
            from.named(moving),
            some.join(", "),
            column = moving.column,
        );
        diesel::sql_query(sql).execute(conn)?;
    }
    Ok(())
}

/// The united rows of a client as they are: (table, rows).
pub fn copies(
    conn: &mut AnyConnection,
    inventory: &[Column],
    of: &Side,
) -> AppResult<Vec<(&'static str, Vec<Json>)>> {
    let (shape, all) = (Shape::read(conn)?, tables(inventory));
    let person = Person::Contact { id: of.id, subject_key: of.key.clone() };
    let mut copies = Vec::new();
    for name in UNITED {
        let table = all.iter().find(|table| table.name == name);
        let table = table.ok_or_else(|| AppError::internal(format!("{name} is not classified")))?;
        let rows = Rows::of_person(&shape, table, table.columns.clone(), &person);
        let found = rows.page(conn, &[], i64::MAX)?.into_iter();
        let row = |values: Vec<crate::inventory::read::Value>| {
            let columns = rows.columns().iter().map(|column| column.column.to_owned());
            Json::Object(columns.zip(values.iter().map(|value| value.to_json())).collect::<Map<_, _>>())
        };
        copies.push((name, found.map(|record| row(record.values)).collect()));
    }
    Ok(copies)
}

/// Removes a client and their united rows. Whatever hangs on them must have moved.
pub fn remove(conn: &mut AnyConnection, of: &Side) -> AppResult<()> {
    for table in UNITED.iter().rev() {
        let column = if *table == "contacts" { "id" } else { "contact_id" };
        let sql = format!("DELETE FROM \"{table}\" WHERE \"{column}\" = $1");
        diesel::sql_query(sql).bind::<BigInt, _>(of.id).execute(conn)?;
    }
    Ok(())
}

/// Puts copied rows back; those whose tag, field or batch is gone by now stay away.
pub fn put_back(conn: &mut AnyConnection, table: &str, rows: Vec<Json>) -> AppResult<()> {
    let shape = Shape::read(conn)?;
    let mut rows: Vec<Map<String, Json>> = rows
        .into_iter()
        .filter_map(|row| if let Json::Object(row) = row { Some(row) } else { None })
        .collect();
    let Some(first) = rows.first() else { return Ok(()) };
    let columns: Vec<String> = first.keys().cloned().collect();
    if table != "contacts" {
        for column in &columns {
            let Some(parent) = shape.points_at(table, column) else { continue };
            let there = existing(conn, parent, &rows, column)?;
            rows.retain(|row| row.get(column).and_then(Json::as_i64).is_none_or(|id| there.contains(&id)));
        }
    }
    put::insert(conn, &shape, table, &columns, rows)
}

fn existing(
    conn: &mut AnyConnection,
    parent: &str,
    rows: &[Map<String, Json>],
    column: &str,
) -> AppResult<Vec<i64>> {
    let wanted: Vec<String> =
        rows.iter().filter_map(|row| row.get(column)?.as_i64()).map(|id| id.to_string()).collect();
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!("SELECT id FROM \"{parent}\" WHERE id IN ({})", wanted.join(", "));
    Ok(diesel::sql_query(sql).load::<Number>(conn)?.into_iter().map(|number| number.id).collect())
}

/// Where a merge or its undo writes beside what it moves.
pub const WRITTEN: [&str; 2] = ["contact_choices", "contact_changes"];

/// The number after which what is written into the history is new.
pub fn last_change(conn: &mut AnyConnection) -> AppResult<i64> {
    let sql = "SELECT coalesce(max(id), 0) AS id FROM contact_changes";
    Ok(diesel::sql_query(sql).get_result::<Number>(conn)?.id)
}

/// What was written into the history of a client since.
pub fn changes_after(conn: &mut AnyConnection, of: i64, last: i64) -> AppResult<Vec<i64>> {
    let sql = "SELECT id FROM contact_changes WHERE contact_id = $1 AND id > $2 ORDER BY id";
    let found = diesel::sql_query(sql).bind::<BigInt, _>(of).bind::<BigInt, _>(last);
    Ok(found.load::<Number>(conn)?.into_iter().map(|number| number.id).collect())
}

/// Drops rows of one of the tables `WRITTEN`, by number.
pub fn drop_written(conn: &mut AnyConnection, table: &str, ids: &[i64]) -> AppResult<()> {
    let Some(table) = WRITTEN.iter().find(|known| **known == table) else { return Ok(()) };
    for id in ids {
        diesel::sql_query(format!("DELETE FROM {table} WHERE id = $1"))
            .bind::<BigInt, _>(*id)
            .execute(conn)?;
    }
    Ok(())
}

/// The values in fields that the business put away.
pub fn archived_values(conn: &mut AnyConnection, of: i64) -> AppResult<Vec<(i64, String)>> {
    #[derive(QueryableByName)]
    struct Kept {
        #[diesel(sql_type = BigInt)]
        id: i64,
        #[diesel(sql_type = Text)]
        value: String,
    }
    let sql = "SELECT f.id AS id, v.value AS value FROM contact_values v JOIN custom_fields f ON f.id = v.field_id \
        WHERE v.contact_id = $1 AND f.archived_at IS NOT NULL";
    let found: Vec<Kept> = diesel::sql_query(sql).bind::<BigInt, _>(of).load(conn)?;
    Ok(found.into_iter().map(|kept| (kept.id, kept.value)).collect())
}
