//! Taking an act back.

use actix_web::{HttpResponse, web};

use super::batch::{Kind, counted};
use super::batches::{Undone, take_back};
use super::queries::undo;
use crate::access::{Permission, contacts};
use crate::error::{AppError, AppResult};
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, Who};

/// Who may delete also takes back what others did.
pub fn may_undo_others(who: &Who) -> bool {
    who.may(Permission::DeleteContacts)
}

pub async fn undo(who: Can<contacts::Write>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let (id, of_others) = (*id, may_undo_others(&who));
    let may_restore = who.may(Permission::DeleteContacts);
    let undone = who
        .write(move |db| {
            let batch = undo::find(db, id, of_others)?;
            if batch.kind == Kind::Delete && !may_restore {
                return Err(AppError::Forbidden("Your role can’t bring deleted contacts back."));
            }
            take_back(db, &batch)
        })
        .await?;
    Ok(see_other_with("/contacts", &told(undone.as_ref())))
}

fn told(undone: Option<&Undone>) -> Flash {
    let Some(Undone { restored, of }) = undone else {
        return Flash::notice("That was undone already.");
    };
    match restored {
        0 => Flash::notice("Nothing to undo: all of it has changed since."),
        n if n == of => Flash::success(format!("Undone for {}.", counted(*n, "contact", "contacts"))),
        n => Flash::success(format!("Undone for {n} of {of} contacts; the others have changed since.")),
    }
}
