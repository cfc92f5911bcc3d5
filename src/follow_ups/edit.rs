//! Changing a follow-up.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::model::FollowUp;
use super::views::FormPage;
use super::{actions, forms, queries};
use crate::access::contacts;
use crate::error::AppResult;
use crate::staff;
use crate::staff::model::People;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, FormState, Input, Who, page, page_with};

pub async fn show(who: Can<contacts::Write>, follow_up: web::Path<i64>) -> AppResult<HttpResponse> {
    let (found, people) = load(&who, follow_up.into_inner()).await?;
    let task = &found.task;
    let form = FormState::filled([
        ("title", task.title.clone()),
        ("due_on", task.due_on.to_string()),
        ("assigned_to", task.assigned_to.to_string()),
    ]);
    page(&FormPage::existing(&who, &found, &people, form))
}

pub async fn save(
    who: Can<contacts::Write>,
    follow_up: web::Path<i64>,
    input: Input,
) -> AppResult<HttpResponse> {
    let (found, people) = load(&who, follow_up.into_inner()).await?;
    let task = match forms::task(&input, &found.client, &people) {
        Ok(task) => task,
        Err(form) => {
            let page = FormPage::existing(&who, &found, &people, form);
            return page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    let was = who.write(move |db| actions::edit(db, found.id, &task)).await?;
    Ok(see_other_with(was.client.href(), &Flash::success("Follow-up saved.")))
}

async fn load(who: &Who, id: i64) -> AppResult<(FollowUp, People)> {
    who.read(move |db| Ok((queries::find(db, id)?, staff::queries::people(db)?))).await
}
