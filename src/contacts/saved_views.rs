//! Keeping a filter under a name, as a tab of the list.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::filter::Filter;
use super::list_views::may_share;
use super::queries::saved::{self, NewView};
use crate::access::contacts;
use crate::error::AppResult;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, Check, Chrome, FormState, Input, Nav, Who, page_with};

const LONGEST_NAME: usize = 60;

fn name(input: &Input) -> Result<String, FormState> {
    let mut check = Check::new(input);
    let name = check.required("name", LONGEST_NAME, "Enter a name for the view.");
    check.finish(|| Some(name))
}

/// The form hangs on the list; with an error it gets a page of its own.
#[derive(Template)]
#[template(path = "contacts/view_form.html")]
struct ViewFormPage {
    chrome: Chrome,
    form: FormState,
    action: String,
    query: String,
    back: String,
    may_share: bool,
}

impl ViewFormPage {
    fn answer(who: &Who, form: FormState, action: String, filter: &Filter) -> AppResult<HttpResponse> {
        let (query, back) = (filter.query(), filter.href());
        let chrome = who.chrome(Nav::Contacts);
        let page = Self { chrome, form, action, query, back, may_share: may_share(who) };
        page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
    }
}

pub async fn create(who: Can<contacts::Read>, input: Input) -> AppResult<HttpResponse> {
    let filter = Filter::of_query(input.get("query"));
    let action = "/contacts/views".to_owned();
    let name = match name(&input) {
        Ok(name) => name,
        Err(form) => return ViewFormPage::answer(&who, form, action, &filter),
    };
    let shared = input.checked("shared") && may_share(&who);
    let view = NewView { name, query: filter.query(), shared };
    match who.write(move |db| saved::insert(db, &view)).await? {
        Some(_) => Ok(see_other_with(filter.href(), &Flash::success("View saved."))),
        None => {
            let full = "You have as many views as fit. Remove one first.";
            ViewFormPage::answer(&who, FormState::with_form_error(input, full), action, &filter)
        }
    }
}

pub async fn rename(who: Can<contacts::Read>, id: web::Path<i64>, input: Input) -> AppResult<HttpResponse> {
    let (id, share) = (*id, may_share(&who));
    let view = who.read(move |db| saved::find_to_change(db, id, share)).await?;
    let filter = Filter::of_query(&view.query);
    let name = match name(&input) {
        Ok(name) => name,
        Err(form) => return ViewFormPage::answer(&who, form, format!("/contacts/views/{id}"), &filter),
    };
    let shared = if share { input.checked("shared") } else { view.shared };
    who.write(move |db| {
        saved::find_to_change(db, id, share)?;
        saved::update(db, id, &name, shared)
    })
    .await?;
    Ok(see_other_with(filter.href(), &Flash::success("View saved.")))
}

pub async fn remove(who: Can<contacts::Read>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let (id, share) = (*id, may_share(&who));
    who.write(move |db| {
        saved::find_to_change(db, id, share)?;
        saved::delete(db, id)
    })
    .await?;
    Ok(see_other_with("/contacts", &Flash::success("View removed. The contacts in it are as they were.")))
}
