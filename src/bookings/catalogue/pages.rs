//! `/services`: the list, and one service's form.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::forms::{self, Offer};
use super::model::{NewService, Service};
use super::queries;
use super::views::{IndexPage, ServicePage};
use crate::access::bookings::{Read, Services};
use crate::bookings::queries::business;
use crate::bookings::slots::queries::has_hours;
use crate::db::Scoped;
use crate::error::AppResult;
use crate::staff::queries::people;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, FormState, Input, Who, page, page_with};

const HOME: &str = "/services";

pub async fn index(who: Can<Read>) -> AppResult<HttpResponse> {
    let shown = who.read(|db| {
        let (services, resources) = (queries::services(db)?, queries::resources(db)?);
        Ok((services, resources, people(db)?, queries::rules(db)?, business(db)?, has_hours(db)?))
    });
    let (services, resources, people, rules, business, has_hours) = shown.await?;
    page(&IndexPage::of(&who, services, resources, &people, &rules, &business, has_hours))
}

async fn offer(who: &Who) -> AppResult<Offer> {
    who.read(|db| {
        Ok(Offer {
            people: people(db)?,
            resources: queries::resources(db)?,
            currency: business(db)?.currency,
        })
    })
    .await
}

pub async fn new(who: Can<Services>) -> AppResult<HttpResponse> {
    let offer = offer(&who).await?;
    let form = forms::blank(&offer);
    page(&ServicePage::of(&who, None, &offer, form))
}

pub async fn create(who: Can<Services>, input: Input) -> AppResult<HttpResponse> {
    let offer = offer(&who).await?;
    let new = match forms::service(&input, &offer) {
        Ok(new) => new,
        Err(form) => return mend(&who, None, &offer, form),
    };
    who.write(move |db| {
        let id = queries::insert(db, &new)?;
        db.record("service.created", "service", id, "");
        Ok(())
    })
    .await?;
    Ok(see_other_with(HOME, &Flash::success("Service added.")))
}

fn mend(who: &Who, service: Option<&Service>, offer: &Offer, form: FormState) -> AppResult<HttpResponse> {
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &ServicePage::of(who, service, offer, form))
}

pub async fn edit(who: Can<Services>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    let service = who.read(move |db| queries::service(db, id)).await?;
    let offer = offer(&who).await?;
    let form = forms::of_service(&service, &offer.currency);
    page(&ServicePage::of(&who, Some(&service), &offer, form))
}

pub async fn save(who: Can<Services>, id: web::Path<i64>, input: Input) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    let service = who.read(move |db| queries::service(db, id)).await?;
    let offer = offer(&who).await?;
    let new = match forms::service(&input, &offer) {
        Ok(new) => new,
        Err(form) => return mend(&who, Some(&service), &offer, form),
    };
    let version = input.get("version").parse().unwrap_or(0);
    match who.write(move |db| update(db, id, version, &new)).await? {
        true => Ok(see_other_with(
            HOME,
            &Flash::success("Service saved. Bookings keep the length and price they were made with."),
        )),
        false => {
            let form = FormState::with_form_error(
                input,
                "Somebody changed this service while you were editing. Open it again to see how it stands.",
            );
            page_with(StatusCode::CONFLICT, &ServicePage::of(&who, Some(&service), &offer, form))
        }
    }
}

fn update(db: &mut Scoped, id: i64, version: i32, new: &NewService) -> AppResult<bool> {
    let saved = queries::update(db, id, version, new)?;
    if saved {
        db.record("service.updated", "service", id, "");
    }
    Ok(saved)
}

pub async fn archive(who: Can<Services>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    who.write(move |db| {
        let now = db.now;
        queries::set_archived(db, id, Some(now))?;
        db.record("service.archived", "service", id, "");
        Ok(())
    })
    .await?;
    let flash = Flash::success("Service archived: it can’t be booked any more. Its bookings stay.")
        .with_action("Undo", format!("/services/{id}/restore"));
    Ok(see_other_with(HOME, &flash))
}

pub async fn restore(who: Can<Services>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    who.write(move |db| {
        queries::set_archived(db, id, None)?;
        db.record("service.restored", "service", id, "");
        Ok(())
    })
    .await?;
    Ok(see_other_with(HOME, &Flash::success("The service can be booked again.")))
}
