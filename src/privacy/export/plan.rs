//! What is in a copy: which tables and columns, read from the inventory for one person or one
//! business, and what is left out and why. Nothing here names a table of a feature.

use super::withheld::{self, is_secret};
use crate::bundles::model::{About, Purpose};
use crate::bundles::queries::Bundle;
use crate::db::AnyConnection;
use crate::erasure;
use crate::error::{AppError, AppResult};
use crate::inventory::read::Person;
use crate::inventory::rows::Rows;
use crate::inventory::{Column, Controller, Origin, Shape, Table, tables};

/// Whose copy it is.
#[derive(Debug, Clone)]
pub enum Whose {
    User(Person),
    Contact { workspace: i64, id: i64, person: Person },
    Workspace(i64),
}

/// One table of a copy.
pub struct Section {
    pub table: Table,
    pub rows: Rows,
    /// Places in the rows' columns of those that a spreadsheet shows.
    pub printed: Vec<usize>,
    pub withheld: Vec<Withheld>,
    /// Binary columns, handed out as files.
    pub files: Vec<Column>,
}

pub struct Withheld {
    pub column: Column,
    pub why: &'static str,
}

/// A table that speaks of people and is not in the copy as a whole.
pub struct Absent {
    pub table: &'static str,
    pub title: &'static str,
    pub why: &'static str,
}

pub struct Plan {
    pub whose: Whose,
    pub purpose: Purpose,
    pub sections: Vec<Section>,
    pub absent: Vec<Absent>,
}

impl Whose {
    /// `None` if they were erased since.
    pub fn of(conn: &mut AnyConnection, bundle: &Bundle) -> AppResult<Option<Self>> {
        let key = &bundle.subject_key;
        Ok(match bundle.target {
            About::User => erasure::user_of(conn, key)?.map(Self::User),
            About::Contact => erasure::contact_of(conn, key)?.and_then(|(workspace, person)| match person {
                Person::Contact { id, .. } => Some(Self::Contact { workspace, id, person }),
                Person::User { .. } => None,
            }),
            About::Workspace => bundle.workspace_id.map(Self::Workspace),
        })
    }

    pub fn workspace(&self) -> Option<i64> {
        match self {
            Self::User(_) => None,
            Self::Contact { workspace, .. } | Self::Workspace(workspace) => Some(*workspace),
        }
    }
}

impl Plan {
    pub fn of(
        conn: &mut AnyConnection,
        inventory: &[Column],
        whose: Whose,
        purpose: Purpose,
    ) -> AppResult<Self> {
        let shape = Shape::read(conn)?;
        let tables = tables(inventory);
        let absent = match &whose {
            Whose::Workspace(_) => Vec::new(),
            _ => tables.iter().filter_map(Absent::of).collect(),
        };
        let section = |table: Table| match &whose {
            Whose::User(person) | Whose::Contact { person, .. } => {
                person.may_be_in(&table).then(|| Section::of_person(&shape, table, person, purpose))
            }
            Whose::Workspace(id) => is_of_business(&table).then(|| Section::of_business(&shape, table, *id)),
        };
        let sections = tables.into_iter().filter_map(section).collect();
        Ok(Self { whose, purpose, sections, absent })
    }

    pub fn section(&self, table: &str) -> AppResult<&Section> {
        let found = self.sections.iter().find(|section| section.table.name == table);
        found.ok_or_else(|| AppError::internal(format!("{table} is not in this copy")))
    }

    pub fn count(&self, conn: &mut AnyConnection) -> AppResult<i64> {
        self.sections.iter().map(|section| section.rows.count(conn)).sum()
    }
}

/// What a business takes along: all that it decides about, and its own profile. A search index
/// and the like, made from the rest and shown to nobody, is made anew.
pub fn is_of_business(table: &Table) -> bool {
    let has = |name: &str| table.columns.iter().any(|column| column.column == name);
    let is_index = table.columns.iter().all(|c| c.origin == Origin::Derived && !c.export)
        && !table.columns.iter().any(|c| c.column == "id");
    table.name == "workspaces"
        || (table.controller == Controller::Workspace && has("workspace_id") && !is_index)
}

impl Section {
    fn of_person(shape: &Shape, table: Table, person: &Person, purpose: Purpose) -> Self {
        let mut columns = Vec::new();
        let mut withheld = Vec::new();
        for column in &table.columns {
            match (column.export, column.origin, purpose) {
                (true, Origin::Derived, Purpose::Portability) => {
                    withheld.push(Withheld { column: *column, why: withheld::DERIVED });
                }
                (true, ..) => columns.push(*column),
                (false, ..) => withheld.push(Withheld { column: *column, why: withheld::reason(column) }),
            }
        }
        let printed = (0..columns.len()).collect();
        let files = binary(shape, &columns);
        Self { rows: Rows::of_person(shape, &table, columns, person), printed, withheld, files, table }
    }

    fn of_business(shape: &Shape, table: Table, workspace: i64) -> Self {
        // The profile goes along as people see it; everything else whole, so that it can be put back.
        let whole = |column: &Column| column.export || table.name != "workspaces";
        let (columns, left): (Vec<Column>, Vec<Column>) =
            table.columns.iter().partition(|column| whole(column) && !is_secret(column));
        let is_printed = |c: &Column| {
            let ties = c.column == "id" || shape.points_at(c.table, c.column).is_some();
            c.column != "workspace_id" && (c.export || ties)
        };
        let printed = (0..columns.len()).filter(|at| is_printed(&columns[*at])).collect();
        let withheld = left.into_iter().map(|column| Withheld { column, why: withheld::reason(&column) });
        let files = binary(shape, &columns);
        Self {
            rows: Rows::of_workspace(shape, &table, columns, workspace).along(along(table.name)),
            printed,
            withheld: withheld.collect(),
            files,
            table,
        }
    }
}

/// People at work have their names in their accounts, which belong to them and not to the
/// business; it takes along what its staff page shows.
fn along(table: &str) -> &'static [(&'static str, &'static str)] {
    match table {
        "members" => &[
            ("user_name", "(SELECT u.name FROM users u WHERE u.id = members.user_id)"),
            ("user_email", "(SELECT u.email FROM users u WHERE u.id = members.user_id)"),
        ],
        _ => &[],
    }
}

fn binary(shape: &Shape, columns: &[Column]) -> Vec<Column> {
    columns.iter().filter(|c| shape.is_binary(c.table, c.column)).copied().collect()
}

impl Absent {
    fn of(table: &Table) -> Option<Self> {
        Some(Self { table: table.name, title: table.title, why: table.why_unlinked()? })
    }
}
