//! Letting a booking repeat: how, then its dates with what is free, then one button.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::actions::{self, Changed};
use super::queries;
use super::rule::{Every, MOST_INTERVAL, MOST_TIMES, Rule};
use super::views::{RepeatPage, changed};
use crate::access::bookings::Write;
use crate::bookings::book::{self, Outcome, settled};
use crate::bookings::desk::show::{self, Shown};
use crate::bookings::slots::Obstacle;
use crate::civil::Zone;
use crate::clock::Instant;
use crate::db::Scoped;
use crate::error::AppResult;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, Check, FormState, Input, Who, page, page_with};

/// The booking, and its further dates with what is in the way of each.
pub struct Preview {
    pub shown: Shown,
    pub dates: Vec<(Instant, Vec<Obstacle>)>,
    pub resources: std::collections::HashMap<i64, String>,
}

fn preview(db: &mut Scoped, id: i64, rule: Option<Rule>, zone: &Zone) -> AppResult<Preview> {
    let shown = show::read(db, id)?;
    if queries::of_booking(db, id)?.is_some() || !actions::can_repeat(&shown.booking) {
        return Err(book::STALE);
    }
    let starts = rule.map(|rule| actions::starts(&shown.booking, rule, zone)).unwrap_or_default();
    let judged = |start: Instant| Ok((start, book::judge_like(db, &shown.booking, start)?));
    let dates = starts.into_iter().map(judged).collect::<AppResult<_>>()?;
    let resources = crate::bookings::catalogue::queries::resources(db)?;
    let resources = resources.into_iter().map(|resource| (resource.id, resource.name)).collect();
    Ok(Preview { shown, dates, resources })
}

fn rule(input: &Input) -> Result<Rule, FormState> {
    let mut check = Check::new(input);
    let every = check.parse("every", |word| Every::from_word(word).ok_or("Choose one of these."));
    let interval = check.parse("interval", |n| between(n, 1, MOST_INTERVAL));
    let times = check.parse("times", |n| between(n, 2, MOST_TIMES));
    check.finish(|| Some(Rule { every: every?, interval: interval?, times: times? }))
}

fn between(typed: &str, least: u16, most: u16) -> Result<u16, String> {
    let number = typed.trim().parse().ok().filter(|n| (least..=most).contains(n));
    number.ok_or_else(|| format!("Enter a number from {least} to {most}."))
}

async fn drawn(who: &Who, id: i64, rule: Option<Rule>, form: FormState) -> AppResult<RepeatPage> {
    let zone = who.wall().zone;
    let preview = who.read(move |db| preview(db, id, rule, &zone)).await?;
    Ok(RepeatPage::of(who, preview, rule, form))
}

pub async fn form(who: Can<Write>, id: web::Path<i64>, request: HttpRequest) -> AppResult<HttpResponse> {
    let (id, input) = (id.into_inner(), Input::parse(request.query_string().as_bytes()));
    if !input.has("every") {
        let usual = FormState::filled([("every", "WEEKLY"), ("interval", "1"), ("times", "6")]);
        return page(&drawn(&who, id, None, usual).await?);
    }
    match rule(&input) {
        Ok(rule) => page(&drawn(&who, id, Some(rule), FormState::typed(input)).await?),
        Err(form) => page_with(StatusCode::UNPROCESSABLE_ENTITY, &drawn(&who, id, None, form).await?),
    }
}

pub async fn save(who: Can<Write>, id: web::Path<i64>, input: Input) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    let rule = match rule(&input) {
        Ok(rule) => rule,
        Err(form) => {
            return page_with(StatusCode::UNPROCESSABLE_ENTITY, &drawn(&who, id, None, form).await?);
        }
    };
    let (wall, secrets) = (who.wall(), who.services.secrets.clone());
    let zone = wall.zone.clone();
    let made = who.write(move |db| actions::make(db, &secrets, id, rule, &zone).map(Outcome::Done)).await;
    let flash = match settled(made)? {
        Outcome::Done(Changed { done: 0, .. }) => Flash::notice("This booking repeats already."),
        Outcome::Done(made) => changed(&wall, &made, "booked"),
        Outcome::Taken(_) => Flash::error("Somebody was quicker. Nothing was booked; try once more."),
    };
    Ok(see_other_with(format!("/bookings/{id}"), &flash))
}
