//! Writes that take time, move it or give it back. Each first joins the queue of the business
//! and frees what has lapsed, then asks the same `slots` as the pages, then lets the database
//! refuse what should never have got so far.

use time::Duration;

use super::draft::{Booked, Client, Draft, Made, Move};
use super::{Outcome, STALE, places};
use crate::bookings::catalogue::{self, Service};
use crate::bookings::messages;
use crate::bookings::messages::model::Kind;
use crate::bookings::model::{Actor, Booking, EventKind, Item, Source, Status};
use crate::bookings::queries::{self, NewBooking, details};
use crate::bookings::slots::queries::Wanted;
use crate::bookings::slots::{self, Board, Obstacle, Rules, Visit};
use crate::bookings::waitlist;
use crate::civil::{Zone, local_date};
use crate::clock::Instant;
use crate::contacts;
use crate::db::Scoped;
use crate::error::{AppError, AppResult};

pub fn book(db: &mut Scoped, draft: &Draft) -> AppResult<Outcome<Booked>> {
    queries::queue(db)?;
    if let Some(key) = &draft.form_key
        && let Some(found) = queries::find_by_form(db, key)?
    {
        return Ok(Outcome::Done(Booked { id: found.id, uid: found.uid, made: Made::Before }));
    }
    queries::release_lapsed(db)?;
    if let Client::Contact(contact) = draft.client {
        contacts::queries::require(db, contact)?;
    }
    let services = catalogue::queries::of_visit(db, &draft.services)?;
    let plan = Plan::of(db, &services, draft.start, None)?;
    let visit = Visit { services: &plan.timings, member: draft.member, rules: draft.rules };
    let (member, over) = match plan.choose(db, &visit, draft.start, draft.override_reason.is_some()) {
        Ok(chosen) => chosen,
        Err(obstacles) => return Ok(Outcome::Taken(obstacles)),
    };
    let (status, held_until) = standing(db, draft, &services)?;
    let items = items(&services, draft.start);
    let id = queries::insert(db, &new_booking(draft, &plan, member, &items, status, held_until))?;
    let sitting = places::sitting(&visit, id, draft.start);
    let Some(places) = places::of(db, &plan.board, &visit, member, &sitting, draft.start)? else {
        return Err(AppError::Conflict("The last seat was just taken."));
    };
    queries::occupy(db, id, &sitting, &places, held_until, over)?;
    queries::insert_items(db, id, &items)?;
    write_rest(db, id, draft, status, over)?;
    let booking = queries::find(db, id)?;
    note_contact(db, &booking)?;
    if let Some(kind) = first_word(&booking).filter(|_| !draft.is_quiet) {
        messages::tell(db, &booking, kind, actor_of(db, draft))?;
    }
    Ok(Outcome::Done(Booked { id, uid: draft.uid.clone(), made: Made::Now }))
}

fn new_booking<'a>(
    draft: &'a Draft,
    plan: &'a Plan,
    member: i64,
    items: &[Item],
    status: Status,
    held_until: Option<Instant>,
) -> NewBooking<'a> {
    NewBooking {
        contact_id: match draft.client {
            Client::Contact(id) => Some(id),
            Client::Stranger(_) | Client::Nobody => None,
        },
        member_id: member,
        status,
        source: draft.source,
        starts_at: draft.start,
        ends_at: items.last().map_or(draft.start, |item| item.ends_at),
        // A sum is said only if every part of it is.
        price: items.iter().map(|item| item.price).sum(),
        currency: &plan.currency,
        client_zone: &draft.client_zone,
        note: &draft.note,
        uid: &draft.uid,
        token_hash: &draft.token_hash,
        form_key: draft.form_key.as_deref(),
        held_until,
    }
}

