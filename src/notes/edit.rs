//! Changing a note, and what it said before.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::model::{Edited, Note, revisions};
use super::views::{EditPage, HistoryPage};
use super::{actions, editor, forms, queries};
use crate::access::{contacts as may_contacts, notes};
use crate::contacts;
use crate::db::Scoped;
use crate::error::AppResult;
use crate::staff;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, FormState, Input, Who, page, page_with};

pub async fn show(who: Can<notes::Write>, note: web::Path<i64>) -> AppResult<HttpResponse> {
    let (id, editor) = (note.into_inner(), editor(&who));
    let (note, name) = who
        .read(move |db| {
            let note = queries::find_to_change(db, id, editor)?;
            let name = contacts::queries::name(db, note.contact_id)?;
            Ok((note, name))
        })
        .await?;
    let form = FormState::filled([("body", note.body.clone()), ("version", note.version.to_string())]);
    page(&EditPage::of(&who, &note, name, form))
}

pub async fn save(who: Can<notes::Write>, note: web::Path<i64>, input: Input) -> AppResult<HttpResponse> {
    let (id, editor) = (note.into_inner(), editor(&who));
    let edit = match forms::edit(&input) {
        Ok(edit) => edit,
        Err(form) => return mend(&who, id, form).await,
    };
    match who.write(move |db| actions::edit(db, id, editor, &edit)).await? {
        Edited::Saved { contact_id } => {
            Ok(see_other_with(format!("/contacts/{contact_id}"), &Flash::success("Note saved.")))
        }
        Edited::Stale(current) => conflict(&who, current, &input).await,
    }
}

async fn mend(who: &Who, id: i64, form: FormState) -> AppResult<HttpResponse> {
    let editor = editor(who);
    let (note, name) = who
        .read(move |db| {
            let note = queries::find_to_change(db, id, editor)?;
            let name = contacts::queries::name(db, note.contact_id)?;
            Ok((note, name))
        })
        .await?;
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &EditPage::of(who, &note, name, form))
}

/// Both texts; saving again from here replaces the other one, knowingly.
async fn conflict(who: &Who, current: Note, input: &Input) -> AppResult<HttpResponse> {
    let note = current.clone();
    let (name, history, people) = who.read(move |db| around(db, &note)).await?;
    let body = input.get("body").trim().to_owned();
    let form = FormState::filled([("body", body), ("version", current.version.to_string())]);
    let page = EditPage::of(who, &current, name, form).against(who, &current, history, &people);
    page_with(StatusCode::CONFLICT, &page)
}

pub async fn history(who: Can<may_contacts::Read>, note: web::Path<i64>) -> AppResult<HttpResponse> {
    let id = note.into_inner();
    let (note, (name, history, people)) = who
        .read(move |db| {
            let note = queries::find(db, id)?;
            let around = around(db, &note)?;
            Ok((note, around))
        })
        .await?;
    page(&HistoryPage::of(&who, &note, name, history, &people))
}

type Around = (String, Vec<super::model::Revision>, staff::model::People);

fn around(db: &mut Scoped, note: &Note) -> AppResult<Around> {
    let name = contacts::queries::name(db, note.contact_id)?;
    let history = revisions(note, queries::versions(db, note.id)?);
    Ok((name, history, staff::queries::people(db)?))
}
