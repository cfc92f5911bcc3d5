//! The field-by-field history of a contact.

use diesel::prelude::*;

use super::visible;
use crate::clock::Instant;
use crate::contacts::custom::FieldKind;
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
    /// What a custom field holds.
    pub kind: Option<FieldKind>,
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
    let rows = visible(db)
        .inner_join(contact_changes::table)
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
    let is_custom = |row: &Row| matches!(Key::from_word(&row.field), Some(Key::Custom(_)));
    let fields = if rows.iter().any(is_custom) { fields(db)? } else { Vec::new() };
    let names = Names { people, fields };
    let reach = db.reach();
    Ok(rows.into_iter().map(|row| names.change(row, |key| key.hidden_from(reach))).collect())
}

type Field = (i64, String, FieldKind);

fn fields(db: &mut Scoped) -> AppResult<Vec<Field>> {
    let fields = custom_fields::table
        .filter(custom_fields::workspace_id.eq(db.workspace_id()))
        .select((custom_fields::id, custom_fields::label, custom_fields::kind))
        .load(&mut **db)?;
    Ok(fields)
}

/// What the numbers in the history stand for today.
struct Names<'p> {
    people: &'p People,
    fields: Vec<Field>,
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
        let (field, kind) = self.field(key, &row.field);
        Change { id: row.id, at: row.at, who: self.people.name(row.member).to_owned(), field, kind, values }
    }

    fn assignee(&self, number: &str) -> String {
        let person = number.parse().ok().and_then(|id| self.people.find(id));
        person.map(|p| p.name.clone()).unwrap_or_default()
    }

    fn field(&self, key: Option<Key>, word: &str) -> (String, Option<FieldKind>) {
        let Some(Key::Custom(id)) = key else {
            return (key.and_then(Key::label).unwrap_or(word).to_owned(), None);
        };
        match self.fields.iter().find(|(field, ..)| *field == id) {
            Some((_, label, kind)) => (label.clone(), Some(*kind)),
            None => ("Removed field".to_owned(), None),
        }
    }
}
