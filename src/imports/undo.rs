//! Taking an import back: for thirty days what it added goes to the trash, but what somebody has
//! changed since stays.

use actix_web::{HttpResponse, web};

use super::model::{Fate, State};
use super::{queries, upload};
use crate::access::contacts::Delete;
use crate::contacts::batch::{Act, KEPT, MOST};
use crate::contacts::batches::carry_out;
use crate::contacts::queries as contacts;
use crate::db::Scoped;
use crate::error::{AppError, AppResult};
use crate::web::Can;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;

pub async fn undo(who: Can<Delete>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    upload::refuse_half_sight(&who)?;
    let id = id.into_inner();
    let (gone, kept) = who.write(move |db| take_back(db, id)).await?;
    let kept = match kept {
        0 => String::new(),
        1 => " One was changed since, and stays.".into(),
        n => format!(" {n} were changed since, and stay."),
    };
    let text = match gone {
        1 => format!("1 contact is in the trash.{kept}"),
        n => format!("{n} contacts are in the trash.{kept}"),
    };
    Ok(see_other_with(format!("/contacts/import/{id}"), &Flash::success(text)))
}

/// How many went, and how many stay.
fn take_back(db: &mut Scoped, id: i64) -> AppResult<(usize, usize)> {
    const OVER: AppError = AppError::Conflict("This import can’t be taken back any more.");
    let import = queries::find(db, id)?;
    let in_time = import.finished_at.is_some_and(|at| at + KEPT > db.now);
    if !in_time || !queries::advance(db, id, &[State::Done, State::Cancelled], State::Undone)? {
        return Err(OVER);
    }
    let added: Vec<i64> = queries::rows(db, id, Some(Fate::Added), 0, i64::MAX)?
        .into_iter()
        .filter_map(|row| row.contact_id)
        .collect();
    let mut gone = 0;
    for some in added.chunks(MOST) {
        let untouched = contacts::untouched(db, some)?;
        gone += untouched.len();
        carry_out(db, &untouched, &Act::Delete)?;
    }
    db.record("import.undone", "import", id, format!("{gone} contacts"));
    Ok((gone, added.len() - gone))
}
