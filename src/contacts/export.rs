//! Contacts as a file: those that were ticked, what the list shows, or everybody. It is sent while it is
//! read, a few hundred contacts a step, so its size costs no memory; only a workbook is written first.

use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, web};
use futures_util::stream::{Stream, try_unfold};

use super::filter::Filter;
use super::queries::export::{Chosen, Exported, Plan, plan, some};
use super::{export_csv, export_json, export_vcf, export_xlsx};
use crate::access::contacts;
use crate::error::{AppError, AppResult};
use crate::web::flash::Flash;
use crate::web::page::{attachment, see_other_with};
use crate::web::{Can, Input, Who};

const STEP: usize = 500;

/// How a kind of file is written. What is between `head` and `tail` comes a step at a time.
trait Format: 'static {
    const NAME: &'static str;
    const CONTENT_TYPE: &'static str;

    fn head(plan: &Plan) -> AppResult<Vec<u8>>;
    fn rows(plan: &Plan, rows: &[Exported], is_first: bool) -> AppResult<Vec<u8>>;
    fn tail() -> &'static str;
}

struct Csv;

impl Format for Csv {
    const NAME: &'static str = "contacts.csv";
    const CONTENT_TYPE: &'static str = "text/csv; charset=utf-8; header=present";

    fn head(plan: &Plan) -> AppResult<Vec<u8>> {
        export_csv::head(plan)
    }

    fn rows(plan: &Plan, rows: &[Exported], _: bool) -> AppResult<Vec<u8>> {
        export_csv::rows(plan, rows)
    }

    fn tail() -> &'static str {
        ""
    }
}

struct Vcf;

impl Format for Vcf {
    const NAME: &'static str = "contacts.vcf";
    const CONTENT_TYPE: &'static str = "text/vcard; charset=utf-8";

    fn head(_: &Plan) -> AppResult<Vec<u8>> {
        Ok(Vec::new())
    }

    fn rows(plan: &Plan, rows: &[Exported], _: bool) -> AppResult<Vec<u8>> {
        Ok(rows.iter().map(|row| export_vcf::whole(plan, row)).collect::<String>().into_bytes())
    }

    fn tail() -> &'static str {
        ""
    }
}

struct Json;

impl Format for Json {
    const NAME: &'static str = "contacts.json";
    const CONTENT_TYPE: &'static str = "application/json";

    fn head(plan: &Plan) -> AppResult<Vec<u8>> {
        Ok(export_json::head(plan))
    }

    fn rows(plan: &Plan, rows: &[Exported], is_first: bool) -> AppResult<Vec<u8>> {
        Ok(export_json::rows(plan, rows, is_first))
    }

    fn tail() -> &'static str {
        export_json::TAIL
    }
}

pub async fn csv(who: Can<contacts::Export>, request: HttpRequest) -> AppResult<HttpResponse> {
    file::<Csv>(who.into_who(), &request).await
}

pub async fn vcf(who: Can<contacts::Export>, request: HttpRequest) -> AppResult<HttpResponse> {
    file::<Vcf>(who.into_who(), &request).await
}

pub async fn json(who: Can<contacts::Export>, request: HttpRequest) -> AppResult<HttpResponse> {
    file::<Json>(who.into_who(), &request).await
}

/// The contacts that were ticked in a list, else what its filter shows.
fn chosen(query: &str) -> Chosen {
    let input = Input::parse(query.as_bytes());
    match input.has("id") || input.has("back") {
        true => Chosen::These(input.ids("id")),
        false => Chosen::Shown(Filter::read(&input)),
    }
}

async fn file<F: Format>(who: Who, request: &HttpRequest) -> AppResult<HttpResponse> {
    let Some(plan) = planned(&who, request, F::NAME).await? else { return Ok(nobody(request)) };
    Ok(answer(F::CONTENT_TYPE, F::NAME, &plan).streaming(stream::<F>(who, plan)))
}

