//! `/bookings`: requests that wait for a yes, and the days ahead or behind.

use actix_web::{HttpRequest, HttpResponse};
use time::Duration;

use super::views::IndexPage;
use crate::access::bookings::Read;
use crate::bookings::queries::list;
use crate::civil::{parse_date, start_of_local_day};
use crate::error::AppResult;
use crate::staff::queries::people;
use crate::web::{Can, Input, page};

/// Days on one page.
pub const DAYS: i64 = 7;
const MOST_REQUESTS: i64 = 50;

pub async fn index(who: Can<Read>, request: HttpRequest) -> AppResult<HttpResponse> {
    let wall = who.wall();
    let input = Input::parse(request.query_string().as_bytes());
    let first = parse_date(input.get("date")).unwrap_or(wall.today());
    let until = first.checked_add(Duration::days(DAYS)).unwrap_or(first);
    let (from, to) = (start_of_local_day(first, &wall.zone), start_of_local_day(until, &wall.zone));
    let (requests, lines, people) = who
        .read(move |db| {
            Ok((list::requests(db, MOST_REQUESTS)?, list::between(db, from, to, None)?, people(db)?))
        })
        .await?;
    page(&IndexPage::of(&who, first, requests, lines, &people))
}
