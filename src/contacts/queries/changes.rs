//! The field-by-field history of a contact.

use diesel::prelude::*;

use super::require;
use crate::clock::Instant;
use crate::contacts::sheet::{Difference, Key};
use crate::db::Scoped;
use crate::error::AppResult;
use crate::schema::{contact_changes, custom_fields};
use crate::staff::model::People;

/// One field of one contact, changed once.
pub struct Change {
    pub id: i64,
    pub at: Instant,
    pub who: String,
    pub field: String,
    /// Old and new, or `None` for a field that is hidden from the role.
    pub values: Option<(String, String)>,
}

#[derive(Queryable)]
struct Row {
    id: i64,
    at: Instant,
    member: Option<i64>,
    field: String,
    old: String,
    new: String,
}

pub fn insert(db: &mut Scoped, contact: i64, difference: &Difference) -> AppResult<()> {
    let (workspace, member, now) = (db.workspace_id(), db.reach().member_id, db.now);
    diesel::insert_into(contact_changes::table)
        .values((
            contact_changes::workspace_id.eq(workspace),
            contact_changes::contact_id.eq(contact),
            contact_changes::member_id.eq(member),
            contact_changes::at.eq(now),
            contact_changes::field.eq(difference.key.word()),
            contact_changes::old_value.eq(&difference.old),
            contact_changes::new_value.eq(&difference.new),
        ))
        .execute(&mut **db)?;
    Ok(())
}

/// The newest first, those before the change `before` if it is given.
pub fn changes(
    db: &mut Scoped,
    contact: i64,
    before: Option<i64>,
    limit: i64,
    people: &People,
) -> AppResult<Vec<Change>> {
    require(db, contact)?;
    let rows = contact_changes::table
        .filter(contact_changes::workspace_id.eq(db.workspace_id()))
        .filter(contact_changes::contact_id.eq(contact))
        .filter(contact_changes::id.lt(before.unwrap_or(i64::MAX)))
        .order(contact_changes::id.desc())
        .limit(limit)
        .select((
            contact_changes::id,
            contact_changes::at,
            contact_changes::member_id,
            contact_changes::field,
            contact_changes::old_value,
            contact_changes::new_value,
        ))
        .load::<Row>(&mut **db)?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let names = Names { people, fields: labels(db)? };
    let reach = db.reach();
    Ok(rows.into_iter().map(|row| names.change(row, |key| key.hidden_from(reach))).collect())
}

fn labels(db: &mut Scoped) -> AppResult<Vec<(i64, String)>> {
    let labels = custom_fields::table
        .filter(custom_fields::workspace_id.eq(db.workspace_id()))
        .select((custom_fields::id, custom_fields::label))
        .load(&mut **db)?;
    Ok(labels)
}

/// What the numbers in the history stand for today.
struct Names<'p> {
    people: &'p People,
    fields: Vec<(i64, String)>,
}

impl Names<'_> {
    fn change(&self, row: Row, hidden: impl Fn(Key) -> bool) -> Change {
        let key = Key::from_word(&row.field);
        let shown = |value: String| match key {
            Some(Key::AssignedTo) => self.assignee(&value),
            _ => value,
        };
        let values = match key {
            Some(key) if hidden(key) => None,
            _ => Some((shown(row.old), shown(row.new))),
        };
        let field = self.label(key, &row.field);
        Change { id: row.id, at: row.at, who: self.people.name(row.member).to_owned(), field, values }
    }

    fn assignee(&self, number: &str) -> String {
        let person = number.parse().ok().and_then(|id| self.people.find(id));
        person.map(|p| p.name.clone()).unwrap_or_default()
    }

    fn label(&self, key: Option<Key>, word: &str) -> String {
        if let Some(Key::Custom(id)) = key {
            return self.fields.iter().find(|(f, _)| *f == id).map_or("Removed field", |(_, l)| l).to_owned();
        }
        key.and_then(Key::label).unwrap_or(word).to_owned()
    }
}
