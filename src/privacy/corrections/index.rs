//! GET `/privacy/corrections`: what clients say is wrong and nobody has decided yet.

use actix_web::{HttpRequest, HttpResponse};

use super::views::ListPage;
use crate::access::privacy::Handle;
use crate::contacts::statements::queries;
use crate::error::AppResult;
use crate::web::{Can, Input, page};

pub async fn show(who: Can<Handle>, request: HttpRequest) -> AppResult<HttpResponse> {
    let after = Input::parse(request.query_string().as_bytes()).get("after").parse().unwrap_or(0);
    let found = who.read(move |db| queries::open(db, after)).await?;
    page(&ListPage::of(&who, found))
}
