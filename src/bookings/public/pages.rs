//! The steps of the booking page.

use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse};
use time::{Date, Duration};

use super::asked::{Asked, Chosen, is_offered};
use super::views::{ClosedPage, ServicesPage, StaffPage, TimesPage};
use super::{details, proof};
use crate::bookings::catalogue::{self, Service};
use crate::bookings::guest::{self, Host};
use crate::bookings::queries::business_of_slug;
use crate::bookings::slots::queries::Wanted;
use crate::bookings::slots::{self, Rules, Slot, Visit};
use crate::clock::Instant;
use crate::db::Reach;
use crate::error::AppResult;
use crate::staff::model::People;
use crate::staff::queries::people;
use crate::web::{FormState, Input, Public, page};

/// Days of free times on one page.
pub const DAYS: i64 = 7;
/// How far a page looks ahead for the next free time.
const LOOK_AHEAD: i64 = 60;

/// What every step needs, read in one step.
pub struct Front {
    pub host: Host,
    pub services: Vec<Service>,
    pub people: People,
}

impl Front {
    pub fn active(&self) -> Vec<i64> {
        self.people.iter().filter(|person| person.active).map(|person| person.id).collect()
    }

    pub fn offered(&self) -> impl Iterator<Item = &Service> {
        let active = self.active();
        self.services
            .iter()
            .filter(move |s| is_offered(s) && s.fields.staff.iter().any(|id| active.contains(id)))
    }
}

pub async fn front(who: &Public, slug: &str) -> AppResult<Front> {
    let slug = slug.to_owned();
    who.read_unscoped(move |db| {
        let business = business_of_slug(db, &slug)?;
        let db = &mut db.scoped(Reach::system(business.id));
        Ok(Front {
            host: Host { business, rules: catalogue::queries::rules(db)? },
            services: catalogue::queries::services(db)?,
            people: people(db)?,
        })
    })
    .await
}

pub async fn show(who: Public, slug: Path<String>, request: HttpRequest) -> AppResult<HttpResponse> {
    let front = front(&who, &slug).await?;
    let asked = Asked::read(&Input::parse(request.query_string().as_bytes()));
    let rules = front.host.rules.clone();
    Ok(guest::framed(step(&who, front, asked).await?, &rules))
}

async fn step(who: &Public, front: Front, asked: Asked) -> AppResult<HttpResponse> {
    if !front.host.rules.public_page || !front.host.may_store(who) {
        return page(&ClosedPage::of(who, &front.host));
    }
    let chosen = Chosen::of(&asked, &front.services, &front.active());
    let Some(chosen) = chosen.filter(|chosen| !chosen.services.is_empty()) else {
        return page(&ServicesPage::of(who, &front, &asked));
    };
    let Some(asked) = settle_staff(&front.host, asked.clone(), &chosen) else {
        return page(&StaffPage::of(who, &front, &asked, &chosen));
    };
    if asked.start.is_some() {
        return details::show(who, front, asked, chosen).await;
    }
    times(who, &front, asked, &chosen, false).await
}

/// `None` while the visitor has to choose; nobody chooses among one.
pub fn settle_staff(host: &Host, mut asked: Asked, chosen: &Chosen) -> Option<Asked> {
    let known = asked.staff.filter(|staff| staff.is_none_or(|id| chosen.staff.contains(&id)));
    asked.staff = match known {
        Some(staff) if host.rules.shows_staff => Some(staff),
        _ if chosen.staff.len() < 2 || !host.rules.shows_staff => Some(None),
        _ => return None,
    };
    Some(asked)
}

/// The free times of seven days. Without a day in the address they begin with the first that has any.
pub async fn times(
    who: &Public,
    front: &Front,
    asked: Asked,
    chosen: &Chosen,
    was_taken: bool,
) -> AppResult<HttpResponse> {
    let today = front.host.wall(who.now()).today();
    let week = |first: Date| free(who, &front.host, &asked, chosen, first, first + Duration::days(DAYS - 1));
    let mut first = asked.first.unwrap_or(today).max(today);
    let mut slots = week(first).await?;
    if asked.first.is_none() {
        let begins = match slots.first() {
            Some(slot) => Some(slot.start),
            None => next(who, front, &asked, chosen, first).await?,
        };
        let day = begins.map_or(first, |start| front.host.wall(start).today());
        if day != first {
            first = day;
            slots = week(first).await?;
        }
    }
    page(&TimesPage::of(who, front, asked, chosen, first, &slots, was_taken))
}

/// The first free time after a week that has none.
async fn next(
    who: &Public,
    front: &Front,
    asked: &Asked,
    chosen: &Chosen,
    first: Date,
) -> AppResult<Option<Instant>> {
    let (from, until) = (first + Duration::days(DAYS), first + Duration::days(LOOK_AHEAD - 1));
    let found = free(who, &front.host, asked, chosen, from, until).await?;
    Ok(found.first().map(|slot| slot.start))
}

pub async fn free(
    who: &Public,
    host: &Host,
    asked: &Asked,
    chosen: &Chosen,
    first: Date,
    last: Date,
) -> AppResult<Vec<Slot>> {
    if chosen.staff.is_empty() {
        return Ok(Vec::new());
    }
    let timings: Vec<slots::Service> = chosen.services.iter().map(Service::timing).collect();
    let (zone, step_minutes, member) = (host.wall(who.now()).zone, host.rules.step_minutes, asked.member());
    guest::read(who, host.business.id, move |db| {
        let wanted = Wanted { services: &timings, zone: &zone, step_minutes, first, last, moving: None };
        let board = slots::queries::board(db, &wanted)?;
        let visit = Visit { services: &timings, member, rules: Rules::Client };
        Ok(slots::free(&board, &visit, first, last))
    })
    .await
}

/// A new form, with what was typed before if anything was.
pub fn form(who: &Public, typed: Option<FormState>) -> AppResult<(FormState, String)> {
    let form = proof::hand_out(&who.services.secrets, who.now())?;
    Ok((typed.unwrap_or_default(), form))
}
