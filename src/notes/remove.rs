//! Deleting a note, and bringing it back.

use actix_web::{HttpResponse, web};

use super::views::DeletePage;
use super::{actions, editor, queries};
use crate::access::notes;
use crate::contacts;
use crate::error::AppResult;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, page};

pub async fn ask(who: Can<notes::Write>, note: web::Path<i64>) -> AppResult<HttpResponse> {
    let (id, editor) = (note.into_inner(), editor(&who));
    let (note, versions, name) = who
        .read(move |db| {
            let note = queries::find_to_change(db, id, editor)?;
            let versions = queries::versions(db, id)?.len();
            let name = contacts::queries::name(db, note.contact_id)?;
            Ok((note, versions, name))
        })
        .await?;
    page(&DeletePage::of(&who, &note, versions, &name))
}

pub async fn delete(who: Can<notes::Write>, note: web::Path<i64>) -> AppResult<HttpResponse> {
    let (id, editor) = (note.into_inner(), editor(&who));
    let contact_id = who.write(move |db| actions::delete(db, id, editor)).await?;
    let flash = Flash::success("Note deleted. You can undo this for 30 days.")
        .with_action("Undo", format!("/notes/{id}/restore"));
    Ok(see_other_with(format!("/contacts/{contact_id}"), &flash))
}

pub async fn restore(who: Can<notes::Write>, note: web::Path<i64>) -> AppResult<HttpResponse> {
    let (id, editor) = (note.into_inner(), editor(&who));
    let contact_id = who.write(move |db| actions::restore(db, id, editor)).await?;
    Ok(see_other_with(format!("/contacts/{contact_id}"), &Flash::success("The note is back.")))
}
