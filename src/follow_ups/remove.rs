//! Deleting a follow-up.

use actix_web::{HttpResponse, web};

use super::views::DeletePage;
use super::{actions, queries};
use crate::access::contacts;
use crate::error::AppResult;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, page};

pub async fn ask(who: Can<contacts::Write>, follow_up: web::Path<i64>) -> AppResult<HttpResponse> {
    let id = follow_up.into_inner();
    let found = who.read(move |db| queries::find(db, id)).await?;
    page(&DeletePage::of(&who, &found))
}

pub async fn delete(who: Can<contacts::Write>, follow_up: web::Path<i64>) -> AppResult<HttpResponse> {
    let id = follow_up.into_inner();
    let was = who.write(move |db| actions::delete(db, id)).await?;
    Ok(see_other_with(was.client.href(), &Flash::success("Follow-up deleted.")))
}
