//! Custom fields and the values that contacts have in them.

use std::collections::HashMap;

use diesel::prelude::*;

use super::restricted;
use crate::contacts::custom::{CustomField, FieldKind};
use crate::db::Scoped;
use crate::error::AppResult;
use crate::schema::{contact_values, contacts, custom_fields};

type Columns = (
    custom_fields::id,
    custom_fields::label,
    custom_fields::kind,
    custom_fields::choices,
    custom_fields::is_birth_date,
);
const COLUMNS: Columns = (
    custom_fields::id,
    custom_fields::label,
    custom_fields::kind,
    custom_fields::choices,
    custom_fields::is_birth_date,
);

/// The fields in use, in the business's order.
pub fn active(db: &mut Scoped) -> AppResult<Vec<CustomField>> {
    let rows = custom_fields::table
        .filter(custom_fields::workspace_id.eq(db.workspace_id()))
        .filter(custom_fields::archived_at.is_null())
        .order((custom_fields::position, custom_fields::id))
        .select(COLUMNS)
        .load(&mut **db)?;
    Ok(rows)
}

/// The fields no longer in use; their values are kept.
pub fn archived(db: &mut Scoped) -> AppResult<Vec<CustomField>> {
    let rows = custom_fields::table
        .filter(custom_fields::workspace_id.eq(db.workspace_id()))
        .filter(custom_fields::archived_at.is_not_null())
        .order((custom_fields::label, custom_fields::id))
        .select(COLUMNS)
        .load(&mut **db)?;
    Ok(rows)
}

/// Of all fields, archived or not.
pub fn labels(db: &mut Scoped) -> AppResult<Vec<(i64, String)>> {
    let labels = custom_fields::table
        .filter(custom_fields::workspace_id.eq(db.workspace_id()))
        .select((custom_fields::id, custom_fields::label))
        .load(&mut **db)?;
    Ok(labels)
}

pub fn find(db: &mut Scoped, id: i64) -> AppResult<CustomField> {
    let field = custom_fields::table
        .filter(custom_fields::workspace_id.eq(db.workspace_id()))
        .filter(custom_fields::id.eq(id))
        .select(COLUMNS)
        .first(&mut **db)?;
    Ok(field)
}

/// How many contacts have a value in each field. Restricted ones are counted nowhere.
pub fn use_counts(db: &mut Scoped) -> AppResult<HashMap<i64, i64>> {
    let hidden: Vec<i64> = restricted(db).select(contacts::id).load(&mut **db)?;
    let rows = contact_values::table
        .filter(contact_values::workspace_id.eq(db.workspace_id()))
        .filter(contact_values::contact_id.ne_all(hidden))
        .group_by(contact_values::field_id)
        .select((contact_values::field_id, diesel::dsl::count_star()))
        .load::<(i64, i64)>(&mut **db)?;
    Ok(rows.into_iter().collect())
}

pub fn use_count(db: &mut Scoped, id: i64) -> AppResult<i64> {
    let values = contact_values::table
        .filter(contact_values::workspace_id.eq(db.workspace_id()))
        .filter(contact_values::field_id.eq(id));
    Ok(values.count().get_result(&mut **db)?)
}

/// Every field in use with this contact's value, or "".
pub fn values(db: &mut Scoped, contact: i64) -> AppResult<Vec<(CustomField, String)>> {
    let fields = active(db)?;
    if fields.is_empty() {
        return Ok(Vec::new());
    }
    let values = contact_values::table
        .filter(contact_values::workspace_id.eq(db.workspace_id()))
        .filter(contact_values::contact_id.eq(contact))
        .select((contact_values::field_id, contact_values::value))
        .load::<(i64, String)>(&mut **db)?;
    let mut values: HashMap<i64, String> = values.into_iter().collect();
    let with_value = |field: CustomField| {
        let value = values.remove(&field.id).unwrap_or_default();
        (field, value)
    };
    Ok(fields.into_iter().map(with_value).collect())
}

