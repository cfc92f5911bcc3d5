//! A new note, and pinning.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::views::NewPage;
use super::{actions, forms};
use crate::access::notes;
use crate::contacts;
use crate::error::AppResult;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, FormState, Input, Who, page_with};

pub async fn create(
    who: Can<notes::Write>,
    contact: web::Path<i64>,
    input: Input,
) -> AppResult<HttpResponse> {
    let contact_id = contact.into_inner();
    let new = match forms::new_note(&input) {
        Ok(new) => new,
        Err(form) => return mend(&who, contact_id, form).await,
    };
    let author = who.member.id;
    who.write(move |db| actions::add(db, contact_id, author, &new)).await?;
    Ok(see_other_with(format!("/contacts/{contact_id}"), &Flash::success("Note added.")))
}

/// The contact page lives above this floor, so a note that must be mended gets a page of its own.
async fn mend(who: &Who, contact_id: i64, form: FormState) -> AppResult<HttpResponse> {
    let name = who.read(move |db| contacts::queries::name(db, contact_id)).await?;
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &NewPage::of(who, contact_id, name, form))
}

pub async fn pin(who: Can<notes::Write>, note: web::Path<i64>) -> AppResult<HttpResponse> {
    set_pinned(&who, note.into_inner(), true, "Note pinned.").await
}

pub async fn unpin(who: Can<notes::Write>, note: web::Path<i64>) -> AppResult<HttpResponse> {
    set_pinned(&who, note.into_inner(), false, "Note unpinned.").await
}

async fn set_pinned(who: &Who, note_id: i64, pinned: bool, said: &str) -> AppResult<HttpResponse> {
    let contact_id = who.write(move |db| actions::pin(db, note_id, pinned)).await?;
    Ok(see_other_with(format!("/contacts/{contact_id}"), &Flash::success(said)))
}
