//! GET `/privacy/restricted`: who is restricted, why, since when.

use actix_web::{HttpRequest, HttpResponse};

use super::queries;
use super::views::ListPage;
use crate::access::privacy::Handle;
use crate::error::AppResult;
use crate::web::{Can, Input, page};

pub async fn show(who: Can<Handle>, request: HttpRequest) -> AppResult<HttpResponse> {
    let after = Input::parse(request.query_string().as_bytes()).get("after").parse().unwrap_or(0);
    let (slice, open) = who
        .read(move |db| {
            let slice = queries::page(db, after)?;
            let ids: Vec<i64> = slice.rows.iter().map(|row| row.id).collect();
            let open = queries::open_among(db, &ids)?;
            Ok((slice, open))
        })
        .await?;
    page(&ListPage::of(&who, slice, &open))
}