pub async fn xlsx(who: Can<contacts::Export>, request: HttpRequest) -> AppResult<HttpResponse> {
    let who = who.into_who();
    let Some(plan) = planned(&who, &request, export_xlsx::NAME).await? else { return Ok(nobody(&request)) };
    if plan.ids.len() > export_xlsx::MOST {
        return Err(AppError::Conflict("A workbook holds 1,048,575 contacts at most. Export them as CSV."));
    }
    let mut book = export_xlsx::Book::begin(&plan)?;
    for ids in plan.ids.chunks(STEP) {
        let ids = ids.to_vec();
        let wanted = ids.len();
        let rows = who.read(move |db| some(db, &ids)).await?;
        complete(wanted, rows.len())?;
        book.add(&plan, &rows)?;
    }
    let file = tokio::task::spawn_blocking(move || book.end()).await.map_err(AppError::internal)??;
    Ok(answer(export_xlsx::CONTENT_TYPE, export_xlsx::NAME, &plan).streaming(export_xlsx::sent(file)))
}

fn answer(content_type: &str, name: &str, plan: &Plan) -> HttpResponseBuilder {
    let mut answer = HttpResponse::Ok();
    answer
        .content_type(content_type)
        .insert_header(attachment(name))
        .insert_header(("X-Row-Count", plan.ids.len().to_string()));
    answer
}

/// Back to the list, when nobody was ticked.
fn nobody(request: &HttpRequest) -> HttpResponse {
    let back = Filter::of_query(Input::parse(request.query_string().as_bytes()).get("back")).href();
    see_other_with(back, &Flash::notice("Select the contacts first."))
}

/// The one write is the line in the activity record: nobody takes contacts along unseen.
async fn planned(who: &Who, request: &HttpRequest, name: &'static str) -> AppResult<Option<Plan>> {
    let chosen = chosen(request.query_string());
    if let Chosen::These(ids) = &chosen
        && ids.is_empty()
    {
        return Ok(None);
    }
    let member = who.member.id;
    who.write(move |db| {
        let plan = plan(db, &chosen)?;
        let detail = format!("{name}, {} contacts", plan.ids.len());
        db.record("contact.exported", "member", member, detail);
        Ok(Some(plan))
    })
    .await
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

/// How far a file is.
enum Place {
    Head,
    /// So many contacts are written.
    Rows(usize),
    End,
}

/// An error on the way breaks the transfer off, so that half a file is not taken for a whole one.
fn stream<F: Format>(who: Who, plan: Plan) -> impl Stream<Item = Result<Bytes, AppError>> {
    try_unfold((who, plan, Place::Head), |(who, plan, place)| async move {
        let done = match place {
            Place::Head => {
                let head = F::head(&plan)?;
                return Ok(Some((Bytes::from(head), (who, plan, Place::Rows(0)))));
            }
            Place::Rows(done) => done,
            Place::End => return Ok(None),
        };
        let ids: Vec<i64> = plan.ids.iter().skip(done).take(STEP).copied().collect();
        if ids.is_empty() {
            return Ok(Some((Bytes::from_static(F::tail().as_bytes()), (who, plan, Place::End))));
        }
        let (wanted, next) = (ids.len(), done + ids.len());
        let rows = who.read(move |db| some(db, &ids)).await?;
        complete(wanted, rows.len())?;
        let text = F::rows(&plan, &rows, done == 0)?;
        Ok(Some((Bytes::from(text), (who, plan, Place::Rows(next)))))
    })
}

/// The file has as many contacts as were counted and recorded, or it ends broken off. One that was
/// deleted meanwhile is enough: whoever asks again gets a whole file.
fn complete(wanted: usize, found: usize) -> AppResult<()> {
    match wanted == found {
        true => Ok(()),
        false => Err(AppError::Conflict("Contacts were deleted while the file was written. Export again.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_lacks_a_contact_is_broken_off() {
        assert!(complete(500, 500).is_ok());
        assert!(complete(500, 499).is_err());
    }

    #[test]
    fn what_is_ticked_comes_before_what_is_shown() {
        assert!(matches!(chosen("q=mia&tag=4"), Chosen::Shown(filter) if filter.narrows()));
        assert!(matches!(chosen("back=&tag=&id=3&id=x&id=5"), Chosen::These(ids) if ids == [3, 5]));
        assert!(matches!(chosen("back=q%3Dmia&tag=4"), Chosen::These(ids) if ids.is_empty()));
    }
}
