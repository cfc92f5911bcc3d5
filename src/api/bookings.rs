//! Services, free times and bookings: by the same computation and the same writes as the pages.

use actix_web::http::StatusCode;
use actix_web::web::{Bytes, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Value, json};
use time::Duration;

use super::body;
use crate::access::bookings::{Read, Write};
use crate::bookings::book::{self, Client, Draft, Move, Outcome, settled};
use crate::bookings::catalogue::{self, Service};
use crate::bookings::model::{Actor, Booking};
use crate::bookings::queries::{self, details, list as lines};
use crate::bookings::slots::queries::Wanted;
use crate::bookings::slots::{self, Rules, Slot, Visit};
use crate::civil::{Zone, iso, local_date, parse_date, parse_iso, start_of_local_day};
use crate::clock::Instant;
use crate::db::{Scoped, ids};
use crate::error::{AppError, AppResult};
use crate::web::problem::{self, Problem, problem};
use crate::web::{Can, Check, Input, Who};

/// Days of free times or bookings in one answer.
const MOST_DAYS: i64 = 31;
/// Other times that are offered when one is taken.
const NEAREST: usize = 6;

fn of_service(service: &Service) -> Value {
    let fields = &service.fields;
    json!({
        "id": service.id,
        "name": fields.name,
        "description": fields.description,
        "minutes": fields.minutes,
        "price": fields.price,
        "seats": fields.seats,
        "needs_confirmation": fields.needs_confirmation,
        "public": fields.is_public,
        "staff": fields.staff,
        "archived": service.archived_at.is_some(),
    })
}

pub async fn services(who: Can<Read>) -> AppResult<HttpResponse> {
    let found = who.read(catalogue::queries::services).await?;
    Ok(HttpResponse::Ok().json(json!({ "data": found.iter().map(of_service).collect::<Vec<_>>() })))
}

fn of_slot(slot: &Slot) -> Value {
    json!({ "start": iso(slot.start), "end": iso(slot.end), "staff": slot.staff })
}

/// Days on the business's calendar, the first and the last included.
struct Days {
    first: time::Date,
    last: time::Date,
}

fn days(who: &Who, input: &Input) -> Result<Days, Problem> {
    let day = |name: &str, usual: time::Date| match input.get(name) {
        "" => Ok(usual),
        typed => parse_date(typed).ok_or_else(|| Problem::of_field(name, "Send a day such as 2026-11-03.")),
    };
    let first = day("from", who.wall().today())?;
    let last = day("until", first + Duration::days(6))?;
    match (last - first).whole_days() {
        0..MOST_DAYS => Ok(Days { first, last }),
        _ => Err(Problem::of_field("until", "Ask for at most 31 days, the last not before the first.")),
    }
}

fn free(db: &mut Scoped, who: (&[i64], Option<i64>), zone: &Zone, days: &Days) -> AppResult<Vec<Slot>> {
    let timings: Vec<slots::Service> =
        catalogue::queries::of_visit(db, who.0)?.iter().map(Service::timing).collect();
    let step_minutes = catalogue::queries::rules(db)?.step_minutes;
    let wanted =
        Wanted { services: &timings, zone, step_minutes, first: days.first, last: days.last, moving: None };
    let board = slots::queries::board(db, &wanted)?;
    let own = db.reach().own_only.then_some(db.reach().member_id.unwrap_or(0));
    let visit = Visit { services: &timings, member: own.or(who.1), rules: Rules::House };
    Ok(slots::free(&board, &visit, days.first, days.last))
}

pub async fn free_times(who: Can<Read>, request: HttpRequest) -> AppResult<HttpResponse> {
    let input = Input::parse(request.query_string().as_bytes());
    let days = match days(&who, &input) {
        Ok(days) => days,
        Err(answer) => return Ok(answer.into()),
    };
    let services = input.ids("service");
    if services.is_empty() {
        return Ok(Problem::of_field("service", "Say what is to be booked: service=7.").into());
    }
    let member = input.get("staff").parse().ok();
    let zone = who.wall().zone;
    let found = who.read(move |db| free(db, (&services, member), &zone, &days)).await?;
    Ok(HttpResponse::Ok().json(json!({ "data": found.iter().map(of_slot).collect::<Vec<_>>() })))
}

