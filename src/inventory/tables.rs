//! The inventory by table: what one kind of record is called, how it leads to a person,
//! and the tables that lead to nobody although they speak of people.

use super::{Basis, Column, Controller, Link, Retention, Subject};

/// One table: what holds for all its columns, and these in the order of its classification.
#[derive(Debug, Clone)]
pub struct Table {
    pub name: &'static str,
    pub title: &'static str,
    pub subject: Subject,
    pub link: Link,
    pub controller: Controller,
    pub purpose: &'static str,
    pub basis: Basis,
    pub retention: Retention,
    /// The column from which `Retention::After` runs.
    pub anchor: Option<&'static str>,
    pub columns: Vec<Column>,
}

/// Every table of the inventory, in its order.
pub fn tables(inventory: &[Column]) -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    for column in inventory {
        match tables.iter_mut().find(|table| table.name == column.table) {
            Some(table) => table.columns.push(*column),
            None => tables.push(Table {
                name: column.table,
                title: column.title,
                subject: column.subject,
                link: column.link,
                controller: column.controller,
                purpose: column.purpose,
                basis: column.basis,
                retention: column.retention,
                anchor: column.anchor,
                columns: vec![*column],
            }),
        }
    }
    tables
}

/// Tables about people that no row of a person leads to, and why.
const UNLINKED: &[(&str, &str)] = &[
    (
        "workspaces",
        "It is about the business rather than about one of its people; whoever runs it sees and changes it under Business.",
    ),
    (
        "suppressions",
        "Addresses that opted out are kept as scrambled numbers; we can only tell whether a given address is among them.",
    ),
    (
        "sign_in_throttles",
        "A count of failed sign-ins is kept under a scrambled number for a day; we can’t tell whose it is.",
    ),
];

impl Table {
    pub fn is_about_people(&self) -> bool {
        matches!(self.subject, Subject::User | Subject::Contact | Subject::Person)
    }

    /// Why no row of it can be traced to a person, if that is so.
    pub fn why_unlinked(&self) -> Option<&'static str> {
        UNLINKED.iter().find(|(name, _)| *name == self.name).map(|(_, why)| *why)
    }

    /// The columns that a person gets to see; credentials and internal numbers are not among them.
    pub fn shown(&self) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(|column| column.export)
    }

    /// What tells one row from another: `id`, or where there is none all the ids in it, or
    /// where there are none the first column.
    pub fn key(&self) -> Vec<&'static str> {
        let names = || self.columns.iter().map(|column| column.column);
        if let Some(id) = names().find(|name| *name == "id") {
            return vec![id];
        }
        let ids: Vec<_> = names().filter(|name| name.ends_with("_id")).collect();
        if ids.is_empty() { names().take(1).collect() } else { ids }
    }

    /// Whether its rows go when the business that they name goes. Where somebody is signed
    /// in is theirs, not the business's.
    pub fn is_of_business(&self) -> bool {
        self.name != "sessions" && self.columns.iter().any(|column| column.column == "workspace_id")
    }
}
