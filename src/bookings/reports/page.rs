//! The page of the figures, and the same as a file.

use actix_web::{HttpRequest, HttpResponse};
use time::{Date, Duration};

use super::model::{Counted, Report};
use super::queries;
use super::views::ReportPage;
use crate::access::bookings::Read;
use crate::civil::{local, parse_date, start_of_local_day};
use crate::error::{AppError, AppResult};
use crate::staff::queries::people;
use crate::text::cells;
use crate::web::page::attachment;
use crate::web::{Can, Input, Who, page};

/// Days that are shown without a choice, and at most.
const USUAL: i64 = 90;
const MOST: i64 = 731;

/// The first day and the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    pub first: Date,
    pub last: Date,
}

impl Period {
    /// What makes no sense is mended: too long is cut, backwards is turned round.
    fn read(input: &Input, today: Date) -> Self {
        let near = |text: &str| parse_date(text).filter(|day| (1970..=2200).contains(&day.year()));
        let first = near(input.get("from"));
        let last = near(input.get("to")).unwrap_or(today);
        let first = first.unwrap_or(last - Duration::days(USUAL - 1));
        let (first, last) = if first <= last { (first, last) } else { (last, first) };
        Self { first: first.max(last - Duration::days(MOST - 1)), last }
    }
}

async fn report(who: &Who, request: &HttpRequest) -> AppResult<(Period, Report)> {
    let wall = who.wall();
    let period = Period::read(&Input::parse(request.query_string().as_bytes()), wall.today());
    let until = period.last.next_day().unwrap_or(period.last);
    let (from, to) = (start_of_local_day(period.first, &wall.zone), start_of_local_day(until, &wall.zone));
    let (rows, people) = who.read(move |db| Ok((queries::between(db, from, to)?, people(db)?))).await?;
    let counted = |row: queries::Row| {
        let at = local(row.starts_at, &wall.zone);
        Counted {
            day: at.date(),
            hour: at.hour(),
            status: row.status,
            member: people.name(Some(row.member_id)).to_owned(),
            services: row.services,
        }
    };
    let counted: Vec<Counted> = rows.into_iter().map(counted).collect();
    Ok((period, Report::of(&counted)))
}

pub async fn show(who: Can<Read>, request: HttpRequest) -> AppResult<HttpResponse> {
    let (period, report) = report(&who, &request).await?;
    page(&ReportPage::of(&who, period, &report))
}

pub async fn csv(who: Can<Read>, request: HttpRequest) -> AppResult<HttpResponse> {
    let (period, report) = report(&who, &request).await?;
    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record(["By", "What", "Bookings"]).map_err(AppError::internal)?;
    let groups =
        [("status", &report.by_status), ("service", &report.by_service), ("staff", &report.by_member)];
    for (by, list) in groups {
        for (name, count) in list {
            let name = cells::neutral(name);
            file.write_record([by, &name, &count.to_string()]).map_err(AppError::internal)?;
        }
    }
    let body = file.into_inner().map_err(AppError::internal)?;
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8; header=present")
        .insert_header(attachment(format!("bookings-{}-{}.csv", period.first, period.last)))
        .body(body))
}