fn of_booking(db: &mut Scoped, booking: &Booking) -> AppResult<Value> {
    let items = details::items(db, booking.id)?;
    let now = db.now;
    Ok(json!({
        "id": booking.id,
        "status": if booking.has_lapsed(now) { "lapsed" } else { booking.status.word() },
        "source": booking.source.word(),
        "start": iso(booking.starts_at),
        "end": iso(booking.ends_at),
        "staff": booking.member_id,
        "contact": booking.contact_id,
        "services": items.iter().map(|item| json!({ "id": item.service_id, "name": item.name })).collect::<Vec<_>>(),
        "price": booking.price,
        "currency": booking.currency,
        "note": booking.note,
        "held_until": booking.held_until.map(iso),
        "version": booking.version,
        "created_at": iso(booking.created_at),
        "updated_at": iso(booking.updated_at),
    }))
}

pub async fn list(who: Can<Read>, request: HttpRequest) -> AppResult<HttpResponse> {
    let input = Input::parse(request.query_string().as_bytes());
    let (days, limit, after) =
        match (days(&who, &input), body::limit(input.get("limit")), body::cursor(input.get("cursor"))) {
            (Ok(days), Ok(limit), Ok(after)) => (days, limit, after),
            (Err(answer), ..) | (_, Err(answer), _) | (.., Err(answer)) => return Ok(answer.into()),
        };
    let zone = who.wall().zone;
    let (data, next) = who
        .read(move |db| {
            let until = days.last.next_day().unwrap_or(days.last);
            let (from, until) = (start_of_local_day(days.first, &zone), start_of_local_day(until, &zone));
            let mut found = lines::page_between(db, (from, until), after, limit + 1)?;
            let next = (found.len() as i64 > limit).then(|| {
                found.truncate(limit as usize);
                found.last().map(|booking| booking.id.to_string())
            });
            let data: Vec<Value> = found.iter().map(|one| of_booking(db, one)).collect::<AppResult<_>>()?;
            Ok((data, next.flatten()))
        })
        .await?;
    Ok(HttpResponse::Ok().json(json!({ "data": data, "next": next })))
}

pub async fn show(who: Can<Read>, id: Path<i64>) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    let shape = who
        .read(move |db| {
            let booking = queries::find(db, id)?;
            of_booking(db, &booking)
        })
        .await?;
    Ok(HttpResponse::Ok().json(shape))
}

/// What a program wants booked.
struct Asked {
    services: Vec<i64>,
    start: Instant,
    staff: Option<i64>,
    contact: Option<i64>,
    note: String,
}

fn instant(object: &body::Object) -> Result<Instant, Problem> {
    let typed = body::text(object.get("start"), "start")?;
    parse_iso(&typed)
        .ok_or_else(|| Problem::of_field("start", "Send an instant such as 2026-11-03T15:00:00Z."))
}

fn asked(body: &Bytes) -> Result<Asked, Problem> {
    let object = body::object(body)?;
    body::only(&object, &["services", "start", "staff", "contact", "note"])?;
    let services = body::ids(object.get("services"), "services")?;
    if services.is_empty() || services.len() > 6 {
        return Err(Problem::of_field("services", "Send one to six services."));
    }
    let typed = Input::from_pairs(vec![("note".into(), body::text(object.get("note"), "note")?)]);
    let mut check = Check::new(&typed);
    let note = check.text("note", 2000);
    let note = check.finish(|| Some(note)).map_err(|form| Problem::of(&form))?;
    Ok(Asked {
        services,
        start: instant(&object)?,
        staff: body::id(object.get("staff"), "staff")?,
        contact: body::id(object.get("contact"), "contact")?,
        note,
    })
}

