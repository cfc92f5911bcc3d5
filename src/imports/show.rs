//! One import: how far it is, what becomes of each row, and the buttons that move it on.

use actix_web::{HttpRequest, HttpResponse, web};

use super::job::Run;
use super::model::{Fate, State};
use super::views::ShowPage;
use super::{queries, upload};
use crate::access::contacts::Write;
use crate::contacts::queries::fields;
use crate::error::{AppError, AppResult};
use crate::jobs::Enqueue;
use crate::text::cells;
use crate::web::flash::Flash;
use crate::web::page::{attachment, see_other, see_other_with};
use crate::web::{Can, Input, page};

const STALE: AppError = AppError::Conflict("This list moved on meanwhile. Open its page again.");
pub const PAGE: i64 = 50;
/// Rows whose cells show what a column holds.
const SAMPLES: i64 = 3;

pub async fn show(who: Can<Write>, id: web::Path<i64>, request: HttpRequest) -> AppResult<HttpResponse> {
    upload::refuse_half_sight(&who)?;
    let id = id.into_inner();
    let input = Input::parse(request.query_string().as_bytes());
    let fate = Fate::from_word(input.get("fate"));
    let after = input.get("after").parse().unwrap_or(0);
    let shown = who
        .read(move |db| {
            let import = queries::find(db, id)?;
            let samples = queries::rows(db, id, None, 0, SAMPLES)?;
            // A list that moves is looked at again and again: counting its rows would hold it up.
            let (counts, rows) = match import.state.is_moving() || import.state == State::Matching {
                true => (Vec::new(), Vec::new()),
                false => (queries::counts(db, id)?, queries::rows(db, id, fate, after, PAGE + 1)?),
            };
            Ok((counts, fields::active(db)?, samples, rows, import))
        })
        .await?;
    page(&ShowPage::of(&who, shown, fate))
}

pub async fn run(who: Can<Write>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    upload::refuse_half_sight(&who)?;
    let id = id.into_inner();
    who.write(move |db| {
        queries::find(db, id)?;
        if !queries::advance(db, id, &[State::Planned], State::Running)? {
            return Err(STALE);
        }
        queries::set_done(db, id, 0)?;
        let workspace_id = db.workspace_id();
        db.enqueue(&Run { workspace_id, import_id: id, after: 0 })
    })
    .await?;
    Ok(see_other(format!("/contacts/import/{id}")))
}

/// What was added stays, and can be taken back.
pub async fn cancel(who: Can<Write>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    upload::refuse_half_sight(&who)?;
    let id = id.into_inner();
    let from = [State::Reading, State::Matching, State::Planning, State::Planned, State::Running];
    let stopped = who.write(move |db| {
        queries::find(db, id)?;
        let stopped = queries::advance(db, id, &from, State::Cancelled)?;
        if stopped {
            db.record("import.cancelled", "import", id, "");
        }
        Ok(stopped)
    });
    let flash = match stopped.await? {
        true => Flash::success("Stopped."),
        false => Flash::notice("It was over already."),
    };
    Ok(see_other_with(format!("/contacts/import/{id}"), &flash))
}

/// The rows that were not added, as they were, with the reason in front: to mend and bring again.
pub async fn refused(who: Can<Write>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    upload::refuse_half_sight(&who)?;
    let id = id.into_inner();
    let (header, rows) = who
        .read(move |db| {
            let import = queries::find(db, id)?;
            let mut rows = queries::rows(db, id, Some(Fate::Refused), 0, i64::MAX)?;
            rows.extend(queries::rows(db, id, Some(Fate::Duplicate), 0, i64::MAX)?);
            rows.sort_by_key(|row| row.number);
            Ok((import.header(), rows))
        })
        .await?;
    let mut file = csv::Writer::from_writer(Vec::new());
    let mut write = |cells: Vec<String>| file.write_record(cells).map_err(AppError::internal);
    write(
        ["Row", "Why"]
            .map(str::to_owned)
            .into_iter()
            .chain(header.iter().map(|name| cells::neutral(name).into_owned()))
            .collect(),
    )?;
    for row in rows {
        let cells = row.cells.iter().map(|cell| cells::neutral(cell).into_owned());
        let front = [row.number.to_string(), row.why.clone()];
        let line: Vec<String> = front.into_iter().chain(cells).collect();
        let width = header.len() + 2;
        write(line.into_iter().chain(std::iter::repeat(String::new())).take(width).collect())?;
    }
    let body = file.into_inner().map_err(AppError::internal)?;
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8; header=present")
        .insert_header(attachment("not-added.csv"))
        .body(body))
}
