//! The pages of custom fields.

use std::collections::HashMap;

use askama::Template;

use crate::contacts::custom::{CustomField, FieldKind};
use crate::web::{Chrome, FormState, Nav, Who};

pub struct FieldRow {
    pub id: i64,
    pub label: String,
    /// "One of a list: Short, Long · 12 contacts".
    pub note: String,
    pub can_go_up: bool,
    pub can_go_down: bool,
}

#[derive(Template)]
#[template(path = "contacts/fields.html")]
pub struct IndexPage {
    chrome: Chrome,
    form: FormState,
    kinds: Vec<(String, String)>,
    active: Vec<FieldRow>,
    archived: Vec<FieldRow>,
}

impl IndexPage {
    pub fn of(
        who: &Who,
        form: FormState,
        active: Vec<CustomField>,
        archived: Vec<CustomField>,
        uses: &HashMap<i64, i64>,
    ) -> Self {
        let rows = |fields: Vec<CustomField>| {
            let last = fields.len().saturating_sub(1);
            let row = |(at, field): (usize, CustomField)| FieldRow {
                id: field.id,
                note: note(&field, uses.get(&field.id).copied().unwrap_or(0)),
                can_go_up: at > 0,
                can_go_down: at < last,
                label: field.label,
            };
            fields.into_iter().enumerate().map(row).collect()
        };
        let (active, archived) = (rows(active), rows(archived));
        Self { chrome: who.chrome(Nav::Contacts), form, kinds: kinds(), active, archived }
    }
}

#[derive(Template)]
#[template(path = "contacts/field_edit.html")]
pub struct EditPage {
    chrome: Chrome,
    form: FormState,
    id: i64,
    label: String,
    kind: &'static str,
    kinds: Vec<(String, String)>,
    /// Its kind is fixed: contacts have values in it.
    used: bool,
    has_choices: bool,
    holds_dates: bool,
    note: String,
}

impl EditPage {
    pub fn of(who: &Who, form: FormState, field: &CustomField, uses: i64) -> Self {
        Self {
            chrome: who.chrome(Nav::Contacts),
            form,
            id: field.id,
            label: field.label.clone(),
            kind: field.kind.label(),
            kinds: kinds(),
            used: uses > 0,
            has_choices: uses == 0 || field.kind == FieldKind::Choice,
            holds_dates: uses == 0 || field.kind == FieldKind::Date,
            note: used_by(uses),
        }
    }
}

fn kinds() -> Vec<(String, String)> {
    FieldKind::ALL.iter().map(|kind| (kind.word().into(), kind.label().into())).collect()
}

fn note(field: &CustomField, uses: i64) -> String {
    let kind = match field.kind {
        FieldKind::Choice => {
            format!("{}: {}", field.kind.label(), field.choices().collect::<Vec<_>>().join(", "))
        }
        FieldKind::Date if field.is_birth_date => "Date of birth".to_owned(),
        _ => field.kind.label().to_owned(),
    };
    format!("{kind} · {}", used_by(uses))
}

fn used_by(uses: i64) -> String {
    match uses {
        0 => "not used yet".into(),
        1 => "used by 1 contact".into(),
        n => format!("used by {n} contacts"),
    }
}
