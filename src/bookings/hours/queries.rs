//! `staff_hours`, `staff_zones`, `hour_exceptions` and `time_off`.

use diesel::prelude::*;
use time::Date;

use super::model::{Exception, NewOff, TimeOff, Week};
use crate::bookings::slots::Range;
use crate::db::Scoped;
use crate::error::{AppError, AppResult};
use crate::schema::{hour_exceptions, staff_hours, staff_zones, time_off};

/// Monday first.
pub fn week(db: &mut Scoped, member: i64) -> AppResult<Week> {
    let rows: Vec<(i32, i32, i32)> = staff_hours::table
        .filter(staff_hours::workspace_id.eq(db.workspace_id()))
        .filter(staff_hours::member_id.eq(member))
        .order((staff_hours::weekday, staff_hours::from_minute))
        .select((staff_hours::weekday, staff_hours::from_minute, staff_hours::to_minute))
        .load(&mut **db)?;
    let mut week = Week::default();
    for (weekday, from, to) in rows {
        let day = usize::try_from(weekday - 1).unwrap_or(0).min(6);
        week[day].push(range(from, to));
    }
    Ok(week)
}

pub fn zone(db: &mut Scoped, member: i64) -> AppResult<Option<String>> {
    let found =
        staff_zones::table.find((db.workspace_id(), member)).select(staff_zones::timezone).first(&mut **db);
    Ok(found.optional()?)
}

pub fn replace_week(db: &mut Scoped, member: i64, week: &Week) -> AppResult<()> {
    let workspace = db.workspace_id();
    let stored = staff_hours::table
        .filter(staff_hours::workspace_id.eq(workspace))
        .filter(staff_hours::member_id.eq(member));
    diesel::delete(stored).execute(&mut **db)?;
    for (weekday, ranges) in (1i32..).zip(week) {
        for range in ranges {
            diesel::insert_into(staff_hours::table)
                .values((
                    staff_hours::workspace_id.eq(workspace),
                    staff_hours::member_id.eq(member),
                    staff_hours::weekday.eq(weekday),
                    staff_hours::from_minute.eq(i32::from(range.from)),
                    staff_hours::to_minute.eq(i32::from(range.to)),
                ))
                .execute(&mut **db)?;
        }
    }
    Ok(())
}

/// `None`: the business's own.
pub fn set_zone(db: &mut Scoped, member: i64, zone: Option<&str>) -> AppResult<()> {
    let workspace = db.workspace_id();
    diesel::delete(staff_zones::table.find((workspace, member))).execute(&mut **db)?;
    if let Some(zone) = zone {
        diesel::insert_into(staff_zones::table)
            .values((
                staff_zones::workspace_id.eq(workspace),
                staff_zones::member_id.eq(member),
                staff_zones::timezone.eq(zone),
            ))
            .execute(&mut **db)?;
    }
    Ok(())
}

/// From today on.
pub fn exceptions(db: &mut Scoped, member: i64, today: Date) -> AppResult<Vec<Exception>> {
    let rows: Vec<(i64, Date, i32, i32)> = hour_exceptions::table
        .filter(hour_exceptions::workspace_id.eq(db.workspace_id()))
        .filter(hour_exceptions::member_id.eq(member))
        .filter(hour_exceptions::day.ge(today))
        .order((hour_exceptions::day, hour_exceptions::from_minute))
        .select((
            hour_exceptions::id,
            hour_exceptions::day,
            hour_exceptions::from_minute,
            hour_exceptions::to_minute,
        ))
        .load(&mut **db)?;
    Ok(rows.into_iter().map(|(id, day, from, to)| Exception { id, day, range: range(from, to) }).collect())
}

