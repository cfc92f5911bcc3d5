//! The words of one kind of message, with a preview on a real booking.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::compose;
use super::model::{Kind, Text, unknown_place};
use super::queries;
use super::views::EditPage;
use crate::access::bookings::Services;
use crate::bookings::client::show;
use crate::bookings::queries as bookings;
use crate::db::Scoped;
use crate::error::{AppError, AppResult};
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, Check, FormState, Input, Who, page, page_with};

const HOME: &str = "/workspace/reminders";
pub type Values = Vec<(&'static str, String)>;

fn kind(word: &str) -> AppResult<Kind> {
    Kind::from_word(word).ok_or(AppError::NotFound)
}

/// What the places become: of the next booking, or of the last one.
fn sample(db: &mut Scoped, kind: Kind) -> AppResult<Option<Values>> {
    let Some(id) = bookings::some_booking(db)? else { return Ok(None) };
    let own = show::read(db, id)?;
    Ok(Some(compose::values(db, kind, &own)?))
}

async fn drawn(who: &Who, kind: Kind, form: FormState) -> AppResult<EditPage> {
    let (own, sample) = who.read(move |db| Ok((queries::text(db, kind)?, sample(db, kind)?))).await?;
    Ok(EditPage::of(who, kind, own.is_some(), sample, form))
}

pub async fn form(who: Can<Services>, word: web::Path<String>) -> AppResult<HttpResponse> {
    let kind = kind(&word)?;
    let text = who.read(move |db| queries::text(db, kind)).await?.unwrap_or_else(|| kind.standard());
    let form = FormState::filled([("subject", text.subject), ("body", text.body)]);
    page(&drawn(&who, kind, form).await?)
}

/// Saves the words, or shows what they would say.
pub async fn save(who: Can<Services>, word: web::Path<String>, input: Input) -> AppResult<HttpResponse> {
    let kind = kind(&word)?;
    let text = match checked(&input) {
        Ok(text) => text,
        Err(form) => return page_with(StatusCode::UNPROCESSABLE_ENTITY, &drawn(&who, kind, form).await?),
    };
    if input.get("do") == "preview" {
        return page(&drawn(&who, kind, FormState::typed(input)).await?);
    }
    who.write(move |db| {
        queries::save_text(db, kind, &text)?;
        changed(db, kind);
        Ok(())
    })
    .await?;
    Ok(see_other_with(HOME, &Flash::success(format!("Saved: {}.", kind.label()))))
}

fn changed(db: &mut Scoped, kind: Kind) {
    let workspace = db.workspace_id();
    db.record("workspace.booking_text_changed", "workspace", workspace, kind.word());
}

fn checked(input: &Input) -> Result<Text, FormState> {
    let mut check = Check::new(input);
    let subject = check.required("subject", 200, "Enter a subject.");
    let body = check.text("body", 4000);
    if body.trim().is_empty() {
        check.fail("body", "Enter what the message says.");
    }
    for (name, text) in [("subject", &subject), ("body", &body)] {
        if let Some(place) = unknown_place(text) {
            check.fail(name, format!("{place} means nothing here. Use one of the places below."));
        }
    }
    check.finish(|| Some(Text { subject, body }))
}

pub async fn standard(who: Can<Services>, word: web::Path<String>) -> AppResult<HttpResponse> {
    let kind = kind(&word)?;
    who.write(move |db| {
        queries::forget_text(db, kind)?;
        changed(db, kind);
        Ok(())
    })
    .await?;
    Ok(see_other_with(HOME, &Flash::success("The standard words are back.")))
}
