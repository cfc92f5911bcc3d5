//! Changing a follow-up. Whoever saves second is shown both versions.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::model::{Edited, FollowUp, Task};
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
    let form = filled(&found.task, found.version);
    page(&FormPage::existing(&who, &found, &people, form))
}

pub async fn save(
    who: Can<contacts::Write>,
    follow_up: web::Path<i64>,
    input: Input,
) -> AppResult<HttpResponse> {
    let (found, people) = load(&who, follow_up.into_inner()).await?;
    let edit = match forms::edit(&input, &found.client, &people) {
        Ok(edit) => edit,
        Err(form) => {
            let page = FormPage::existing(&who, &found, &people, form);
            return page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    let (id, wanted) = (found.id, edit.task.clone());
    match who.write(move |db| actions::edit(db, id, &edit)).await? {
        Edited::Saved(was) => Ok(see_other_with(was.client.href(), &Flash::success("Follow-up saved."))),
        Edited::Stale(current) => {
            let page = FormPage::existing(&who, &current, &people, filled(&wanted, current.version));
            page_with(StatusCode::CONFLICT, &page.against(&who, &current, &wanted, &people))
        }
    }
}

fn filled(task: &Task, version: i32) -> FormState {
    FormState::filled([
        ("title", task.title.clone()),
        ("due_on", task.due_on.to_string()),
        ("assigned_to", task.assigned_to.to_string()),
        ("version", version.to_string()),
    ])
}

async fn load(who: &Who, id: i64) -> AppResult<(FollowUp, People)> {
    who.read(move |db| Ok((queries::find(db, id)?, staff::queries::people(db)?))).await
}