pub fn insert_exception(db: &mut Scoped, member: i64, day: Date, range: Range) -> AppResult<i64> {
    let id = diesel::insert_into(hour_exceptions::table)
        .values((
            hour_exceptions::workspace_id.eq(db.workspace_id()),
            hour_exceptions::member_id.eq(member),
            hour_exceptions::day.eq(day),
            hour_exceptions::from_minute.eq(i32::from(range.from)),
            hour_exceptions::to_minute.eq(i32::from(range.to)),
        ))
        .returning(hour_exceptions::id)
        .get_result(&mut **db)?;
    Ok(id)
}

/// Whose hours an exception changes.
pub fn member_of_exception(db: &mut Scoped, id: i64) -> AppResult<i64> {
    let found = hour_exceptions::table
        .filter(hour_exceptions::workspace_id.eq(db.workspace_id()))
        .filter(hour_exceptions::id.eq(id))
        .select(hour_exceptions::member_id);
    Ok(found.first(&mut **db)?)
}

pub fn delete_exception(db: &mut Scoped, id: i64) -> AppResult<()> {
    let row = hour_exceptions::table
        .filter(hour_exceptions::workspace_id.eq(db.workspace_id()))
        .filter(hour_exceptions::id.eq(id));
    let gone = diesel::delete(row).execute(&mut **db)?;
    if gone == 0 { Err(AppError::NotFound) } else { Ok(()) }
}

type OffRow = (i64, Option<i64>, Date, Date, Option<i32>, Option<i32>, String);

fn off((id, member_id, first, last, from, to, label): OffRow) -> TimeOff {
    let minutes = from.zip(to).map(|(from, to)| range(from, to));
    TimeOff { id, member_id, first, last, minutes, label }
}

/// What is not over: the member's own, and what holds for everybody. Without a member only the latter.
pub fn time_off(db: &mut Scoped, member: Option<i64>, today: Date) -> AppResult<Vec<TimeOff>> {
    let wanted = time_off::member_id.is_null().or(time_off::member_id.eq(member.unwrap_or(0)));
    let rows: Vec<OffRow> = time_off::table
        .filter(time_off::workspace_id.eq(db.workspace_id()))
        .filter(time_off::last_day.ge(today))
        .filter(wanted)
        .order((time_off::first_day, time_off::id))
        .select((
            time_off::id,
            time_off::member_id,
            time_off::first_day,
            time_off::last_day,
            time_off::from_minute,
            time_off::to_minute,
            time_off::label,
        ))
        .load(&mut **db)?;
    Ok(rows.into_iter().map(off).collect())
}

pub fn insert_off(db: &mut Scoped, member: Option<i64>, new: &NewOff) -> AppResult<i64> {
    let id = diesel::insert_into(time_off::table)
        .values((
            time_off::workspace_id.eq(db.workspace_id()),
            time_off::member_id.eq(member),
            time_off::first_day.eq(new.first),
            time_off::last_day.eq(new.last),
            time_off::from_minute.eq(new.minutes.map(|range| i32::from(range.from))),
            time_off::to_minute.eq(new.minutes.map(|range| i32::from(range.to))),
            time_off::label.eq(&new.label),
        ))
        .returning(time_off::id)
        .get_result(&mut **db)?;
    Ok(id)
}

/// Whose time off it is; `None`: everybody's.
pub fn member_of_off(db: &mut Scoped, id: i64) -> AppResult<Option<i64>> {
    let found = time_off::table
        .filter(time_off::workspace_id.eq(db.workspace_id()))
        .filter(time_off::id.eq(id))
        .select(time_off::member_id);
    Ok(found.first(&mut **db)?)
}

pub fn delete_off(db: &mut Scoped, id: i64) -> AppResult<()> {
    let row =
        time_off::table.filter(time_off::workspace_id.eq(db.workspace_id())).filter(time_off::id.eq(id));
    let gone = diesel::delete(row).execute(&mut **db)?;
    if gone == 0 { Err(AppError::NotFound) } else { Ok(()) }
}

fn range(from: i32, to: i32) -> Range {
    Range { from: u16::try_from(from).unwrap_or(0), to: u16::try_from(to).unwrap_or(0) }
}
