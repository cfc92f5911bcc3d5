//! Offering free time to those who wait. One place after the other, in the order of the list: what
//! is free is read first and taken in a step of its own, which asks again. Begun again after a
//! crash it goes on, since whoever has an offer is passed over.

use serde::{Deserialize, Serialize};
use time::Duration;

use super::model::{Offered, Wait, Waiter, Wish};
use super::queries;
use crate::bookings::book::{self, Client, Draft, Outcome, settled};
use crate::bookings::catalogue::{self, Service};
use crate::bookings::model::{Booking, Consent, ConsentKind, Source, Status};
use crate::bookings::queries as bookings;
use crate::bookings::slots::queries::Wanted;
use crate::bookings::slots::{self, Rules, Visit};
use crate::civil::{Zone, local_date};
use crate::clock::Instant;
use crate::db::{Reach, Scoped, Unscoped};
use crate::error::{AppError, AppResult};
use crate::jobs::{Enqueue, Job};
use crate::outbox;
use crate::secrets::Secrets;
use crate::services::Services;

/// How far ahead free time is looked for at once.
const LOOK_AHEAD: Duration = Duration::days(62);

/// Called in the step that gives time back.
pub fn time_freed(db: &mut Scoped) -> AppResult<()> {
    if queries::is_anybody_waiting(db)? {
        let workspace_id = db.workspace_id();
        db.enqueue(&Offer { workspace_id })?;
    }
    Ok(())
}

/// Called in the step in which a time that was kept is taken: whoever waited for it waits no more.
pub fn served(db: &mut Scoped, booking: &Booking) -> AppResult<()> {
    match queries::of_booking(db, booking.id)? {
        Some((wait, _)) if booking.source == Source::Waitlist => queries::remove(db, wait),
        _ => Ok(()),
    }
}

/// Offers what is free in one business.
#[derive(Debug, Serialize, Deserialize)]
pub struct Offer {
    pub workspace_id: i64,
}

impl Job for Offer {
    const KIND: &'static str = "bookings.offer";

    async fn run(self, services: Services) -> AppResult<()> {
        let workspace = self.workspace_id;
        for wait in read(&services, workspace, queries::waiting).await? {
            let id = wait.id;
            let start = match read(&services, workspace, move |db| next_time(db, &wait)).await {
                // A service or a place that is gone meanwhile.
                Err(AppError::NotFound) => continue,
                found => found?,
            };
            let Some(start) = start else { continue };
            let secrets = services.secrets.clone();
            let now = services.clock.now();
            let kept = services
                .db
                .write(move |conn| {
                    let mut db = Scoped::new(conn, Reach::system(workspace), now);
                    let kept = keep(&mut db, &secrets, id, start)?;
                    db.finish()?;
                    Ok(kept)
                })
                .await;
            // Taken: somebody was quicker, and the next look finds what is left.
            settled(kept)?;
        }
        Ok(())
    }
}

async fn read<T, F>(services: &Services, workspace: i64, step: F) -> AppResult<T>
where
    T: Send + 'static,
    F: FnOnce(&mut Scoped) -> AppResult<T> + Send + 'static,
{
    let now = services.clock.now();
    services.db.read(move |conn| step(&mut Scoped::new(conn, Reach::system(workspace), now))).await
}

/// The time that can be offered now; none to whoever has an offer or no address.
fn next_time(db: &mut Scoped, wait: &Wait) -> AppResult<Option<Instant>> {
    let before = queries::offers(db, &[wait.id])?;
    let now = db.now;
    if before.iter().any(|offer| offer.is_open(now)) || !can_be_written_to(db, wait)? {
        return Ok(None);
    }
    free_time(db, &wait.wish, &before)
}

pub(super) fn can_be_written_to(db: &mut Scoped, wait: &Wait) -> AppResult<bool> {
    match &wait.waiter {
        Waiter::Contact(id) => Ok(outbox::queries::first_email(db, *id)?.is_some()),
        Waiter::Stranger(typed) => Ok(!typed.email.is_empty()),
    }
}

/// The first time that could be offered now, none of those that were before.
pub fn free_time(db: &mut Scoped, wish: &Wish, before: &[Offered]) -> AppResult<Option<Instant>> {
    let zone = Zone::parse(&bookings::business(db)?.timezone).unwrap_or_default();
    let step_minutes = catalogue::queries::rules(db)?.step_minutes;
    let today = local_date(db.now, &zone);
    let first = wish.span.first.max(today);
    let last = wish.span.last.min(first.checked_add(LOOK_AHEAD).unwrap_or(first));
    let services = catalogue::queries::of_visit(db, &wish.services)?;
    let timings: Vec<slots::Service> = services.iter().map(Service::timing).collect();
    let wanted = Wanted { services: &timings, zone: &zone, step_minutes, first, last, moving: None };
    let board = slots::queries::board(db, &wanted)?;
    let visit = Visit { services: &timings, member: wish.member, rules: Rules::Client };
    let free = slots::free(&board, &visit, first, last);
    Ok(wish.pick(&free, &zone, before).map(|slot| slot.start))
}

/// Keeps the time for as long as the business says, and tells who waits.
fn keep(db: &mut Scoped, secrets: &Secrets, id: i64, start: Instant) -> AppResult<Outcome<()>> {
    bookings::queue(db)?;
    let wait = queries::find(db, id)?;
    let now = db.now;
    if queries::offers(db, &[id])?.iter().any(|offer| offer.is_open(now)) {
        return Ok(Outcome::Done(()));
    }
    let minutes = catalogue::queries::rules(db)?.offer_minutes;
    let mut draft = Draft::new(secrets, wait.wish.services.clone(), start)?;
    draft.member = wait.wish.member;
    draft.source = Source::Waitlist;
    draft.status = Some(Status::Held);
    draft.held_until = Some((now + Duration::minutes(i64::from(minutes))).min(start));
    draft.rules = Rules::Client;
    draft.client_zone = wait.client_zone;
    if !wait.age_words.is_empty() {
        draft.consents = vec![Consent { kind: ConsentKind::Age, wording: wait.age_words }];
        draft.agreed_at = Some(wait.created_at);
    }
    draft.client = match wait.waiter {
        Waiter::Contact(contact) => Client::Contact(contact),
        Waiter::Stranger(typed) => Client::Stranger(typed),
    };
    match book::book(db, &draft)? {
        Outcome::Taken(found) => Ok(Outcome::Taken(found)),
        Outcome::Done(booked) => queries::insert_offer(db, id, booked.id).map(Outcome::Done),
    }
}

/// The recurring look, for time that became free by the clock or by other hours.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Look {}

impl Job for Look {
    const KIND: &'static str = "bookings.waitlist";

    async fn run(self, services: Services) -> AppResult<()> {
        let now = services.clock.now();
        let businesses =
            services.db.read(move |conn| queries::businesses(&mut Unscoped::new(conn, now))).await?;
        for workspace_id in businesses {
            Offer { workspace_id }.run(services.clone()).await?;
        }
        Ok(())
    }
}
