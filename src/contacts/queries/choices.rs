//! What the pages of contacts let one choose from: people, tags, custom fields and
//! saved views. Every list and form needs them, so one statement reads them all.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Text};

use super::saved::{MOST_VIEWS, SavedView};
use crate::access::Role;
use crate::contacts::custom::{CustomField, FieldKind};
use crate::contacts::model::Tag;
use crate::db::Scoped;
use crate::db::fixed_sql::fixed_sql;
use crate::error::{AppError, AppResult};
use crate::staff::model::{People, Person};

#[derive(Default)]
pub struct Choices {
    pub people: People,
    /// By name.
    pub tags: Vec<Tag>,
    /// Those in use, in the business's order.
    pub fields: Vec<CustomField>,
    /// The member's own views and those shared with everybody.
    pub views: Vec<SavedView>,
}

type Columns = (Integer, Integer, Text, BigInt, Text, Text, Text, BigInt, Bool, Bool);

/// The columns: what it is, two to sort by, id, name, two texts, a number and two answers.
const ALL: &str = "\
    SELECT 1, 0 AS place, u.name AS word, m.id, u.name, m.role, '', 0, m.own_only, m.deactivated_at IS NULL \
    FROM members m JOIN users u ON u.id = m.user_id WHERE m.workspace_id = {} \
    UNION ALL \
    SELECT 2, 0, name_key, id, name, '', '', colour, FALSE, FALSE FROM tags WHERE workspace_id = {} \
    UNION ALL \
    SELECT 3, position, '', id, label, kind, choices, 0, is_birth_date, FALSE \
    FROM custom_fields WHERE workspace_id = {} AND archived_at IS NULL \
    UNION ALL \
    SELECT 4, 0, name, id, name, query, '', member_id, shared, FALSE \
    FROM saved_views WHERE workspace_id = {} AND (member_id = {} OR shared) \
    ORDER BY 1, 2, 3, 4";

#[derive(Queryable)]
struct Row {
    what: i32,
    _place: i32,
    _word: String,
    id: i64,
    name: String,
    first: String,
    second: String,
    number: i64,
    yes: bool,
    also: bool,
}

pub fn choices(db: &mut Scoped) -> AppResult<Choices> {
    let (here, me) = (db.workspace_id(), db.reach().member_id.unwrap_or(0));
    let rows: Vec<Row> = fixed_sql::<Columns>(ALL, [here, here, here, here, me]).load(&mut **db)?;
    let (mut people, mut found) = (Vec::new(), Choices::default());
    for row in rows {
        match row.what {
            1 => people.push(person(row)?),
            2 => found.tags.push(Tag { id: row.id, name: row.name, colour: row.number as i32 }),
            3 => found.fields.push(field(row)?),
            _ => found.views.push(view(row)),
        }
    }
    found.views.truncate(2 * MOST_VIEWS as usize);
    Ok(Choices { people: People::new(people), ..found })
}

fn person(row: Row) -> AppResult<Person> {
    let role = Role::from_word(&row.first).ok_or_else(|| AppError::internal("unknown role"))?;
    Ok(Person { id: row.id, name: row.name, role, own_only: row.yes, active: row.also })
}

fn field(row: Row) -> AppResult<CustomField> {
    let kind = FieldKind::from_word(&row.first).ok_or_else(|| AppError::internal("unknown kind of field"))?;
    Ok(CustomField { id: row.id, label: row.name, kind, choices: row.second, is_birth_date: row.yes })
}

fn view(row: Row) -> SavedView {
    SavedView { id: row.id, name: row.name, query: row.first, shared: row.yes, member_id: row.number }
}
