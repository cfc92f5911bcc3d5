//! The form of a custom field.

use crate::contacts::custom::{CustomField, FieldKind};
use crate::text::fold::{clean_line, fold};
use crate::web::{Check, FormState, Input};

const LONGEST_LABEL: usize = 60;
const LONGEST_CHOICE: usize = 80;
const MOST_CHOICES: usize = 50;
const MOST_FIELDS: usize = 40;

pub struct NewField {
    pub label: String,
    pub kind: FieldKind,
    pub choices: String,
    pub is_birth_date: bool,
}

/// `known` are the fields in use: two of one name could not be told apart.
pub fn new_field(input: &Input, known: &[CustomField]) -> Result<NewField, FormState> {
    let mut check = Check::new(input);
    let label = label(&mut check, known, None);
    let kind = kind(&mut check);
    let choices = choices(&mut check, kind);
    if known.len() >= MOST_FIELDS {
        check.fail("label", format!("Keep at most {MOST_FIELDS} fields; archive one first."));
    }
    let is_birth_date = is_birth_date(&check, kind);
    check.finish(|| Some(NewField { label, kind: kind?, choices, is_birth_date }))
}

/// The kind stays once `uses` contacts have a value: a number is no date.
pub fn changed_field(
    input: &Input,
    field: &CustomField,
    uses: i64,
    known: &[CustomField],
) -> Result<CustomField, FormState> {
    let mut check = Check::new(input);
    let label = label(&mut check, known, Some(field.id));
    let kind = if uses > 0 { Some(field.kind) } else { kind(&mut check) };
    let choices = choices(&mut check, kind);
    let is_birth_date = is_birth_date(&check, kind);
    check.finish(|| Some(CustomField { id: field.id, label, kind: kind?, choices, is_birth_date }))
}

pub fn of_stored(field: &CustomField) -> FormState {
    FormState::filled([
        ("label", field.label.as_str()),
        ("kind", field.kind.word()),
        ("choices", field.choices.as_str()),
        ("is_birth_date", if field.is_birth_date { "on" } else { "" }),
    ])
}

fn label(check: &mut Check, known: &[CustomField], own: Option<i64>) -> String {
    let label = check.required("label", LONGEST_LABEL, "Enter what the field is called.");
    if known.iter().any(|field| Some(field.id) != own && fold(&field.label) == fold(&label)) {
        check.fail("label", "There is a field of this name already.");
    }
    label
}

fn kind(check: &mut Check) -> Option<FieldKind> {
    check.parse("kind", |typed| FieldKind::from_word(typed).ok_or("Choose what the field holds."))
}

fn is_birth_date(check: &Check, kind: Option<FieldKind>) -> bool {
    kind == Some(FieldKind::Date) && check.input().checked("is_birth_date")
}

/// One a line, each once; empty for the other kinds.
fn choices(check: &mut Check, kind: Option<FieldKind>) -> String {
    let typed = check.text("choices", MOST_CHOICES * (LONGEST_CHOICE + 1));
    if kind != Some(FieldKind::Choice) {
        return String::new();
    }
    let mut lines: Vec<String> = Vec::new();
    for line in typed.lines().map(clean_line).filter(|line| !line.is_empty()) {
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    if lines.len() < 2 {
        check.fail("choices", "Enter at least two choices, one a line.");
    }
    if lines.len() > MOST_CHOICES {
        check.fail("choices", format!("Use at most {MOST_CHOICES} choices."));
    }
    if lines.iter().any(|line| line.chars().count() > LONGEST_CHOICE) {
        check.fail("choices", format!("A choice has at most {LONGEST_CHOICE} characters."));
    }
    lines.join("\n")
}