fn write_rest(db: &mut Scoped, id: i64, draft: &Draft, status: Status, over: bool) -> AppResult<()> {
    if let Client::Stranger(proposal) = &draft.client {
        queries::insert_proposal(db, id, proposal)?;
    }
    queries::insert_answers(db, id, &draft.answers)?;
    queries::insert_consents(db, id, &draft.consents, draft.agreed_at.unwrap_or(db.now))?;
    let actor = actor_of(db, draft);
    let kind = match status {
        Status::Held | Status::Requested => EventKind::of(status),
        _ => EventKind::Booked,
    };
    queries::insert_event(db, id, kind, actor, "", None)?;
    if over {
        let reason = draft.override_reason.as_deref().unwrap_or_default();
        queries::insert_event(db, id, EventKind::Overridden, actor, reason, None)?;
        db.record("booking.overridden", "booking", id, "");
    }
    let word = match kind {
        EventKind::Booked => "booking.made",
        EventKind::Held => "booking.held",
        _ => "booking.requested",
    };
    db.record(word, "booking", id, "");
    Ok(())
}

fn actor_of(db: &Scoped, draft: &Draft) -> Actor {
    if draft.source == Source::Public { Actor::Client } else { acting(db) }
}

/// What the client hears when a booking is made. Who walked in stands there.
fn first_word(booking: &Booking) -> Option<Kind> {
    match (booking.status, booking.source) {
        (_, Source::WalkIn) => None,
        (Status::Requested, _) => Some(Kind::Requested),
        (Status::Confirmed, _) => Some(Kind::Confirmed),
        (Status::Held, Source::Waitlist) => Some(Kind::Offer),
        _ => None,
    }
}

fn acting(db: &Scoped) -> Actor {
    if db.reach().member_id.is_some() { Actor::Staff } else { Actor::Program }
}

/// What a new booking is at first, and until when its time is kept if nobody says yes.
fn standing(db: &mut Scoped, draft: &Draft, services: &[Service]) -> AppResult<(Status, Option<Instant>)> {
    let asks = draft.rules == Rules::Client && services.iter().any(|s| s.fields.needs_confirmation);
    let status = draft.status.unwrap_or(if asks { Status::Requested } else { Status::Confirmed });
    let held_until = match status {
        Status::Requested => Some(kept_until(db, draft.start)?),
        Status::Held => draft.held_until,
        _ => None,
    };
    Ok((status, held_until))
}

/// A request keeps its time for as long as the business says, and not past its start.
fn kept_until(db: &mut Scoped, start: Instant) -> AppResult<Instant> {
    let minutes = catalogue::queries::rules(db)?.hold_minutes;
    Ok((db.now + Duration::minutes(i64::from(minutes))).min(start))
}

/// The services of a visit with their times, as they are called and priced now.
fn items(services: &[Service], start: Instant) -> Vec<Item> {
    let item = |at: &mut Instant, service: &Service| {
        let starts_at = *at;
        *at += Duration::minutes(i64::from(service.fields.minutes));
        Some(Item {
            service_id: service.id,
            name: service.fields.name.clone(),
            starts_at,
            ends_at: *at,
            price: service.fields.price,
        })
    };
    services.iter().scan(start, item).collect()
}

/// The board around a start, and what else a decision needs.
struct Plan {
    board: Board,
    timings: Vec<slots::Service>,
    currency: String,
}

impl Plan {
    fn of(db: &mut Scoped, services: &[Service], start: Instant, moving: Option<i64>) -> AppResult<Self> {
        let timings = services.iter().map(Service::timing).collect();
        Self::with(db, timings, start, moving)
    }

    fn with(
        db: &mut Scoped,
        timings: Vec<slots::Service>,
        start: Instant,
        moving: Option<i64>,
    ) -> AppResult<Self> {
        let business = queries::business(db)?;
        let zone = Zone::parse(&business.timezone).unwrap_or_default();
        let step_minutes = catalogue::queries::rules(db)?.step_minutes;
        let day = local_date(start, &zone);
        let wanted = Wanted { services: &timings, zone: &zone, step_minutes, first: day, last: day, moving };
        let board = slots::queries::board(db, &wanted)?;
        Ok(Self { board, timings, currency: business.currency })
    }

