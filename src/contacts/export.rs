//! Contacts as a file: what the list shows, or everybody. It is sent while it is
//! read, a few hundred contacts a step, so its size costs no memory.

use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, web};
use futures_util::stream::{Stream, try_unfold};

use super::filter::Filter;
use super::queries::export::{Exported, Plan, plan, some};
use super::{export_csv, export_vcf};
use crate::access::contacts;
use crate::error::{AppError, AppResult};
use crate::web::page::attachment;
use crate::web::{Can, Who};

const STEP: usize = 500;

/// How a kind of file is written.
trait Format: 'static {
    const NAME: &'static str;
    const CONTENT_TYPE: &'static str;
    /// What stands before the first contact.
    fn head(plan: &Plan) -> AppResult<Vec<u8>>;
    fn rows(plan: &Plan, rows: &[Exported]) -> AppResult<Vec<u8>>;
}

struct Csv;

impl Format for Csv {
    const NAME: &'static str = "contacts.csv";
    const CONTENT_TYPE: &'static str = "text/csv; charset=utf-8; header=present";

    fn head(plan: &Plan) -> AppResult<Vec<u8>> {
        export_csv::head(plan)
    }

    fn rows(plan: &Plan, rows: &[Exported]) -> AppResult<Vec<u8>> {
        export_csv::rows(plan, rows)
    }
}

struct Vcf;

impl Format for Vcf {
    const NAME: &'static str = "contacts.vcf";
    const CONTENT_TYPE: &'static str = "text/vcard; charset=utf-8";

    fn head(_: &Plan) -> AppResult<Vec<u8>> {
        Ok(Vec::new())
    }

    fn rows(_: &Plan, rows: &[Exported]) -> AppResult<Vec<u8>> {
        Ok(rows.iter().map(export_vcf::card).collect::<String>().into_bytes())
    }
}

pub async fn csv(who: Can<contacts::Export>, request: HttpRequest) -> AppResult<HttpResponse> {
    file::<Csv>(who.into_who(), &request).await
}

pub async fn vcf(who: Can<contacts::Export>, request: HttpRequest) -> AppResult<HttpResponse> {
    file::<Vcf>(who.into_who(), &request).await
}

/// The one write is the line in the activity record: nobody takes contacts along unseen.
async fn file<F: Format>(who: Who, request: &HttpRequest) -> AppResult<HttpResponse> {
    let filter = Filter::of_query(request.query_string());
    let member = who.member.id;
    let plan = who
        .write(move |db| {
            let plan = plan(db, &filter)?;
            db.record(
                "contact.exported",
                "member",
                member,
                format!("{}, {} contacts", F::NAME, plan.ids.len()),
            );
            Ok(plan)
        })
        .await?;
    Ok(HttpResponse::Ok()
        .content_type(F::CONTENT_TYPE)
        .insert_header(attachment(F::NAME))
        .insert_header(("X-Row-Count", plan.ids.len().to_string()))
        .streaming(stream::<F>(who, plan)))
}

/// One contact, for an address book.
pub async fn card(who: Can<contacts::Export>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    let row = who
        .write(move |db| {
            let row = some(db, &[id])?.pop().ok_or(AppError::NotFound)?;
            db.record("contact.exported", "contact", id, "vCard");
            Ok(row)
        })
        .await?;
    Ok(HttpResponse::Ok()
        .content_type(Vcf::CONTENT_TYPE)
        .insert_header(attachment("contact.vcf"))
        .body(export_vcf::card(&row)))
}

/// An error on the way breaks the transfer off, so that half a file is not taken for a whole one.
fn stream<F: Format>(who: Who, plan: Plan) -> impl Stream<Item = Result<Bytes, AppError>> {
    try_unfold((who, plan, None), |(who, plan, done)| async move {
        let Some(done) = done else {
            let head = F::head(&plan)?;
            return Ok(Some((Bytes::from(head), (who, plan, Some(0)))));
        };
        let ids: Vec<i64> = plan.ids.iter().skip(done).take(STEP).copied().collect();
        if ids.is_empty() {
            return Ok(None);
        }
        let next = done + ids.len();
        let rows = who.read(move |db| some(db, &ids)).await?;
        Ok(Some((Bytes::from(F::rows(&plan, &rows)?), (who, plan, Some(next)))))
    })
}
