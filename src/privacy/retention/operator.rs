//! `/operator/retention`: what the next run removes, and what the last ones removed.

use actix_web::HttpResponse;

use super::preview;
use super::queries;
use super::rules;
use super::views::RunsPage;
use crate::error::AppResult;
use crate::web::{Operator, page};

const RUNS: i64 = 30;

pub async fn show(who: Operator) -> AppResult<HttpResponse> {
    let inventory = who.services.inventory.clone();
    let (next, runs, rules) = who
        .read_unscoped(move |db| {
            let next = preview::next(db, &inventory, None)?;
            Ok((next, queries::latest(db, RUNS)?, rules::all(db, &inventory)?))
        })
        .await?;
    page(&RunsPage::of(&who, next, runs, &rules))
}
