//! What belongs to one contact: addresses, numbers, tags and custom values. They
//! are small lists that every page of a contact needs, so one statement reads them all.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Nullable, Text};

use crate::contacts::custom::{CustomField, FieldKind};
use crate::contacts::model::{ContactEmail, ContactPhone, Tag};
use crate::db::Scoped;
use crate::db::fixed_sql::fixed_sql;
use crate::error::{AppError, AppResult};

/// Channels that the role may not see are empty.
#[derive(Default)]
pub struct Belongings {
    pub emails: Vec<ContactEmail>,
    pub phones: Vec<ContactPhone>,
    pub tags: Vec<Tag>,
    /// Every field in use, in order, with this contact's value or "".
    pub values: Vec<(CustomField, String)>,
}

type Columns = (Integer, Integer, Text, BigInt, Integer, Text, Text, Nullable<Text>, Text);

/// The columns: what it is, two to sort by, id, colour, and up to four texts.
const ALL: &str = "\
    SELECT 1, position AS place, '' AS word, 0 AS id, 0, label, email, NULL, '' \
    FROM contact_emails WHERE workspace_id = {} AND contact_id = {} AND {} = 1 \
    UNION ALL \
    SELECT 2, position, '', 0, 0, label, typed, e164, digits \
    FROM contact_phones WHERE workspace_id = {} AND contact_id = {} AND {} = 1 \
    UNION ALL \
    SELECT 3, 0, t.name_key, t.id, t.colour, t.name, '', NULL, '' \
    FROM contact_tags c JOIN tags t ON t.id = c.tag_id \
    WHERE c.workspace_id = {} AND c.contact_id = {} \
    UNION ALL \
    SELECT 4, f.position, '', f.id, CASE WHEN f.is_birth_date THEN 1 ELSE 0 END, f.label, f.kind, v.value, f.choices \
    FROM custom_fields f LEFT JOIN contact_values v \
    ON v.workspace_id = f.workspace_id AND v.contact_id = {} AND v.field_id = f.id \
    WHERE f.workspace_id = {} AND f.archived_at IS NULL \
    ORDER BY 1, 2, 3, 4";

#[derive(Queryable)]
struct Row {
    what: i32,
    _place: i32,
    _word: String,
    id: i64,
    colour: i32,
    first: String,
    second: String,
    third: Option<String>,
    fourth: String,
}

/// For a contact that the member may see; the caller has found it.
pub fn belongings(db: &mut Scoped, contact: i64) -> AppResult<Belongings> {
    let here = db.workspace_id();
    let (sees_email, sees_phone) = (i64::from(db.reach().sees_email), i64::from(db.reach().sees_phone));
    let numbers = [here, contact, sees_email, here, contact, sees_phone, here, contact, contact, here];
    let rows: Vec<Row> = fixed_sql::<Columns>(ALL, numbers).load(&mut **db)?;
    let mut found = Belongings::default();
    for row in rows {
        found.add(row)?;
    }
    Ok(found)
}

impl Belongings {
    fn add(&mut self, row: Row) -> AppResult<()> {
        match row.what {
            1 => self.emails.push(ContactEmail { label: row.first, email: row.second }),
            2 => self.phones.push(ContactPhone {
                label: row.first,
                typed: row.second,
                e164: row.third,
                digits: row.fourth,
            }),
            3 => self.tags.push(Tag { id: row.id, name: row.first, colour: row.colour }),
            _ => {
                let kind = FieldKind::from_word(&row.second)
                    .ok_or_else(|| AppError::internal("unknown kind of field"))?;
                let field = CustomField {
                    id: row.id,
                    label: row.first,
                    kind,
                    choices: row.fourth,
                    is_birth_date: row.colour == 1,
                };
                self.values.push((field, row.third.unwrap_or_default()));
            }
        }
        Ok(())
    }
}
