//! The businesses a person belongs to: choosing one, leaving one. For whoever is
//! signed in, also without any. Reads `members`; changes it only to leave.

mod leave;
mod queries;
mod views;

use actix_web::HttpResponse;

use crate::error::{AppError, AppResult};
use crate::web::access::SignedIn;
use crate::web::flash::Flash;
use crate::web::form::Input;
use crate::web::page::{page, see_other_with};
use crate::web::{Routes, session};
use views::WorkspacesPage;

pub fn routes() -> Routes {
    Routes::default()
        .get("/workspaces", index)
        .post("/workspace/switch", switch)
        .get("/workspaces/{id}/leave", leave::ask)
        .post("/workspaces/{id}/leave", leave::leave)
}

async fn index(who: SignedIn) -> AppResult<HttpResponse> {
    let user_id = who.user().id;
    let memberships = who.read_unscoped(move |db| queries::list(db, user_id)).await?;
    page(&WorkspacesPage::of(&who, memberships))
}

async fn switch(who: SignedIn, input: Input) -> AppResult<HttpResponse> {
    let wanted: i64 = input.get("workspace_id").parse().map_err(|_| AppError::NotFound)?;
    let (user_id, session_id) = (who.user().id, who.session.session_id);
    let there = who
        .write_unscoped(move |db| {
            let there = queries::find(db, user_id, wanted)?;
            queries::mark_used(db, there.member_id)?;
            session::set_workspace(db, session_id, Some(wanted))?;
            Ok(there)
        })
        .await?;
    Ok(see_other_with("/today", &Flash::success(format!("You are now in {}.", there.name))))
}
