//! The contact list.

use actix_web::{HttpRequest, HttpResponse};

use super::filter::{Cursor, Filter};
use super::list_views::{Found, ListPage};
use super::queries::{list, saved, tags};
use crate::access::contacts;
use crate::error::AppResult;
use crate::staff;
use crate::web::{Can, Input, page};

pub async fn index(who: Can<contacts::Read>, request: HttpRequest) -> AppResult<HttpResponse> {
    let input = Input::parse(request.query_string().as_bytes());
    let (filter, cursor) = (Filter::read(&input), Cursor::read(&input));
    // Counting reads all that fit, so it is done for who asks.
    let (wanted, counts) = (filter.clone(), input.checked("count"));
    let found = who
        .read(move |db| {
            let slice = list::page(db, &wanted, cursor)?;
            let ids: Vec<i64> = slice.rows.iter().map(|row| row.id).collect();
            Ok(Found {
                has_contacts: !slice.rows.is_empty() || list::has_any(db)?,
                tag_ids: list::tag_ids(db, &ids)?,
                tags: tags::all(db)?,
                people: staff::queries::people(db)?,
                views: saved::all(db)?,
                total: if counts { Some(list::count(db, &wanted)?) } else { None },
                slice,
            })
        })
        .await?;
    page(&ListPage::new(&who, &filter, cursor, found))
}