    /// Who takes the visit, and whether it goes over something; or what is in the way.
    fn choose(
        &self,
        db: &Scoped,
        visit: &Visit,
        start: Instant,
        overrides: bool,
    ) -> Result<(i64, bool), Vec<Obstacle>> {
        let judged: Vec<(i64, Vec<Obstacle>)> = self
            .board
            .staff
            .iter()
            .map(|staff| staff.id)
            .filter(|id| visit.member.is_none_or(|wanted| wanted == *id))
            .filter(|id| !db.reach().own_only || db.reach().member_id == Some(*id))
            .map(|id| (id, slots::judge(&self.board, visit, id, start)))
            .collect();
        let free: Vec<i64> = judged.iter().filter(|(_, found)| found.is_empty()).map(|(id, _)| *id).collect();
        if let Some(pick) = slots::pick(&self.board, &free, start) {
            return Ok((pick.member, false));
        }
        let passable = |found: &[Obstacle]| found.iter().all(|o| o.can_be_overridden());
        match judged.iter().find(|(_, found)| overrides && passable(found)) {
            Some((id, _)) => Ok((*id, true)),
            None => Err(judged.into_iter().next().map_or(vec![Obstacle::NotTheirs], |(_, found)| found)),
        }
    }
}

/// The new time is taken before the old one is given back to others, in one step.
pub fn move_to(db: &mut Scoped, id: i64, to: &Move) -> AppResult<Outcome<Booking>> {
    queries::queue(db)?;
    queries::release_lapsed(db)?;
    let booking = queries::find(db, id)?;
    if !booking.status.is_open() {
        return Err(STALE);
    }
    let plan = plan_of_stored(db, &booking, to.start)?;
    let member = to.member.unwrap_or(booking.member_id);
    let visit = Visit { services: &plan.timings, member: Some(member), rules: to.rules };
    let (member, over) = match plan.choose(db, &visit, to.start, to.override_reason.is_some()) {
        Ok(chosen) => chosen,
        Err(obstacles) => return Ok(Outcome::Taken(obstacles)),
    };
    queries::release(db, id)?;
    let status = status_when_moved(db, &booking, to.rules)?;
    let held_until = match status {
        Status::Requested => Some(kept_until(db, to.start)?),
        Status::Held => booking.held_until,
        _ => None,
    };
    take(db, &plan, &visit, member, &booking, to.start, held_until, over)?;
    let items = moved(details::items(db, id)?, to.start - booking.starts_at);
    queries::set_time(db, &booking, status, member, &items, held_until)?;
    queries::insert_event(db, id, EventKind::Moved, to.actor, "", Some(booking.starts_at))?;
    if over {
        let reason = to.override_reason.as_deref().unwrap_or_default();
        queries::insert_event(db, id, EventKind::Overridden, to.actor, reason, None)?;
        db.record("booking.overridden", "booking", id, "");
    }
    db.record("booking.moved", "booking", id, "");
    let booking = queries::find(db, id)?;
    note_contact(db, &booking)?;
    if !to.is_quiet {
        messages::tell(db, &booking, Kind::Moved, to.actor)?;
    }
    waitlist::time_freed(db)?;
    Ok(Outcome::Done(booking))
}

/// What needs a yes needs it again when a client moves it.
fn status_when_moved(db: &mut Scoped, booking: &Booking, rules: Rules) -> AppResult<Status> {
    match rules == Rules::House || booking.status != Status::Confirmed {
        true => Ok(booking.status),
        false => status_when_taken(db, booking),
    }
}

/// What a booking is once its client has said yes: some services need the business's own.
fn status_when_taken(db: &mut Scoped, booking: &Booking) -> AppResult<Status> {
    let ids: Vec<i64> = details::items(db, booking.id)?.iter().map(|item| item.service_id).collect();
    let asks = catalogue::queries::of_visit(db, &ids)?.iter().any(|s| s.fields.needs_confirmation);
    Ok(if asks { Status::Requested } else { Status::Confirmed })
}

