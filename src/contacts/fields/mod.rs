//! Where a business defines its custom fields. A field that is no longer wanted is
//! archived, never deleted: what was noted about clients stays.

mod forms;
mod views;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::queries::fields;
use crate::access::contacts::Fields;
use crate::db::Scoped;
use crate::error::{AppError, AppResult};
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, FormState, Input, Routes, Who, page, page_with, see_other};
use views::{EditPage, IndexPage};

const HOME: &str = "/contacts/fields";

pub fn routes() -> Routes {
    Routes::default()
        .get("/contacts/fields", index)
        .post("/contacts/fields", create)
        .get("/contacts/fields/{id}", edit)
        .post("/contacts/fields/{id}", update)
        .post("/contacts/fields/{id}/up", up)
        .post("/contacts/fields/{id}/down", down)
        .post("/contacts/fields/{id}/archive", archive)
        .post("/contacts/fields/{id}/restore", restore)
}

async fn index(who: Can<Fields>) -> AppResult<HttpResponse> {
    page(&index_page(&who, FormState::empty()).await?)
}

async fn index_page(who: &Who, form: FormState) -> AppResult<IndexPage> {
    let read = |db: &mut Scoped| Ok((fields::active(db)?, fields::archived(db)?, fields::use_counts(db)?));
    let (active, archived, uses) = who.read(read).await?;
    Ok(IndexPage::of(who, form, active, archived, &uses))
}

async fn create(who: Can<Fields>, input: Input) -> AppResult<HttpResponse> {
    let known = who.read(fields::active).await?;
    let new = match forms::new_field(&input, &known) {
        Ok(new) => new,
        Err(form) => {
            return page_with(StatusCode::UNPROCESSABLE_ENTITY, &index_page(&who, form).await?);
        }
    };
    who.write(move |db| {
        let id = fields::insert(db, &new.label, new.kind, &new.choices)?;
        if new.is_birth_date {
            fields::mark_as_birth_date(db, id)?;
        }
        db.record("contact_field.created", "contact_field", id, new.kind.word());
        Ok(())
    })
    .await?;
    Ok(see_other_with(HOME, &Flash::success("Field added.")))
}

async fn edit(who: Can<Fields>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    let (field, uses) = who.read(move |db| Ok((fields::find(db, id)?, fields::use_count(db, id)?))).await?;
    let form = forms::of_stored(&field);
    page(&EditPage::of(&who, form, &field, uses))
}

async fn update(who: Can<Fields>, id: web::Path<i64>, input: Input) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    let read =
        move |db: &mut Scoped| Ok((fields::find(db, id)?, fields::use_count(db, id)?, fields::active(db)?));
    let (field, uses, known) = who.read(read).await?;
    let changed = match forms::changed_field(&input, &field, uses, &known) {
        Ok(changed) => changed,
        Err(form) => {
            return page_with(StatusCode::UNPROCESSABLE_ENTITY, &EditPage::of(&who, form, &field, uses));
        }
    };
    who.write(move |db| {
        // Again in this step: somebody may have begun to use it.
        if changed.kind != field.kind && fields::use_count(db, id)? > 0 {
            return Err(AppError::Conflict("This field is in use by now, so its kind stays as it is."));
        }
        fields::update(db, &changed)?;
        db.record("contact_field.updated", "contact_field", id, "");
        Ok(())
    })
    .await?;
    Ok(see_other_with(HOME, &Flash::success("Field saved.")))
}

async fn up(who: Can<Fields>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    shift(&who, id.into_inner(), Shift::Up).await
}

async fn down(who: Can<Fields>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    shift(&who, id.into_inner(), Shift::Down).await
}

#[derive(Clone, Copy)]
enum Shift {
    Up,
    Down,
}

/// Changes places with the neighbour; at the end of the list nothing happens.
async fn shift(who: &Who, id: i64, to: Shift) -> AppResult<HttpResponse> {
    who.write(move |db| {
        let mut ids: Vec<i64> = fields::active(db)?.into_iter().map(|field| field.id).collect();
        let at = ids.iter().position(|known| *known == id).ok_or(AppError::NotFound)?;
        let neighbour = match to {
            Shift::Up => at.checked_sub(1),
            Shift::Down => Some(at + 1).filter(|next| *next < ids.len()),
        };
        let Some(neighbour) = neighbour else { return Ok(()) };
        ids.swap(at, neighbour);
        fields::set_order(db, &ids)?;
        db.record("contact_field.moved", "contact_field", id, "");
        Ok(())
    })
    .await?;
    Ok(see_other(HOME))
}

async fn archive(who: Can<Fields>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    who.write(move |db| {
        fields::set_archived(db, id, true)?;
        db.record("contact_field.archived", "contact_field", id, "");
        Ok(())
    })
    .await?;
    let undo = format!("{HOME}/{id}/restore");
    Ok(see_other_with(
        HOME,
        &Flash::success("Field archived. What was noted in it is kept.").with_action("Undo", undo),
    ))
}

async fn restore(who: Can<Fields>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    who.write(move |db| {
        fields::set_archived(db, id, false)?;
        db.record("contact_field.restored", "contact_field", id, "");
        Ok(())
    })
    .await?;
    Ok(see_other_with(HOME, &Flash::success("Field restored.")))
}
