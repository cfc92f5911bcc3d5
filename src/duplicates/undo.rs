//! Taking a merge back.

use actix_web::{HttpResponse, web};

use super::actions::{self, Undone};
use super::queries::merges;
use crate::access::contacts::Delete;
use crate::error::AppResult;
use crate::web::Can;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;

pub async fn undo(who: Can<Delete>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let (id, services) = (id.into_inner(), who.services.clone());
    let Undone { stays, back, kept } = who
        .write(move |db| {
            let merge = merges::find(db, id)?;
            actions::undo(db, &services, &merge)
        })
        .await?;
    let text = match kept {
        true => "Both contacts are back. What was changed since the merge stays with this one.",
        false => "Both contacts are back.",
    };
    let flash = Flash::success(text);
    // To the one that was gone, unless there is more to see at the other.
    Ok(see_other_with(format!("/contacts/{}", if kept { stays } else { back }), &flash))
}
