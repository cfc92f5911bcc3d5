//! Keeping a filter under a name, as a tab of the list.

use actix_web::{HttpResponse, web};

use super::filter::Filter;
use super::list_views::may_share;
use super::queries::saved::{self, NewView};
use crate::access::contacts;
use crate::error::AppResult;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, Check, FormState, Input};

const LONGEST_NAME: usize = 60;

fn name(input: &Input) -> Result<String, FormState> {
    let mut check = Check::new(input);
    let name = check.required("name", LONGEST_NAME, "Enter a name for the view.");
    check.finish(|| Some(name))
}

/// The form is a small part of the list page: its error is shown above the list.
fn refused(form: &FormState, back: &str) -> HttpResponse {
    let message = form.error("name").unwrap_or("Enter a name for the view.");
    see_other_with(back, &Flash::error(message))
}

pub async fn create(who: Can<contacts::Read>, input: Input) -> AppResult<HttpResponse> {
    let filter = Filter::of_query(input.get("query"));
    let back = filter.href();
    let name = match name(&input) {
        Ok(name) => name,
        Err(form) => return Ok(refused(&form, &back)),
    };
    let shared = input.checked("shared") && may_share(&who);
    let view = NewView { name, query: filter.query(), shared };
    let flash = match who.write(move |db| saved::insert(db, &view)).await? {
        Some(_) => Flash::success("View saved."),
        None => Flash::error("You have as many views as fit. Remove one first."),
    };
    Ok(see_other_with(back, &flash))
}

pub async fn rename(who: Can<contacts::Read>, id: web::Path<i64>, input: Input) -> AppResult<HttpResponse> {
    let (id, share) = (*id, may_share(&who));
    let name = match name(&input) {
        Ok(name) => name,
        Err(form) => return Ok(refused(&form, "/contacts")),
    };
    let shared = input.checked("shared");
    let view = who
        .write(move |db| {
            let view = saved::find_to_change(db, id, share)?;
            saved::update(db, id, &name, if share { shared } else { view.shared })?;
            Ok(view)
        })
        .await?;
    Ok(see_other_with(Filter::of_query(&view.query).href(), &Flash::success("View saved.")))
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
