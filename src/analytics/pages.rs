//! `/operator/analytics` and `/workspace/analytics`: the same report, of the installation's
//! own pages for the operator, of a business's public pages for the business.

use actix_web::http::header::{self, ContentDisposition};
use actix_web::{HttpResponse, web};
use csv::Writer;
use serde::Deserialize;

use super::period::Period;
use super::queries::report::{DayLine, day_lines};
use super::report;
use super::views::ReportPage;
use crate::access::workspace::Manage;
use crate::error::{AppError, AppResult};
use crate::text::cells;
use crate::web::{Can, Operator, page};

#[derive(Deserialize)]
pub struct Query {
    period: Option<String>,
}

impl Query {
    fn period(&self) -> Period {
        Period::of(self.period.as_deref())
    }
}

pub async fn of_installation(who: Operator, query: web::Query<Query>) -> AppResult<HttpResponse> {
    let (period, today) = (query.period(), who.now().date());
    let report = who.read_unscoped(move |db| report::read(db, None, period, today)).await?;
    page(&ReportPage::of_installation(&who, report))
}

pub async fn of_business(who: Can<Manage>, query: web::Query<Query>) -> AppResult<HttpResponse> {
    let (period, today) = (query.period(), who.now().date());
    let report = who
        .read(move |db| {
            let business = db.workspace_id();
            report::read(db, Some(business), period, today)
        })
        .await?;
    page(&ReportPage::of_business(&who, report))
}

pub async fn csv_of_installation(who: Operator, query: web::Query<Query>) -> AppResult<HttpResponse> {
    let span = query.period().whole(who.now().date());
    as_csv(who.read_unscoped(move |db| day_lines(db, None, span)).await?)
}

pub async fn csv_of_business(who: Can<Manage>, query: web::Query<Query>) -> AppResult<HttpResponse> {
    let span = query.period().whole(who.now().date());
    let lines = who.read(move |db| {
        let business = db.workspace_id();
        day_lines(db, Some(business), span)
    });
    as_csv(lines.await?)
}

fn as_csv(lines: Vec<DayLine>) -> AppResult<HttpResponse> {
    let mut out = Writer::from_writer(Vec::new());
    out.write_record(["Day", "Page", "Linked from", "Device", "Times"]).map_err(AppError::internal)?;
    for line in lines {
        let texts = [line.day.to_string(), line.route, line.referrer, line.device, line.times.to_string()];
        out.write_record(texts.map(|text| cells::neutral(&text).into_owned())).map_err(AppError::internal)?;
    }
    let body = out.into_inner().map_err(AppError::internal)?;
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, ContentDisposition::attachment("page-views.csv")))
        .body(body))
}
