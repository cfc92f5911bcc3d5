//! `/staff/{id}/hours`.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::model::{Exception, TimeOff, Week, usual_week};
use super::views::HoursPage;
use super::{forms, queries, refuse_others};
use crate::access::bookings::{Read, Write};
use crate::civil::Wall;
use crate::db::Scoped;
use crate::error::AppResult;
use crate::staff::queries::{self as staff, Member};
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, FormState, Input, Who, page, page_with};

/// All that the page tells, read in one step.
pub struct Shown {
    pub member: Member,
    pub week: Week,
    pub zone: Option<String>,
    pub exceptions: Vec<Exception>,
    pub off: Vec<TimeOff>,
}

/// The forms of the page; at most one holds something to mend.
#[derive(Default)]
pub struct Forms {
    pub hours: Option<FormState>,
    pub exception: FormState,
    pub off: FormState,
}

pub async fn show(who: Can<Read>, member: web::Path<i64>) -> AppResult<HttpResponse> {
    let shown = read(&who, member.into_inner()).await?;
    page(&HoursPage::of(&who, shown, Forms::default()))
}

async fn read(who: &Who, id: i64) -> AppResult<Shown> {
    let wall = who.wall();
    who.read(move |db| shown(db, id, &wall)).await
}

fn shown(db: &mut Scoped, id: i64, wall: &Wall) -> AppResult<Shown> {
    Ok(Shown {
        member: staff::find(db, id)?,
        week: queries::week(db, id)?,
        zone: queries::zone(db, id)?,
        exceptions: queries::exceptions(db, id, wall.today())?,
        off: queries::time_off(db, Some(id), wall.today())?,
    })
}

impl Shown {
    /// Somebody without hours is offered the usual ones.
    pub fn form(&self) -> FormState {
        let week = if self.has_hours() { self.week.clone() } else { usual_week() };
        forms::of_week(&week, self.zone.as_deref())
    }

    pub fn has_hours(&self) -> bool {
        self.week.iter().any(|ranges| !ranges.is_empty())
    }
}

async fn mend(who: &Who, id: i64, forms: Forms) -> AppResult<HttpResponse> {
    let shown = read(who, id).await?;
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &HoursPage::of(who, shown, forms))
}

pub async fn save(who: Can<Write>, member: web::Path<i64>, input: Input) -> AppResult<HttpResponse> {
    let id = member.into_inner();
    who.read(move |db| staff::find(db, id)).await?;
    refuse_others(&who, id)?;
    let new = match forms::hours(&input) {
        Ok(new) => new,
        Err(form) => return mend(&who, id, Forms { hours: Some(form), ..Forms::default() }).await,
    };
    who.write(move |db| {
        queries::replace_week(db, id, &new.week)?;
        queries::set_zone(db, id, new.zone.as_deref())?;
        db.record("hours.changed", "member", id, "");
        Ok(())
    })
    .await?;
    Ok(saved(id, "Hours saved. Bookings stay where they are."))
}

pub async fn add_exception(who: Can<Write>, member: web::Path<i64>, input: Input) -> AppResult<HttpResponse> {
    let id = member.into_inner();
    who.read(move |db| staff::find(db, id)).await?;
    refuse_others(&who, id)?;
    let (day, range) = match forms::exception(&input, who.wall().today()) {
        Ok(new) => new,
        Err(exception) => return mend(&who, id, Forms { exception, ..Forms::default() }).await,
    };
    who.write(move |db| {
        queries::insert_exception(db, id, day, range)?;
        db.record("hours.exception_added", "member", id, "");
        Ok(())
    })
    .await?;
    Ok(saved(id, "Other hours saved for that day."))
}

pub async fn add_off(who: Can<Write>, member: web::Path<i64>, input: Input) -> AppResult<HttpResponse> {
    let id = member.into_inner();
    who.read(move |db| staff::find(db, id)).await?;
    refuse_others(&who, id)?;
    let new = match forms::off(&input, who.wall().today()) {
        Ok(new) => new,
        Err(off) => return mend(&who, id, Forms { off, ..Forms::default() }).await,
    };
    who.write(move |db| {
        queries::insert_off(db, Some(id), &new)?;
        db.record("hours.off_added", "member", id, "");
        Ok(())
    })
    .await?;
    Ok(saved(id, "Time off saved. Bookings in it stay; move or cancel them yourself."))
}

pub async fn remove_exception(who: Can<Write>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    let member = who.read(move |db| queries::member_of_exception(db, id)).await?;
    refuse_others(&who, member)?;
    who.write(move |db| {
        queries::delete_exception(db, id)?;
        db.record("hours.exception_removed", "member", member, "");
        Ok(())
    })
    .await?;
    Ok(saved(member, "The usual hours hold again on that day."))
}

/// Time off of somebody, or a closed day of everybody.
pub async fn remove_off(who: Can<Write>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    let member = who.read(move |db| queries::member_of_off(db, id)).await?;
    // Nobody has the number 0: a closed day is for whoever sets up services.
    refuse_others(&who, member.unwrap_or(0))?;
    who.write(move |db| {
        queries::delete_off(db, id)?;
        db.record("hours.off_removed", "member", member.unwrap_or(0), "");
        Ok(())
    })
    .await?;
    Ok(match member {
        Some(member) => saved(member, "Time off removed."),
        None => see_other_with("/services/closed", &Flash::success("Closed day removed.")),
    })
}

fn saved(member: i64, said: &str) -> HttpResponse {
    see_other_with(format!("/staff/{member}/hours"), &Flash::success(said))
}
