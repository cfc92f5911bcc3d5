//! The tables in an order in which rows can be deleted: whoever points at another table
//! comes before it. Read from the database's own references, so that it can't be wrong.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::{Column, Table, tables};
use crate::db::AnyConnection;
use crate::error::AppResult;

#[derive(QueryableByName)]
struct Reference {
    #[diesel(sql_type = Text)]
    child: String,
    #[diesel(sql_type = Text)]
    parent: String,
}

const SQLITE: &str = "SELECT m.name AS child, f.\"table\" AS parent \
    FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table'";
const POSTGRES: &str = "SELECT c.relname::text AS child, p.relname::text AS parent FROM pg_constraint f \
    JOIN pg_class c ON c.oid = f.conrelid JOIN pg_class p ON p.oid = f.confrelid \
    WHERE f.contype = 'f' AND f.connamespace = current_schema()::regnamespace";

/// Every table of the inventory, children before parents.
pub fn children_first(conn: &mut AnyConnection, inventory: &[Column]) -> AppResult<Vec<Table>> {
    let query = match conn {
        AnyConnection::Sqlite(_) => SQLITE,
        AnyConnection::Postgres(_) => POSTGRES,
    };
    let found: Vec<Reference> = diesel::sql_query(query).load(conn)?;
    let mut parents: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for Reference { child, parent } in found {
        if child != parent {
            parents.entry(child).or_default().insert(parent);
        }
    }
    Ok(sorted(tables(inventory), &parents))
}

/// Takes, again and again, the tables that nothing left points at.
fn sorted(mut left: Vec<Table>, parents: &BTreeMap<String, BTreeSet<String>>) -> Vec<Table> {
    let mut order = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let pointed_at: BTreeSet<&String> =
            left.iter().filter_map(|table| parents.get(table.name)).flatten().collect();
        let (later, free): (Vec<Table>, Vec<Table>) =
            left.iter().cloned().partition(|table| pointed_at.contains(&table.name.to_owned()));
        if free.is_empty() {
            // A circle of references: the database itself then says which row has to go first.
            order.extend(later);
            break;
        }
        order.extend(free);
        left = later;
    }
    order
}
