//! Another time for a booking.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use time::Date;

use super::asked::{self, Asked};
use super::forms;
use super::show::{self, Shown};
use super::views::{MovePage, Refusal};
use super::words::when;
use crate::access::bookings::Write;
use crate::bookings::book::{self, Move, Outcome, settled};
use crate::bookings::catalogue;
use crate::bookings::model::{Actor, Booking, EventKind};
use crate::bookings::queries::{self, details};
use crate::bookings::series::{self, Changed, Scope};
use crate::bookings::slots::{self, Rules, Slot, Visit};
use crate::civil::{Wall, Zone, local_date};
use crate::db::Scoped;
use crate::error::{AppError, AppResult};
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, FormState, Input, Who, page, page_with};

/// What the page offers besides the booking itself.
pub struct Offer {
    pub shown: Shown,
    pub day: Date,
    pub member: i64,
    pub staff: Vec<i64>,
    pub slots: Vec<Slot>,
    pub resources: std::collections::HashMap<i64, String>,
}

fn offer(db: &mut Scoped, id: i64, asked: &Asked, has_day: bool, zone: &Zone) -> AppResult<Offer> {
    let shown = show::read(db, id)?;
    let day = if has_day { asked.day } else { local_date(shown.booking.starts_at, zone).max(asked.day) };
    let member = asked.member.unwrap_or(shown.booking.member_id);
    let ids: Vec<i64> = shown.items.iter().map(|item| item.service_id).collect();
    let services = catalogue::queries::of_visit(db, &ids)?;
    let timings: Vec<slots::Service> = services
        .iter()
        .zip(&shown.items)
        .map(|(service, item)| slots::Service { length: item.ends_at - item.starts_at, ..service.timing() })
        .collect();
    let board = asked::board(db, &timings, day, day, zone, Some(id))?;
    let visit = Visit { services: &timings, member: None, rules: Rules::House };
    let own = db.reach().own_only.then_some(db.reach().member_id.unwrap_or(0));
    let staff = board.staff.iter().map(|staff| staff.id);
    let staff = staff.filter(|id| visit.does(*id) && own.is_none_or(|own| own == *id)).collect();
    let slots = slots::free(&board, &Visit { member: Some(member), ..visit }, day, day);
    let resources = catalogue::queries::resources(db)?;
    let resources = resources.into_iter().map(|resource| (resource.id, resource.name)).collect();
    Ok(Offer { shown, day, member, staff, slots, resources })
}

async fn drawn(
    who: &Who,
    id: i64,
    input: &Input,
    form: FormState,
    refusal: Option<Refusal>,
) -> AppResult<MovePage> {
    let wall: Wall = who.wall();
    let (asked, has_day) = (Asked::read(input, &wall), !input.get("date").is_empty());
    let offer = who.read(move |db| offer(db, id, &asked, has_day, &wall.zone)).await?;
    Ok(MovePage::of(who, offer, form, refusal))
}

pub async fn form(who: Can<Write>, id: web::Path<i64>, request: HttpRequest) -> AppResult<HttpResponse> {
    let input = Input::parse(request.query_string().as_bytes());
    page(&drawn(&who, id.into_inner(), &input, FormState::empty(), None).await?)
}

/// Where the move came from: the calendar, or the booking itself.
fn after(input: &Input, id: i64) -> String {
    let back = input.get("back");
    match back.starts_with("/calendar?") {
        true => back.to_owned(),
        false => format!("/bookings/{id}"),
    }
}

fn moved(booking: &Booking, member_before: i64, wall: &Wall) -> Flash {
    let text = format!("Moved to {}.", when(wall, booking.starts_at, booking.ends_at));
    Flash::success(text)
        .with_action("Undo", format!("/bookings/{}/move-back?staff={member_before}", booking.id))
}

/// Undoes the last move, as long as nothing else happened to the booking since.
pub async fn back(who: Can<Write>, id: web::Path<i64>, request: HttpRequest) -> AppResult<HttpResponse> {
    const OVER: AppError = AppError::Conflict("This booking was changed since. Open its page again.");
    let id = id.into_inner();
    let member = Input::parse(request.query_string().as_bytes()).get("staff").parse().ok();
    let undone = who.write(move |db| {
        queries::find(db, id)?;
        let last = details::events(db, id)?.pop().filter(|event| event.kind == EventKind::Moved);
        let Some(start) = last.and_then(|event| event.old_start) else { return Err(OVER) };
        let rules = Rules::House;
        book::move_to(
            db,
            id,
            &Move { start, member, rules, actor: Actor::Staff, override_reason: None, is_quiet: false },
        )
    });
    let text = match settled(undone.await)? {
        Outcome::Done(_) => Flash::success("It is back at its time."),
        Outcome::Taken(_) => Flash::error("Its old time was taken meanwhile. The booking stays where it is."),
    };
    Ok(see_other_with(format!("/bookings/{id}"), &text))
}

pub async fn save(who: Can<Write>, id: web::Path<i64>, input: Input) -> AppResult<HttpResponse> {
    let (id, wall) = (id.into_inner(), who.wall());
    let asked = Asked::read(&input, &wall);
    let new = match forms::new_time(&input, asked::start(&input, asked.day, &wall.zone)) {
        Ok(new) => new,
        Err(form) => {
            let page = drawn(&who, id, &input, form, None).await?;
            return page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    let to = Move {
        start: new.start,
        member: new.member,
        rules: Rules::House,
        actor: Actor::Staff,
        override_reason: new.reason,
        is_quiet: false,
    };
    let before = who.read(move |db| queries::find(db, id)).await?;
    let (scope, zone) = (Scope::read(&input), wall.zone.clone());
    match settled(who.write(move |db| series::move_to(db, id, scope, &to, &zone)).await)? {
        Outcome::Done(Changed { done: 1, taken }) if taken.is_empty() => {
            let booking = who.read(move |db| queries::find(db, id)).await?;
            Ok(see_other_with(after(&input, id), &moved(&booking, before.member_id, &wall)))
        }
        Outcome::Done(several) => {
            Ok(see_other_with(after(&input, id), &series::changed(&wall, &several, "moved")))
        }
        Outcome::Taken(found) => {
            let refusal = Some(Refusal { start: new.start, found });
            let page = drawn(&who, id, &input, FormState::typed(input.clone()), refusal).await?;
            page_with(StatusCode::CONFLICT, &page)
        }
    }
}