pub fn insert_values(db: &mut Scoped, contact: i64, values: &[(CustomField, String)]) -> AppResult<()> {
    let workspace = db.workspace_id();
    for (field, value) in values.iter().filter(|(_, value)| !value.is_empty()) {
        diesel::insert_into(contact_values::table)
            .values((
                contact_values::workspace_id.eq(workspace),
                contact_values::contact_id.eq(contact),
                contact_values::field_id.eq(field.id),
                contact_values::value.eq(value),
            ))
            .execute(&mut **db)?;
    }
    Ok(())
}

/// Replaces the values of the given fields; those of other fields stay.
pub fn replace_values(db: &mut Scoped, contact: i64, values: &[(CustomField, String)]) -> AppResult<()> {
    let fields: Vec<i64> = values.iter().map(|(field, _)| field.id).collect();
    let old = contact_values::table
        .filter(contact_values::workspace_id.eq(db.workspace_id()))
        .filter(contact_values::contact_id.eq(contact))
        .filter(contact_values::field_id.eq_any(fields));
    diesel::delete(old).execute(&mut **db)?;
    insert_values(db, contact, values)
}

pub fn insert(db: &mut Scoped, label: &str, kind: FieldKind, choices: &str) -> AppResult<i64> {
    let workspace = db.workspace_id();
    let last = custom_fields::table
        .filter(custom_fields::workspace_id.eq(workspace))
        .select(diesel::dsl::max(custom_fields::position))
        .first::<Option<i32>>(&mut **db)?;
    let id = diesel::insert_into(custom_fields::table)
        .values((
            custom_fields::workspace_id.eq(workspace),
            custom_fields::label.eq(label),
            custom_fields::kind.eq(kind),
            custom_fields::choices.eq(choices),
            custom_fields::position.eq(last.unwrap_or(0) + 1),
        ))
        .returning(custom_fields::id)
        .get_result(&mut **db)?;
    Ok(id)
}

/// From now on no date of somebody below the local age is kept in it.
pub fn mark_as_birth_date(db: &mut Scoped, id: i64) -> AppResult<()> {
    let row = custom_fields::table
        .filter(custom_fields::workspace_id.eq(db.workspace_id()))
        .filter(custom_fields::id.eq(id));
    diesel::update(row).set(custom_fields::is_birth_date.eq(true)).execute(&mut **db)?;
    Ok(())
}

pub fn update(db: &mut Scoped, field: &CustomField) -> AppResult<()> {
    let row = custom_fields::table
        .filter(custom_fields::workspace_id.eq(db.workspace_id()))
        .filter(custom_fields::id.eq(field.id));
    let values = (
        custom_fields::label.eq(&field.label),
        custom_fields::kind.eq(field.kind),
        custom_fields::choices.eq(&field.choices),
        custom_fields::is_birth_date.eq(field.is_birth_date),
    );
    match diesel::update(row).set(values).execute(&mut **db)? {
        0 => Err(diesel::result::Error::NotFound.into()),
        _ => Ok(()),
    }
}

pub fn set_archived(db: &mut Scoped, id: i64, archived: bool) -> AppResult<()> {
    let at = archived.then_some(db.now);
    let row = custom_fields::table
        .filter(custom_fields::workspace_id.eq(db.workspace_id()))
        .filter(custom_fields::id.eq(id));
    match diesel::update(row).set(custom_fields::archived_at.eq(at)).execute(&mut **db)? {
        0 => Err(diesel::result::Error::NotFound.into()),
        _ => Ok(()),
    }
}

/// Numbers the fields in the given order.
pub fn set_order(db: &mut Scoped, ids: &[i64]) -> AppResult<()> {
    let workspace = db.workspace_id();
    for (position, id) in (1i32..).zip(ids) {
        let row = custom_fields::table
            .filter(custom_fields::workspace_id.eq(workspace))
            .filter(custom_fields::id.eq(id));
        diesel::update(row).set(custom_fields::position.eq(position)).execute(&mut **db)?;
    }
    Ok(())
}
