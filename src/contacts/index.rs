//! The contact list.

use actix_web::{HttpRequest, HttpResponse};

use super::filter::{Cursor, Filter};
use super::list_views::{Found, ListPage};
use super::queries::{Choices, choices, list};
use crate::access::contacts;
use crate::db::Scoped;
use crate::error::AppResult;
use crate::web::{Can, Input, page};

pub async fn index(who: Can<contacts::Read>, request: HttpRequest) -> AppResult<HttpResponse> {
    let input = Input::parse(request.query_string().as_bytes());
    let (filter, cursor) = (Filter::read(&input), Cursor::read(&input));
    // Counting reads all that fit, so it is done for who asks.
    let (wanted, counts) = (filter.clone(), input.checked("count"));
    let is_long = counts || wanted.narrows();
    let read = move |db: &mut Scoped| find(db, &wanted, cursor, counts);
    // Only a list that is walked from its end is sure to be short.
    let found = if is_long { who.read(read).await? } else { who.glance(read).await? };
    page(&ListPage::new(&who, &filter, cursor, found))
}

fn find(db: &mut Scoped, filter: &Filter, cursor: Cursor, counts: bool) -> AppResult<Found> {
    let slice = list::page(db, filter, cursor)?;
    let Choices { people, tags, views, .. } = choices(db)?;
    let has_contacts = !slice.rows.is_empty() || list::has_any(db)?;
    let total = if counts { Some(list::count(db, filter)?) } else { None };
    Ok(Found { slice, total, has_contacts, tags, people, views })
}
