//! `/staff/{id}`: one person at work here, and their role.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::queries::{self, Member};
use super::views::MemberPage;
use super::{actions, forms};
use crate::access::staff::Manage;
use crate::error::AppResult;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, FormState, Input, Who, page, page_with};

pub async fn show(who: Can<Manage>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let member = load(&who, *id).await?;
    let form = forms::of_member(&member);
    page(&MemberPage::of(&who, &member, form))
}

pub async fn save(who: Can<Manage>, id: web::Path<i64>, input: Input) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    let standing = match forms::change(&input) {
        Ok(standing) => standing,
        Err(form) => return shown_again(&who, id, form).await,
    };
    match who.write(move |db| actions::change(db, id, standing)).await? {
        Ok(()) => Ok(see_other_with(format!("/staff/{id}"), &Flash::success("Role saved."))),
        Err(refusal) => {
            shown_again(&who, id, FormState::with_error(input, "role", &refusal.to_string())).await
        }
    }
}

async fn shown_again(who: &Who, id: i64, form: FormState) -> AppResult<HttpResponse> {
    let member = load(who, id).await?;
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &MemberPage::of(who, &member, form))
}

pub async fn load(who: &Who, id: i64) -> AppResult<Member> {
    who.read(move |db| queries::find(db, id)).await
}

pub async fn reactivate(who: Can<Manage>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    who.write(move |db| actions::reactivate(db, id)).await?;
    Ok(see_other_with(format!("/staff/{id}"), &Flash::success("Reactivated. They can sign in again.")))
}