/// A stored visit keeps the length that it was booked with, whatever its services are now.
fn plan_of_stored(db: &mut Scoped, booking: &Booking, start: Instant) -> AppResult<Plan> {
    let items = details::items(db, booking.id)?;
    let ids: Vec<i64> = items.iter().map(|item| item.service_id).collect();
    let services = catalogue::queries::of_visit(db, &ids)?;
    let timing = |(service, item): (&Service, &Item)| slots::Service {
        length: item.ends_at - item.starts_at,
        ..service.timing()
    };
    let timings = services.iter().zip(&items).map(timing).collect();
    Plan::with(db, timings, start, Some(booking.id))
}

fn moved(items: Vec<Item>, by: Duration) -> Vec<Item> {
    let later = |item: Item| Item { starts_at: item.starts_at + by, ends_at: item.ends_at + by, ..item };
    items.into_iter().map(later).collect()
}

#[allow(clippy::too_many_arguments, reason = "all of it says what is taken, and nothing else is")]
fn take(
    db: &mut Scoped,
    plan: &Plan,
    visit: &Visit,
    member: i64,
    booking: &Booking,
    start: Instant,
    held_until: Option<Instant>,
    over: bool,
) -> AppResult<()> {
    let sitting = places::sitting(visit, booking.id, start);
    let Some(places) = places::of(db, &plan.board, visit, member, &sitting, start)? else {
        return Err(AppError::Conflict("The last seat was just taken."));
    };
    queries::occupy(db, booking.id, &sitting, &places, held_until, over)
}

/// The client takes a time that was kept. One that lapsed is theirs all the same while it is free.
pub fn accept(db: &mut Scoped, id: i64) -> AppResult<Outcome<Booking>> {
    queries::queue(db)?;
    let booking = queries::find(db, id)?;
    match booking.status {
        Status::Held => {
            let to = status_when_taken(db, &booking)?;
            change(db, &booking, to, Actor::Client)
        }
        // Pressed twice.
        Status::Requested | Status::Confirmed => Ok(Outcome::Done(booking)),
        _ => Err(STALE),
    }
}

/// Moves a booking on: confirmed, arrived, completed, no-show, and back again after a wrong press.
pub fn set_status(db: &mut Scoped, id: i64, to: Status) -> AppResult<Outcome<Booking>> {
    queries::queue(db)?;
    let booking = queries::find(db, id)?;
    if booking.status == to {
        // Two pressed the same button.
        return Ok(Outcome::Done(booking));
    }
    if !booking.status.next().contains(&to) {
        return Err(STALE);
    }
    let actor = acting(db);
    change(db, &booking, to, actor)
}

/// A hold or request that lapsed, and a no-show that was none, must find their time still free.
fn change(db: &mut Scoped, booking: &Booking, to: Status, actor: Actor) -> AppResult<Outcome<Booking>> {
    queries::release_lapsed(db)?;
    let held_until = match to {
        Status::Requested => Some(kept_until(db, booking.starts_at)?),
        _ => None,
    };
    let had_its_time = booking.status.occupies() && !booking.has_lapsed(db.now);
    if to.occupies() {
        let plan = plan_of_stored(db, booking, booking.starts_at)?;
        let visit = Visit { services: &plan.timings, member: Some(booking.member_id), rules: Rules::House };
        if !had_its_time {
            let found = slots::judge(&plan.board, &visit, booking.member_id, booking.starts_at);
            let in_the_way: Vec<Obstacle> = found.into_iter().filter(|o| is_collision(*o)).collect();
            if !in_the_way.is_empty() {
                return Ok(Outcome::Taken(in_the_way));
            }
            take(db, &plan, &visit, booking.member_id, booking, booking.starts_at, held_until, false)?;
        } else if booking.held_until.is_some() {
            queries::keep(db, booking.id, held_until)?;
        }
    } else {
        queries::release(db, booking.id)?;
        waitlist::time_freed(db)?;
    }
    let was_open = matches!(booking.status, Status::Held | Status::Requested);
    finish(db, booking, to, actor, "", held_until)?;
    let booking = queries::find(db, booking.id)?;
    note_contact(db, &booking)?;
    if was_open {
        waitlist::served(db, &booking)?;
        if let Some(kind) = first_word(&booking) {
            messages::tell(db, &booking, kind, actor)?;
        }
    }
    Ok(Outcome::Done(booking))
}

