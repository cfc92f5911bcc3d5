//! `/contacts/{id}/merge`: another record of the same person looked for, both side by side, and merged.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::actions::{self, Merged, Two};
use super::queries::merges;
use super::views::{ComparePage, LookPage, Pair};
use crate::access::Permission;
use crate::access::contacts::Delete;
use crate::contacts::filter::{Cursor, Filter};
use crate::contacts::model::{Details, NewContact};
use crate::contacts::queries::{self as contacts, bulk, list};
use crate::contacts::snapshot::Pick;
use crate::db::Scoped;
use crate::error::{AppError, AppResult};
use crate::staff;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, Input, Who, page, page_with};

pub async fn show(who: Can<Delete>, id: web::Path<i64>, request: HttpRequest) -> AppResult<HttpResponse> {
    let (id, input) = (id.into_inner(), Input::parse(request.query_string().as_bytes()));
    match input.get("with").parse() {
        Ok(other) => page(&compare(&who, (id, other), &input, "").await?),
        Err(_) => look(&who, id, input.get("q").to_owned()).await,
    }
}

/// Who this may be: those who share something with them, and whoever is searched for.
async fn look(who: &Who, id: i64, q: String) -> AppResult<HttpResponse> {
    let wanted = Filter { q: q.clone(), ..Filter::default() };
    let (details, likely, found) = who
        .read(move |db| {
            let details = contacts::details(db, id)?;
            let likely = contacts::duplicates(db, &NewContact::of(&details)?)?;
            let found = match wanted.q.trim() {
                "" => Vec::new(),
                _ => list::page(db, &wanted, Cursor::First)?.rows,
            };
            Ok((details, likely, found))
        })
        .await?;
    page(&LookPage::of(who, &details, likely, found, q))
}

async fn compare(
    who: &Who,
    (stays, goes): (i64, i64),
    input: &Input,
    trouble: &str,
) -> AppResult<ComparePage> {
    let (pair, people) =
        who.read(move |db| Ok((pair(db, stays, goes)?, staff::queries::people(db)?))).await?;
    Ok(ComparePage::of(who, pair, &people, input, trouble))
}

fn pair(db: &mut Scoped, stays: i64, goes: i64) -> AppResult<Pair> {
    let both = (contacts::details(db, stays)?, details_of_other(db, stays, goes)?);
    let obstacle = actions::obstacle(db, &both.0, &both.1)?;
    let along = (bulk::belongings(db, &[goes])?, merges::bookings_of(db, goes)?);
    Ok(Pair { stays: both.0, goes: both.1, obstacle, along })
}

/// One that became part of the other already is no stranger.
fn details_of_other(db: &mut Scoped, stays: i64, goes: i64) -> AppResult<Details> {
    match contacts::details(db, goes) {
        Err(AppError::NotFound) if merges::stays_as(db, goes)? == Some(stays) => {
            Err(AppError::Conflict("These contacts are merged already."))
        }
        Ok(details) if stays != goes => Ok(details),
        Ok(_) => Err(AppError::NotFound),
        Err(error) => Err(error),
    }
}

pub async fn merge(who: Can<Delete>, id: web::Path<i64>, input: Input) -> AppResult<HttpResponse> {
    if !who.may(Permission::WriteContacts) {
        return Err(AppError::Forbidden("Merging also needs the permission to edit contacts."));
    }
    let number = |name: &str| input.get(name).parse::<i32>().unwrap_or(0);
    let (stays, goes) = (id.into_inner(), input.get("other").parse().unwrap_or(0));
    let two = Two { stays: (stays, number("version")), goes: (goes, number("other_version")) };
    let (chosen, services) = (input.clone(), who.services.clone());
    let merged = who
        .write(move |db| {
            contacts::require(db, stays)?;
            details_of_other(db, stays, goes)?;
            actions::merge(db, &services, two, |key, empty| Pick::read(&chosen, key, empty))
        })
        .await?;
    match merged {
        Merged::Done(merge) => {
            let flash = Flash::success("Merged. Everything is with this contact now.")
                .with_action("Undo", format!("/contacts/merges/{merge}/undo"));
            Ok(see_other_with(format!("/contacts/{stays}"), &flash))
        }
        Merged::Stale => {
            let page = compare(&who, (stays, goes), &input, CHANGED).await?;
            page_with(StatusCode::CONFLICT, &page)
        }
    }
}

const CHANGED: &str =
    "One of them was changed after you opened this page. Nothing was merged; look again at what stays.";
