//! Another time, chosen by the client, until the cut-off.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use time::Duration;

use super::cancel::TOO_LATE;
use super::show::{self, Own};
use super::views::MovePage;
use crate::bookings::book::{self, Move, Outcome, settled};
use crate::bookings::catalogue;
use crate::bookings::guest;
use crate::bookings::model::Actor;
use crate::bookings::slots::queries::Wanted;
use crate::bookings::slots::{self, Rules, Slot, Visit};
use crate::civil::{Zone, parse_date, parse_iso};
use crate::error::AppResult;
use crate::web::rate_limit::{Action, RateLimits};
use crate::web::{Input, Public, page, page_with, see_other};

const DAYS: i64 = 14;

/// The free times from a day on, with the same person and as long as it was booked.
async fn free(who: &Public, own: &Own, first: time::Date) -> AppResult<Vec<Slot>> {
    let (id, member) = (own.booking.id, own.booking.member_id);
    let (zone, step_minutes) = (own.host.wall(who.now()).zone, own.host.rules.step_minutes);
    let items = own.items.clone();
    guest::read(who, own.host.business.id, move |db| {
        let ids: Vec<i64> = items.iter().map(|item| item.service_id).collect();
        let services = catalogue::queries::of_visit(db, &ids)?;
        let timing = |(service, item): (&catalogue::Service, &crate::bookings::model::Item)| slots::Service {
            length: item.ends_at - item.starts_at,
            ..service.timing()
        };
        let timings: Vec<slots::Service> = services.iter().zip(&items).map(timing).collect();
        let last = first + Duration::days(DAYS - 1);
        let wanted = Wanted { services: &timings, zone: &zone, step_minutes, first, last, moving: Some(id) };
        let board = slots::queries::board(db, &wanted)?;
        let visit = Visit { services: &timings, member: Some(member), rules: Rules::Client };
        Ok(slots::free(&board, &visit, first, last))
    })
    .await
}

async fn drawn(
    who: &Public,
    given: &str,
    own: &Own,
    input: &Input,
    message: &'static str,
) -> AppResult<MovePage> {
    let wall = own.host.wall(who.now());
    let first = parse_date(input.get("date")).unwrap_or(wall.today()).max(wall.today());
    let stored = Zone::parse(&own.booking.client_zone).ok();
    let here = Zone::parse(input.get("tz")).ok().or(stored).unwrap_or_else(|| wall.zone.clone());
    let slots = free(who, own, first).await?;
    Ok(MovePage::of(who, given, own, first, first + Duration::days(DAYS), here, &slots, message))
}

pub async fn form(who: Public, given: Path<String>, request: HttpRequest) -> AppResult<HttpResponse> {
    let own = show::own(&who, &given).await?;
    if !own.booking.client_may_change(own.host.rules.cutoff_minutes, who.now()) {
        return Err(TOO_LATE);
    }
    let input = Input::parse(request.query_string().as_bytes());
    let shown = page(&drawn(&who, &given, &own, &input, "").await?)?;
    Ok(guest::framed(shown, &own.host.rules))
}

pub async fn save(
    who: Public,
    given: Path<String>,
    limits: Data<RateLimits>,
    input: Input,
) -> AppResult<HttpResponse> {
    limits.check(Action::Book, who.client.address)?;
    let own = show::own(&who, &given).await?;
    let rules = own.host.rules.clone();
    Ok(guest::framed(take(&who, &given, own, &input).await?, &rules))
}

async fn take(who: &Public, given: &str, own: Own, input: &Input) -> AppResult<HttpResponse> {
    if !own.booking.client_may_change(own.host.rules.cutoff_minutes, who.now()) {
        return Err(TOO_LATE);
    }
    let Some(start) = parse_iso(input.get("start")) else {
        let page = drawn(who, given, &own, input, "Choose a time first.").await?;
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    let id = own.booking.id;
    let to = Move {
        start,
        member: None,
        rules: Rules::Client,
        actor: Actor::Client,
        override_reason: None,
        is_quiet: false,
    };
    let moved = guest::write(who, own.host.business.id, move |db| book::move_to(db, id, &to)).await;
    match settled(moved)? {
        Outcome::Done(_) => Ok(see_other(format!("/b/{given}?said=moved"))),
        Outcome::Taken(_) => {
            let message = "That time is not free any more; your booking stays where it was. These are free:";
            page_with(StatusCode::CONFLICT, &drawn(who, given, &own, input, message).await?)
        }
    }
}
