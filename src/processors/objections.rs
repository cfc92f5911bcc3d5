//! The operator reads an objection and answers it.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::queries::{self, Processor, objections::Objection};
use super::views::operator::ObjectionPage;
use super::{actions, forms, queries::objections};
use crate::error::AppResult;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{FormState, Input, Operator, page, page_with};

pub async fn show(who: Operator, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let (objection, business, processor) = find(&who, id.into_inner()).await?;
    let form = FormState::filled([("answer", proposed(&objection, &processor))]);
    page(&ObjectionPage::of(&who, &objection, business, &processor, form))
}

pub async fn answer(who: Operator, id: web::Path<i64>, input: Input) -> AppResult<HttpResponse> {
    let (objection, business, processor) = find(&who, id.into_inner()).await?;
    let text = match forms::words(&input, "answer", "Write an answer.") {
        Ok(text) => text,
        Err(form) => {
            let page = ObjectionPage::of(&who, &objection, business, &processor, form);
            return page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    let (id, operator) = (objection.id, who.user().pseudonym.clone());
    who.write_unscoped(move |db| actions::answer(db, id, &operator, &text)).await?;
    let back = format!("/operator/processors/{}", processor.id);
    Ok(see_other_with(back, &Flash::success("Answer sent to the privacy contacts of the business.")))
}

async fn find(who: &Operator, id: i64) -> AppResult<(Objection, String, Processor)> {
    who.read_unscoped(move |db| {
        let (objection, business, _) = objections::find(db, id)?;
        let processor = queries::find(db, objection.processor_id)?;
        Ok((objection, business, processor))
    })
    .await
}

/// An answer to start from: what follows from the objection, in the words of the register.
fn proposed(objection: &Objection, processor: &Processor) -> String {
    if !objection.answer.is_empty() {
        return objection.answer.clone();
    }
    let name = &processor.promised.name;
    if !processor.promised.required {
        return format!(
            "{name} is optional. Your business’s data does not go there while your objection stands."
        );
    }
    format!(
        "We can’t leave {name} out for one business. Without it, this would end: {}. You may go on with \
         {name}, or export your data and close your account before it starts. If you think that we are wrong, \
         answer this mail, or complain to your data protection authority.",
        processor.terms.functions
    )
}
