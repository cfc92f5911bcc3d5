//! Where a business keeps its tags in order: names, colours, merging, deleting.

mod forms;
mod views;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::model::Tag;
use super::queries::tags;
use super::reindex;
use crate::access::contacts::Fields;
use crate::db::{Scoped, unique};
use crate::error::{AppError, AppResult};
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, FormState, Input, Routes, Who, page, page_with, see_other};
use views::{EditPage, IndexPage, RemovePage};

const HOME: &str = "/contacts/tags";
const TAKEN: &str = "Another tag has this name. Merge the two instead.";

pub fn routes() -> Routes {
    Routes::default()
        .get("/contacts/tags", index)
        .post("/contacts/tags", create)
        .get("/contacts/tags/{id}", edit)
        .post("/contacts/tags/{id}", update)
        .get("/contacts/tags/{id}/merge", ask_merge)
        .post("/contacts/tags/{id}/merge", merge)
        .get("/contacts/tags/{id}/delete", ask_delete)
        .post("/contacts/tags/{id}/delete", delete)
}

async fn index(who: Can<Fields>) -> AppResult<HttpResponse> {
    page(&index_page(&who, FormState::empty()).await?)
}

async fn index_page(who: &Who, form: FormState) -> AppResult<IndexPage> {
    Ok(IndexPage::of(who, form, who.read(tags::counted).await?))
}

async fn create(who: Can<Fields>, input: Input) -> AppResult<HttpResponse> {
    let name = match forms::name(&input) {
        Ok(name) => name,
        Err(form) => return page_with(StatusCode::UNPROCESSABLE_ENTITY, &index_page(&who, form).await?),
    };
    who.write(move |db| {
        for tag in tags::named(db, &[name])? {
            db.record("tag.created", "tag", tag.id, "");
        }
        Ok(())
    })
    .await?;
    Ok(see_other_with(HOME, &Flash::success("Tag added.")))
}

async fn edit(who: Can<Fields>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    let tag = who.read(move |db| tags::find(db, id)).await?;
    page(&edit_page(&who, id, forms::of_stored(&tag)).await?)
}

async fn edit_page(who: &Who, id: i64, form: FormState) -> AppResult<EditPage> {
    let read = move |db: &mut Scoped| Ok((tags::find(db, id)?, tags::all(db)?, tags::count(db, id)?));
    let (tag, all, count) = who.read(read).await?;
    Ok(EditPage::of(who, form, &tag, &all, count))
}

async fn update(who: Can<Fields>, id: web::Path<i64>, input: Input) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    let (name, colour) = match forms::tag(&input) {
        Ok(tag) => tag,
        Err(form) => {
            return page_with(StatusCode::UNPROCESSABLE_ENTITY, &edit_page(&who, id, form).await?);
        }
    };
    let saved = who.write(move |db| {
        tags::update(db, id, &name, colour)?;
        let holders = tags::holders(db, id)?;
        db.record("tag.updated", "tag", id, "");
        reindex::later(db, holders)
    });
    match saved.await {
        Err(error) if unique::violated(&error, "tags", "name_key") => {
            let form = FormState::with_error(input, "name", TAKEN);
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &edit_page(&who, id, form).await?)
        }
        saved => saved.map(|()| see_other_with(HOME, &Flash::success("Tag saved."))),
    }
}

/// `?into=` names the tag that stays; without it, there is nothing to ask yet.
async fn ask_merge(
    who: Can<Fields>,
    id: web::Path<i64>,
    query: web::Query<Target>,
) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    let Some(into) = query.into else {
        who.read(move |db| tags::find(db, id)).await?;
        return Ok(see_other(format!("{HOME}/{id}")));
    };
    let read = move |db: &mut Scoped| {
        let (from, into) = pair(db, id, into)?;
        let count = tags::count(db, from.id)?;
        Ok((from, into, count))
    };
    let (from, into, count) = who.read(read).await?;
    page(&RemovePage::merge(&who, &from, &into, count))
}

#[derive(serde::Deserialize)]
struct Target {
    into: Option<i64>,
}

async fn merge(who: Can<Fields>, id: web::Path<i64>, input: Input) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    let into = input.get("into").parse().map_err(|_| AppError::NotFound)?;
    who.write(move |db| {
        let (from, into) = pair(db, id, into)?;
        let holders = tags::holders(db, from.id)?;
        tags::merge(db, from.id, &into)?;
        db.record("tag.merged", "tag", from.id, format!("into {}, {} contacts", into.id, holders.len()));
        reindex::later(db, holders)
    })
    .await?;
    Ok(see_other_with(HOME, &Flash::success("Tags merged.")))
}

/// Two different tags of this business.
fn pair(db: &mut Scoped, from: i64, into: i64) -> AppResult<(Tag, Tag)> {
    if from == into {
        return Err(AppError::NotFound);
    }
    Ok((tags::find(db, from)?, tags::find(db, into)?))
}

async fn ask_delete(who: Can<Fields>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    let (tag, count) = who.read(move |db| Ok((tags::find(db, id)?, tags::count(db, id)?))).await?;
    page(&RemovePage::delete(&who, &tag, count))
}

async fn delete(who: Can<Fields>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    who.write(move |db| {
        let holders = tags::holders(db, id)?;
        tags::delete(db, id)?;
        db.record("tag.deleted", "tag", id, format!("{} contacts", holders.len()));
        reindex::later(db, holders)
    })
    .await?;
    Ok(see_other_with(HOME, &Flash::success("Tag deleted.")))
}