fn is_collision(obstacle: Obstacle) -> bool {
    matches!(obstacle, Obstacle::Taken { .. } | Obstacle::Full { .. } | Obstacle::Resource { .. })
}

/// Gives the time back. Cancelling twice is cancelling once.
pub fn cancel(db: &mut Scoped, id: i64, actor: Actor, reason: &str) -> AppResult<Booking> {
    queries::queue(db)?;
    let is_news = queries::find(db, id)?.status != Status::Cancelled;
    let booking = cancel_quietly(db, id, actor, reason)?;
    if is_news {
        messages::tell(db, &booking, Kind::Cancelled, actor)?;
    }
    Ok(booking)
}

/// The same for one of several, of which the caller tells in one message.
pub fn cancel_quietly(db: &mut Scoped, id: i64, actor: Actor, reason: &str) -> AppResult<Booking> {
    queries::queue(db)?;
    let booking = queries::find(db, id)?;
    if booking.status == Status::Cancelled {
        return Ok(booking);
    }
    if !booking.status.is_open() {
        return Err(STALE);
    }
    queries::release(db, id)?;
    finish(db, &booking, Status::Cancelled, actor, reason, None)?;
    waitlist::time_freed(db)?;
    queries::find(db, id)
}

/// What would be in the way of the same visit, with the same person, at another start.
pub fn judge_like(db: &mut Scoped, booking: &Booking, start: Instant) -> AppResult<Vec<Obstacle>> {
    let items = details::items(db, booking.id)?;
    let ids: Vec<i64> = items.iter().map(|item| item.service_id).collect();
    let services = catalogue::queries::of_visit(db, &ids)?;
    let plan = Plan::of(db, &services, start, None)?;
    let visit = Visit { services: &plan.timings, member: Some(booking.member_id), rules: Rules::House };
    Ok(slots::judge(&plan.board, &visit, booking.member_id, start))
}

/// An appointment is activity until it is over, however long ago it was made; who comes is seen.
pub(super) fn note_contact(db: &mut Scoped, booking: &Booking) -> AppResult<()> {
    let Some(contact) = booking.contact_id else { return Ok(()) };
    let until = booking.ends_at.max(db.now);
    contacts::queries::ending::active_until(db, contact, until)?;
    match booking.status {
        Status::Arrived | Status::Completed => contacts::queries::touch_seen(db, contact),
        Status::Held | Status::Requested | Status::Confirmed | Status::NoShow | Status::Cancelled => Ok(()),
    }
}

fn finish(
    db: &mut Scoped,
    booking: &Booking,
    to: Status,
    actor: Actor,
    reason: &str,
    held_until: Option<Instant>,
) -> AppResult<()> {
    // What a calendar shows changes only with these two.
    let told = matches!(to, Status::Confirmed | Status::Cancelled);
    queries::set_status(db, booking.id, to, booking.sequence + i32::from(told), held_until)?;
    queries::insert_event(db, booking.id, EventKind::of(to), actor, reason, None)?;
    let word = match to {
        Status::Held | Status::Requested => "booking.requested",
        Status::Confirmed => "booking.confirmed",
        Status::Arrived => "booking.arrived",
        Status::Completed => "booking.completed",
        Status::NoShow => "booking.no_show",
        Status::Cancelled => "booking.cancelled",
    };
    db.record(word, "booking", booking.id, "");
    Ok(())
}
