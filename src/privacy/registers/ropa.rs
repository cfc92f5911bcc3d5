//! `/operator/ropa.csv` and `/workspace/ropa.csv`: the records of processing as files.

use actix_web::HttpResponse;
use actix_web::web::Data;

use super::queries::{self, Receiver};
use super::records::{self, Frame};
use super::safeguards::{Evidence, in_place};
use crate::access::workspace::Manage;
use crate::db::{Scoped, Unscoped};
use crate::error::AppResult;
use crate::services::Services;
use crate::vault::{self, LastDrill};
use crate::web::page::attachment;
use crate::web::routes::RouteRow;
use crate::web::{Can, Operator};

pub async fn operator(who: Operator, routes: Data<Vec<RouteRow>>) -> AppResult<HttpResponse> {
    let today = who.now().date();
    let found = move |db: &mut Unscoped<'_>| {
        Ok((queries::businesses(db)?, queries::receivers(db, today)?, vault::last_drill(db)?))
    };
    let (businesses, receivers, drill) = who.read_unscoped(found).await?;
    let measures = measures(&who.services, &routes, drill.as_ref());
    let file = records::of_operator(&frame(&who.services, &receivers, &measures), &businesses)?;
    Ok(csv("records-of-processing.csv", file))
}

pub async fn workspace(who: Can<Manage>, routes: Data<Vec<RouteRow>>) -> AppResult<HttpResponse> {
    let today = who.now().date();
    let found = move |db: &mut Scoped<'_>| {
        Ok((queries::own_business(db)?, queries::receivers(db, today)?, vault::last_drill(db)?))
    };
    let (business, receivers, drill) = who.read(found).await?;
    let measures = measures(&who.services, &routes, drill.as_ref());
    let file = records::of_business(&frame(&who.services, &receivers, &measures), &business)?;
    Ok(csv("records-of-processing.csv", file))
}

fn frame<'f>(services: &'f Services, receivers: &'f [Receiver], measures: &'f [&'static str]) -> Frame<'f> {
    Frame { operator: &services.config.installation, inventory: &services.inventory, receivers, measures }
}

fn measures(services: &Services, routes: &[RouteRow], drill: Option<&LastDrill>) -> Vec<&'static str> {
    in_place(&Evidence {
        config: &services.config,
        routes,
        inventory: &services.inventory,
        standing: &services.standing.facts(),
        drill,
    })
}

fn csv(name: &str, file: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header(attachment(name))
        .content_type("text/csv; charset=utf-8; header=present")
        .body(file)
}
