//! How the database's tables are built, asked from the database itself: the types of the
//! columns, what tells rows apart, and which columns hold the number of a row elsewhere.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::gate;
use crate::db::AnyConnection;
use crate::error::AppResult;

#[derive(QueryableByName)]
struct KeyColumn {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    column_name: String,
}

#[derive(QueryableByName)]
struct Pointer {
    #[diesel(sql_type = Text)]
    child: String,
    #[diesel(sql_type = Text)]
    column_name: String,
    #[diesel(sql_type = Text)]
    parent: String,
    #[diesel(sql_type = Text)]
    pointed: String,
}

const KEYS_SQLITE: &str = "SELECT m.name AS table_name, p.name AS column_name \
    FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table' AND p.pk > 0 \
    ORDER BY m.name, p.pk";
const KEYS_POSTGRES: &str = "SELECT c.relname::text AS table_name, a.attname::text AS column_name \
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid \
    CROSS JOIN LATERAL unnest(k.conkey) WITH ORDINALITY AS part(number, place) \
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = part.number \
    WHERE k.contype = 'p' AND k.connamespace = current_schema()::regnamespace \
    ORDER BY c.relname, part.place";

const POINTERS_SQLITE: &str = "SELECT m.name AS child, f.\"from\" AS column_name, f.\"table\" AS parent, \
    coalesce(f.\"to\", 'id') AS pointed \
    FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table'";
const POINTERS_POSTGRES: &str = "SELECT c.relname::text AS child, own.attname::text AS column_name, \
    p.relname::text AS parent, other.attname::text AS pointed \
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class p ON p.oid = k.confrelid \
    CROSS JOIN LATERAL unnest(k.conkey, k.confkey) AS part(number, to_number) \
    JOIN pg_attribute own ON own.attrelid = c.oid AND own.attnum = part.number \
    JOIN pg_attribute other ON other.attrelid = p.oid AND other.attnum = part.to_number \
    WHERE k.contype = 'f' AND k.connamespace = current_schema()::regnamespace";

const UNIQUE_SQLITE: &str = "SELECT m.name AS table_name, min(c.name) AS column_name \
    FROM sqlite_master m JOIN pragma_index_list(m.name) i JOIN pragma_index_info(i.name) c \
    WHERE m.type = 'table' AND i.\"unique\" = 1 AND i.origin <> 'pk' AND c.name IS NOT NULL \
    GROUP BY m.name, i.name HAVING count(*) = 1";
const UNIQUE_POSTGRES: &str = "SELECT c.relname::text AS table_name, a.attname::text AS column_name \
    FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid \
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0] \
    WHERE i.indisunique AND NOT i.indisprimary AND i.indnatts = 1 AND i.indkey[0] > 0 \
    AND c.relnamespace = current_schema()::regnamespace";

pub struct Shape {
    types: BTreeMap<(String, String), String>,
    keys: BTreeMap<String, Vec<String>>,
    pointers: BTreeMap<(String, String), String>,
    unique: BTreeMap<String, Vec<String>>,
}

impl Shape {
    pub fn read(conn: &mut AnyConnection) -> AppResult<Self> {
        let (keys, unique, pointers) = match conn {
            AnyConnection::Sqlite(_) => (KEYS_SQLITE, UNIQUE_SQLITE, POINTERS_SQLITE),
            AnyConnection::Postgres(_) => (KEYS_POSTGRES, UNIQUE_POSTGRES, POINTERS_POSTGRES),
        };
        let found: Vec<Pointer> = diesel::sql_query(pointers).load(conn)?;
        let to_rows = found.into_iter().filter(|p| p.pointed == "id");
        Ok(Self {
            types: gate::declared_types(conn)?,
            keys: by_table(conn, keys)?,
            unique: by_table(conn, unique)?,
            pointers: to_rows.map(|p| ((p.child, p.column_name), p.parent)).collect(),
        })
    }

    /// The type with which a column was declared; empty for one that is not there.
    pub fn declared(&self, table: &str, column: &str) -> &str {
        let name = (table.to_owned(), column.to_owned());
        self.types.get(&name).map_or("", String::as_str)
    }

    /// The columns of the primary key.
    pub fn key(&self, table: &str) -> &[String] {
        self.keys.get(table).map_or(&[], Vec::as_slice)
    }

    /// The columns of which each holds a value at most once in the whole table.
    pub fn unique(&self, table: &str) -> &[String] {
        self.unique.get(table).map_or(&[], Vec::as_slice)
    }

    /// The table whose `id` this column holds.
    pub fn points_at(&self, table: &str, column: &str) -> Option<&str> {
        self.pointers.get(&(table.to_owned(), column.to_owned())).map(String::as_str)
    }

    pub fn is_binary(&self, table: &str, column: &str) -> bool {
        matches!(self.declared(table, column), "blob" | "bytea")
    }
}

fn by_table(conn: &mut AnyConnection, query: &str) -> AppResult<BTreeMap<String, Vec<String>>> {
    let mut by_table: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for found in diesel::sql_query(query).load::<KeyColumn>(conn)? {
        by_table.entry(found.table_name).or_default().push(found.column_name);
    }
    Ok(by_table)
}
