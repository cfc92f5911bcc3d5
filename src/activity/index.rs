//! `/activity`: the record, filtered and paged, and the proof that it is whole.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};

use super::filter;
use super::queries;
use super::subjects::Subjects;
use super::views::{ActivityPage, Found};
use crate::access::activity::Read;
use crate::error::AppResult;
use crate::web::{Can, Input, page, page_with};

pub async fn show(who: Can<Read>, request: HttpRequest) -> AppResult<HttpResponse> {
    let input = Input::parse(request.query_string().as_bytes());
    let filter = match filter::validate(&input, &who.wall()) {
        Ok(filter) => filter,
        Err(form) => {
            let actors = who.read(queries::actors).await?;
            let found = Found::nothing(actors);
            return page_with(StatusCode::UNPROCESSABLE_ENTITY, &ActivityPage::of(&who, form, found));
        }
    };
    let verify = input.checked("verify");
    let found = who
        .read(move |db| {
            let actors = queries::actors(db)?;
            let entries = queries::entries(db, &filter, &actors)?;
            let verified = if verify { Some(queries::verify(db)?) } else { None };
            let subjects = Subjects::of(db, &entries.rows)?;
            Ok(Found { actors, entries, subjects, verified })
        })
        .await?;
    page(&ActivityPage::of(&who, super::filter::again(input), found))
}
