//! Matching the columns of a list with the fields of a contact.

use actix_web::{HttpResponse, web};

use super::columns::{FIELDS, NEW_FIELD};
use super::job::Plan;
use super::model::{Existing, State};
use super::{queries, upload};
use crate::access::Permission;
use crate::access::contacts::Write;
use crate::contacts::custom::{CustomField, FieldKind};
use crate::contacts::queries::fields;
use crate::db::Scoped;
use crate::error::{AppError, AppResult};
use crate::jobs::Enqueue;
use crate::text::fold::clean_line;
use crate::web::flash::Flash;
use crate::web::page::{see_other, see_other_with};
use crate::web::{Can, Input};

const STALE: AppError = AppError::Conflict("This list moved on meanwhile. Open its page again.");
const LONGEST_TAG: usize = 40;
const LONGEST_LABEL: usize = 40;
const MOST_OWN_FIELDS: usize = 100;

pub async fn save(who: Can<Write>, id: web::Path<i64>, input: Input) -> AppResult<HttpResponse> {
    upload::refuse_half_sight(&who)?;
    let id = id.into_inner();
    who.read(move |db| queries::find(db, id)).await?;
    let back = format!("/contacts/import/{id}");
    let chosen: Vec<String> = input.all("column").map(str::to_owned).collect();
    if !chosen
        .iter()
        .any(|field| ["name", "first_name", "last_name", "email", "company", "key"].contains(&field.as_str()))
    {
        return Ok(see_other_with(
            back,
            &Flash::error("Match a column with a name, an e-mail or a company first."),
        ));
    }
    let existing = Existing::from_word(input.get("existing")).unwrap_or(Existing::Leave);
    let tag: String = clean_line(input.get("tag")).chars().take(LONGEST_TAG).collect();
    let may_add_fields = who.may(Permission::ManageContactFields);
    who.write(move |db| {
        let import = queries::find(db, id)?;
        let mapping = mapping(db, &import.header(), chosen, may_add_fields)?;
        queries::set_mapping(db, id, &mapping, &tag, existing)?;
        queries::set_done(db, id, 0)?;
        if !queries::advance(db, id, &[State::Matching, State::Planned], State::Planning)? {
            return Err(STALE);
        }
        let workspace_id = db.workspace_id();
        db.enqueue(&Plan { workspace_id, import_id: id, after: 0 })
    })
    .await?;
    Ok(see_other(back))
}

/// Another look at the columns; nothing was added yet.
pub async fn again(who: Can<Write>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    upload::refuse_half_sight(&who)?;
    let id = id.into_inner();
    who.write(move |db| {
        queries::find(db, id)?;
        match queries::advance(db, id, &[State::Planned], State::Matching)? {
            true => Ok(()),
            false => Err(STALE),
        }
    })
    .await?;
    Ok(see_other(format!("/contacts/import/{id}")))
}

/// One field for each column; a new field of the business is made where that was chosen.
fn mapping(
    db: &mut Scoped,
    header: &[String],
    chosen: Vec<String>,
    may_add_fields: bool,
) -> AppResult<Vec<String>> {
    let mut own = fields::active(db)?;
    let mut mapping = Vec::new();
    for (name, field) in header.iter().zip(chosen.into_iter().chain(std::iter::repeat(String::new()))) {
        let is_known = FIELDS.iter().any(|(word, _)| *word == field)
            || own.iter().any(|known| known.input_name() == field);
        mapping.push(match (field.as_str(), is_known) {
            (NEW_FIELD, _) if may_add_fields && own.len() < MOST_OWN_FIELDS => new_field(db, &mut own, name)?,
            (_, true) => field,
            _ => String::new(),
        });
    }
    Ok(mapping)
}

fn new_field(db: &mut Scoped, own: &mut Vec<CustomField>, name: &str) -> AppResult<String> {
    let label: String = clean_line(name).chars().take(LONGEST_LABEL).collect();
    if let Some(known) = own.iter().find(|field| field.label == label) {
        return Ok(known.input_name());
    }
    if label.is_empty() {
        return Ok(String::new());
    }
    let id = fields::insert(db, &label, FieldKind::Text, "")?;
    db.record("contact_field.created", "contact_field", id, "");
    let field = fields::find(db, id)?;
    let word = field.input_name();
    own.push(field);
    Ok(word)
}
