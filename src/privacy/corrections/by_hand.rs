//! `/contacts/{id}/correction`: a wish that came by word of mouth, noted for the client.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::actions;
use super::apply;
use super::decide::as_privacy_contact;
use super::views::NewPage;
use crate::access::privacy::Handle;
use crate::contacts;
use crate::contacts::model::Details;
use crate::contacts::statements::FIELDS;
use crate::error::AppResult;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, Check, FormState, Input, Who, page, page_with};

pub async fn new(who: Can<Handle>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let details = details(&who, id.into_inner()).await?;
    page(&NewPage::of(&who, &details, FormState::empty()))
}

async fn details(who: &Who, id: i64) -> AppResult<Details> {
    as_privacy_contact(who, move |db| contacts::queries::details(db, id)).await
}

pub async fn create(who: Can<Handle>, id: web::Path<i64>, input: Input) -> AppResult<HttpResponse> {
    let details = details(&who, id.into_inner()).await?;
    let (field, value, statement) = match validate(&input, &details) {
        Ok(wish) => wish,
        Err(form) => {
            return page_with(StatusCode::UNPROCESSABLE_ENTITY, &NewPage::of(&who, &details, form));
        }
    };
    let contact = details.contact.id;
    as_privacy_contact(&who, move |db| {
        for made in actions::propose(db, contact, None, &[(field, value)])? {
            if !statement.is_empty() {
                actions::state(db, made, &statement)?;
            }
        }
        Ok(())
    })
    .await?;
    let done = Flash::success("Noted. The contact is marked as disputed until it is decided.");
    Ok(see_other_with(format!("/contacts/{contact}"), &done))
}

fn validate(input: &Input, details: &Details) -> Result<(String, String, String), FormState> {
    let mut check = Check::new(input);
    let field = check.parse("field", |typed| {
        let own = details.values.iter().any(|(field, _)| field.input_name() == typed);
        let known = own || FIELDS.iter().any(|(word, _)| *word == typed);
        if known { Ok(typed.to_owned()) } else { Err("Choose what is wrong.") }
    });
    let value = check.line("value", 254);
    let statement = check.text("statement", 2000);
    if field.as_ref().is_some_and(|field| apply::value(details, field).as_deref() == Some(value.as_str())) {
        check.fail("value", "This is what is kept already.");
    }
    check.finish(|| Some((field?, value, statement)))
}
