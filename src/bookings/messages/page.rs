//! `/workspace/reminders`: what comes next, what went lately, what did not and why, and the words.

use actix_web::HttpResponse;
use time::Duration;

use super::queries;
use super::views::RemindersPage;
use crate::access::bookings::Services;
use crate::bookings::queries::list;
use crate::error::AppResult;
use crate::web::{Can, page};

const AHEAD: Duration = Duration::days(14);
const COMING: i64 = 60;
const LATEST: i64 = 40;

pub async fn show(who: Can<Services>) -> AppResult<HttpResponse> {
    let shown = who
        .read(|db| {
            let coming = queries::coming(db, AHEAD, COMING)?;
            let latest = queries::latest(db, LATEST)?;
            let posted: Vec<i64> = latest.iter().filter_map(|past| past.outbox_id).collect();
            let named = coming.iter().map(|(id, ..)| *id).chain(latest.iter().map(|past| past.booking_id));
            let lines = list::named(db, &named.collect::<Vec<_>>())?;
            Ok((coming, latest, queries::outcomes(db, &posted)?, lines, queries::own_kinds(db)?))
        })
        .await?;
    page(&RemindersPage::of(&who, shown))
}
