//! A new follow-up on a contact.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::views::FormPage;
use super::{actions, forms, queries};
use crate::access::contacts as may;
use crate::error::AppResult;
use crate::staff;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, Input, page_with};

pub async fn create(who: Can<may::Write>, contact: web::Path<i64>, input: Input) -> AppResult<HttpResponse> {
    let contact_id = contact.into_inner();
    let (client, people) =
        who.read(move |db| Ok((queries::find_client(db, contact_id)?, staff::queries::people(db)?))).await?;
    let task = match forms::task(&input, &client, &people) {
        Ok(task) => task,
        Err(form) => {
            let page = FormPage::new_one(&who, &client, &people, form);
            return page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    let author = who.member.id;
    who.write(move |db| actions::add(db, contact_id, author, &task)).await?;
    Ok(see_other_with(format!("/contacts/{contact_id}"), &Flash::success("Follow-up added.")))
}
