//! Ticking a follow-up off, and taking that back.

use actix_web::{HttpResponse, web};

use super::actions;
use super::model::FollowUp;
use crate::access::contacts;
use crate::error::AppResult;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, Input};

pub async fn done(
    who: Can<contacts::Write>,
    follow_up: web::Path<i64>,
    input: Input,
) -> AppResult<HttpResponse> {
    let id = follow_up.into_inner();
    let was = who.write(move |db| actions::set_done(db, id, true)).await?;
    let flash = Flash::success("Follow-up done.").with_action("Undo", format!("/follow-ups/{id}/reopen"));
    Ok(see_other_with(back(&was, &input), &flash))
}

pub async fn reopen(
    who: Can<contacts::Write>,
    follow_up: web::Path<i64>,
    input: Input,
) -> AppResult<HttpResponse> {
    let id = follow_up.into_inner();
    let was = who.write(move |db| actions::set_done(db, id, false)).await?;
    Ok(see_other_with(back(&was, &input), &Flash::success("The follow-up is open again.")))
}

/// Back to where the button was.
fn back(was: &FollowUp, input: &Input) -> String {
    match input.get("from") {
        "today" => "/today".into(),
        "today-all" => "/today?all=1".into(),
        _ => was.client.href(),
    }
}
