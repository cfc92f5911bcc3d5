//! When people work: weekly hours on the wall clock, days with other hours, time off, a zone of
//! one's own; and the days on which the whole business is closed. Members set their own hours;
//! whoever sets up services sets everybody's.

mod closed;
mod forms;
pub mod model;
mod pages;
pub mod queries;
mod views;

use crate::access::Permission;
use crate::error::{AppError, AppResult};
use crate::web::{Routes, Who};

pub fn routes() -> Routes {
    Routes::default()
        .get("/staff/{id}/hours", pages::show)
        .post("/staff/{id}/hours", pages::save)
        .post("/staff/{id}/hours/exceptions", pages::add_exception)
        .post("/staff/{id}/hours/time-off", pages::add_off)
        .post("/hour-exceptions/{id}/remove", pages::remove_exception)
        .post("/time-off/{id}/remove", pages::remove_off)
        .get("/services/closed", closed::show)
        .post("/services/closed", closed::add)
}

fn may_change(who: &Who, member: i64) -> bool {
    who.may(Permission::ManageServices) || who.member.id == member
}

fn refuse_others(who: &Who, member: i64) -> AppResult<()> {
    if may_change(who, member) {
        return Ok(());
    }
    Err(AppError::Forbidden("You set your own hours; an owner or a manager sets everybody’s."))
}
