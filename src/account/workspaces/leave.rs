//! Leaving a business: what one wrote stays there, with one's name. The last owner can't leave.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::queries::{self, Membership};
use super::views::LeavePage;
use crate::access::Role;
use crate::db::{Reach, Unscoped};
use crate::error::AppResult;
use crate::web::access::SignedIn;
use crate::web::flash::Flash;
use crate::web::page::{page, page_with, see_other_with};
use crate::web::session::UserInfo;

pub async fn ask(who: SignedIn, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let (user_id, id) = (who.user().id, id.into_inner());
    let (there, last_owner) = who
        .read_unscoped(move |db| {
            let there = queries::find(db, user_id, id)?;
            let last_owner = is_last_owner(db, &there)?;
            Ok((there, last_owner))
        })
        .await?;
    page(&LeavePage::of(&who, there, last_owner))
}

pub async fn leave(who: SignedIn, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let (user, id) = (who.user().clone(), id.into_inner());
    let (there, left) = who.write_unscoped(move |db| end_membership(db, &user, id)).await?;
    if !left {
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &LeavePage::of(&who, there, true));
    }
    Ok(see_other_with("/workspaces", &Flash::success(format!("You have left {}.", there.name))))
}

fn end_membership(db: &mut Unscoped, user: &UserInfo, id: i64) -> AppResult<(Membership, bool)> {
    // Two owners who leave at the same time: the second one finds out that they are the last.
    queries::lock(db, id)?;
    let there = queries::find(db, user.id, id)?;
    if is_last_owner(db, &there)? {
        return Ok((there, false));
    }
    queries::deactivate(db, there.member_id)?;
    queries::move_sessions(db, user.id, id)?;
    let reach =
        Reach { member_id: Some(there.member_id), pseudonym: user.pseudonym.clone(), ..Reach::system(id) };
    let mut scoped = db.scoped(reach);
    scoped.record("member.left", "member", there.member_id, "");
    scoped.finish()?;
    Ok((there, true))
}

fn is_last_owner(db: &mut Unscoped, there: &Membership) -> AppResult<bool> {
    Ok(there.role == Role::Owner && queries::count_owners(db, there.workspace_id)? == 1)
}
