//! The trash: contacts that were deleted, and acts that can still be undone.

use actix_web::{HttpRequest, HttpResponse};

use super::batch::counted;
use super::batches::{self, Destroyed};
use super::queries::{bulk, trash, undo};
use super::trash_views::{ConfirmPage, Found, TrashPage};
use super::undo::may_undo_others;
use crate::access::{Permission, contacts};
use crate::erasure;
use crate::error::AppResult;
use crate::staff;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::paging::Slice;
use crate::web::{Can, Input, page};

const BATCHES: i64 = 20;
const TRASH: &str = "/contacts/trash";

pub async fn index(who: Can<contacts::Write>, request: HttpRequest) -> AppResult<HttpResponse> {
    let after = Input::parse(request.query_string().as_bytes()).get("after").parse().ok();
    let of_others = may_undo_others(&who);
    let may_restore = who.may(Permission::DeleteContacts);
    let found = who
        .read(move |db| {
            Ok(Found {
                deleted: if may_restore { trash::page(db, after)? } else { Slice::cut(Vec::new(), 0) },
                batches: undo::recent(db, of_others, BATCHES)?,
                people: staff::queries::people(db)?,
            })
        })
        .await?;
    page(&TrashPage::new(&who, found))
}

pub async fn restore(who: Can<contacts::Delete>, input: Input) -> AppResult<HttpResponse> {
    let ids = input.ids("id");
    let count = who.write(move |db| batches::bring_back(db, &ids)).await?;
    let flash = match count {
        0 => Flash::notice("Select the contacts first."),
        n => Flash::success(format!("Brought back {}.", counted(n, "contact", "contacts"))),
    };
    Ok(see_other_with(TRASH, &flash))
}

pub async fn confirm_destroy(who: Can<contacts::Delete>, request: HttpRequest) -> AppResult<HttpResponse> {
    let wanted = Input::parse(request.query_string().as_bytes()).ids("id");
    let (ids, belongings) = who
        .read(move |db| {
            let ids = bulk::in_trash(db, &wanted)?;
            let belongings = bulk::belongings(db, &ids)?;
            Ok((ids, belongings))
        })
        .await?;
    if ids.is_empty() {
        return Ok(see_other_with(TRASH, &Flash::notice("Select the contacts first.")));
    }
    page(&ConfirmPage::destroy(&who, &ids, &belongings))
}

pub async fn destroy(who: Can<contacts::Delete>, input: Input) -> AppResult<HttpResponse> {
    let ids = input.ids("id");
    let Destroyed { acts, held } = who.write(move |db| batches::destroy(db, &ids)).await?;
    let count = acts.len();
    erasure::promise(&who.services, acts).await?;
    let flash = match count {
        0 if held > 0 => Flash::notice("Nothing was deleted: a hold keeps it."),
        0 => Flash::notice("Select the contacts first."),
        n if held > 0 => {
            let deleted = counted(n, "contact", "contacts");
            Flash::notice(format!("Deleted {deleted} for good; a hold keeps {held} more."))
        }
        n => Flash::success(format!("Deleted {} for good.", counted(n, "contact", "contacts"))),
    };
    Ok(see_other_with(TRASH, &flash))
}