pub async fn book(who: Can<Write>, request: HttpRequest, body: Bytes) -> AppResult<HttpResponse> {
    let asked = match asked(&body) {
        Ok(asked) => asked,
        Err(answer) => return Ok(answer.into()),
    };
    let mut draft = Draft::new(&who.services.secrets, asked.services.clone(), asked.start)?;
    draft.member = asked.staff.or(who.member.own_only.then_some(who.member.id));
    draft.note = asked.note;
    if let Some(contact) = asked.contact {
        draft.client = Client::Contact(contact);
    }
    let member = who.member.id;
    draft.form_key = body::idempotency_key(&request).map(|key| ids::digest(&format!("api {member} {key}")));
    let (wanted, staff) = (asked.services, draft.member);
    let made = who
        .write(move |db| {
            Ok(match book::book(db, &draft)? {
                Outcome::Done(booked) => {
                    let booking = queries::find(db, booked.id)?;
                    Outcome::Done(of_booking(db, &booking)?)
                }
                Outcome::Taken(found) => Outcome::Taken(found),
            })
        })
        .await;
    match settled(made)? {
        Outcome::Done(shape) => Ok(HttpResponse::Created()
            .insert_header(("location", format!("/api/v1/bookings/{}", shape["id"])))
            .json(shape)),
        Outcome::Taken(_) => taken(&who, wanted, staff, asked.start).await,
    }
}

/// 409 with the nearest free times.
async fn taken(who: &Who, services: Vec<i64>, staff: Option<i64>, start: Instant) -> AppResult<HttpResponse> {
    let wall = who.wall();
    let day = local_date(start, &wall.zone).max(wall.today());
    let days = Days { first: day, last: day + Duration::days(6) };
    let mut found = who.read(move |db| free(db, (&services, staff), &wall.zone, &days)).await?;
    found.sort_by_key(|slot| ((slot.start - start).abs(), slot.start));
    found.truncate(NEAREST);
    Ok(problem::conflict(
        "This time is not free",
        "Nothing was booked.",
        ("free_times", found.iter().map(of_slot).collect()),
    ))
}

pub async fn move_to(who: Can<Write>, id: Path<i64>, body: Bytes) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    let parsed = body::object(&body).and_then(|object| {
        body::only(&object, &["start", "staff"])?;
        Ok((instant(&object)?, body::id(object.get("staff"), "staff")?))
    });
    let (start, member) = match parsed {
        Ok(parsed) => parsed,
        Err(answer) => return Ok(answer.into()),
    };
    let to = Move {
        start,
        member,
        rules: Rules::House,
        actor: Actor::Staff,
        override_reason: None,
        is_quiet: false,
    };
    let moved = who
        .write(move |db| {
            Ok(match book::move_to(db, id, &to)? {
                Outcome::Done(booking) => Outcome::Done(of_booking(db, &booking)?),
                Outcome::Taken(found) => Outcome::Taken(found),
            })
        })
        .await;
    match settled(moved)? {
        Outcome::Done(shape) => Ok(HttpResponse::Ok().json(shape)),
        Outcome::Taken(_) => {
            let booking = who.read(move |db| details::items(db, id)).await?;
            let services = booking.iter().map(|item| item.service_id).collect();
            taken(&who, services, member, start).await
        }
    }
}

pub async fn cancel(who: Can<Write>, id: Path<i64>, body: Bytes) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    let body = if body.is_empty() { Bytes::from_static(b"{}") } else { body };
    let parsed = body::object(&body).and_then(|object| {
        body::only(&object, &["reason"])?;
        body::text(object.get("reason"), "reason")
    });
    let reason = match parsed {
        Ok(reason) if reason.chars().count() <= 300 => reason,
        Ok(_) => return Ok(Problem::of_field("reason", "Use at most 300 characters.").into()),
        Err(answer) => return Ok(answer.into()),
    };
    let cancelled = who
        .write(move |db| {
            let booking = book::cancel(db, id, Actor::Staff, &reason)?;
            of_booking(db, &booking)
        })
        .await;
    match cancelled {
        Err(AppError::Conflict(_)) => {
            Ok(problem(StatusCode::CONFLICT, "It can’t be cancelled any more", "The visit is over."))
        }
        shape => Ok(HttpResponse::Ok().json(shape?)),
    }
}
