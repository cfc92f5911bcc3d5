//! The demo's services, working hours and bookings around today, made by the same writes that the
//! pages use, so that they obey the same rules.

use time::{Date, Duration, Weekday};

use super::business::Business;
use super::queries;
use crate::bookings::book::{self, Client, Draft, Outcome};
use crate::bookings::catalogue::{self, BookingRules, NewService, Question, QuestionKind};
use crate::bookings::hours;
use crate::bookings::model::Status;
use crate::bookings::slots::Range;
use crate::bookings::waitlist;
use crate::bookings::waitlist::model::{NewWait, Part, Span, Waiter, Wish};
use crate::civil::{Zone, from_minute_of_day, local_date};
use crate::clock::Instant;
use crate::db::{Reach, Scoped, Unscoped};
use crate::error::AppResult;
use crate::secrets::Secrets;

/// What the demo's business offers: name, minutes, price, minutes free after, and who does it.
const SERVICES: [(&str, i32, i64, i32, &[usize]); 5] = [
    ("Cut", 45, 6500, 10, &[0, 1, 2]),
    ("Colour", 90, 14_000, 15, &[0, 2]),
    ("Blow-dry", 30, 4000, 5, &[1, 2]),
    ("Bridal consultation", 60, 0, 0, &[0]),
    ("Curl-care class", 90, 3500, 15, &[1]),
];

struct Salon {
    zone: Zone,
    today: Date,
    members: Vec<i64>,
    services: Vec<i64>,
    clients: Vec<i64>,
}

pub fn fill(db: &mut Unscoped, secrets: &Secrets, business: &Business) -> AppResult<()> {
    let now = db.now;
    // Whoever looks on does no services.
    let members: Vec<i64> = business.members.iter().take(3).map(|member| member.id).collect();
    let pseudonym = business.members.first().map(|owner| owner.pseudonym.clone()).unwrap_or_default();
    let mut scoped = db.scoped(Reach { pseudonym, ..Reach::system(business.id) });
    let services = offer(&mut scoped, &members)?;
    for (n, member) in members.iter().enumerate() {
        hours::queries::replace_week(&mut scoped, *member, &week(n))?;
    }
    let timezone = crate::bookings::queries::business(&mut scoped)?.timezone;
    let zone = Zone::parse(&timezone).unwrap_or_default();
    let clients = queries::some_contacts(&mut scoped, 60)?;
    scoped.finish()?;
    let salon = Salon { today: local_date(now, &zone), zone, members, services, clients };
    (-6..=12).try_for_each(|days| salon.day(db, secrets, business.id, now, days))?;
    salon.wait(db, secrets, business.id)?;
    queries::forget_old_messages(db)
}

fn offer(db: &mut Scoped, members: &[i64]) -> AppResult<Vec<i64>> {
    let chair = catalogue::queries::insert_resource(db, "Chair", 2)?;
    catalogue::queries::save_rules(
        db,
        &BookingRules {
            intro: "Choose what you would like; we take care of the rest.".into(),
            marketing_words: "Send me offers by e-mail. I can stop that at any time.".into(),
            ..BookingRules::default()
        },
    )?;
    let mut ids = Vec::new();
    for (n, (name, minutes, price, after, by)) in (0i32..).zip(SERVICES) {
        let staff = by.iter().filter_map(|who| members.get(*who)).copied().collect();
        let is_class = name.contains("class");
        let new = NewService {
            name: name.into(),
            description: description(name).into(),
            minutes,
            price: Some(price),
            colour: n,
            buffer_before: 0,
            buffer_after: after,
            notice_minutes: 120,
            window_days: 60,
            daily_cap: None,
            seats: if is_class { 6 } else { 1 },
            needs_confirmation: name.starts_with("Bridal"),
            is_public: true,
            staff,
            resources: if is_class || name.starts_with("Bridal") { Vec::new() } else { vec![chair] },
            questions: questions(name),
            reminders: if is_class { vec![1440] } else { vec![2 * 1440, 180, -1440] },
        };
        ids.push(catalogue::queries::insert(db, &new)?);
    }
    Ok(ids)
}

fn description(name: &str) -> &'static str {
    match name {
        "Cut" => "Wash, cut and a quick dry.",
        "Colour" => "All over or roots, with a wash.",
        "Curl-care class" => "Six people, one basin, a lot of questions.",
        _ => "",
    }
}

fn questions(name: &str) -> Vec<Question> {
    if name != "Colour" {
        return Vec::new();
    }
    let question = |label: &str, kind, choices: &str, required| Question {
        label: label.into(),
        kind,
        choices: choices.into(),
        required,
    };
    vec![
        question("Have you coloured your hair at home lately?", QuestionKind::YesNo, "", true),
        question("How long is it?", QuestionKind::Choice, "Short\nTo the shoulder\nLonger", false),
    ]
}

/// The owner and the youngest from Tuesday to Saturday, the manager from Monday to Friday.
fn week(member: usize) -> hours::model::Week {
    let works = |day: usize| if member == 1 { day < 5 } else { (1..6).contains(&day) };
    let day = vec![Range { from: 9 * 60, to: 12 * 60 + 30 }, Range { from: 13 * 60, to: 17 * 60 + 30 }];
    std::array::from_fn(|n| if works(n) { day.clone() } else { Vec::new() })
}

/// When the bookings of a day begin: minutes of the wall clock, and which service.
const DAY: [(u16, usize); 6] = [(540, 0), (600, 2), (645, 1), (780, 0), (870, 1), (960, 2)];

/// Who waits for Sunday, when nobody works: the service, the client, and the part of the day.
const WAITING: [(usize, usize, Part); 3] =
    [(0, 7, Part::Morning), (1, 19, Part::Any), (2, 31, Part::Evening)];

impl Salon {
    fn wait(&self, db: &mut Unscoped, secrets: &Secrets, workspace: i64) -> AppResult<()> {
        let sunday = self.today.next_occurrence(Weekday::Sunday);
        for (service, client, part) in WAITING {
            let (Some(service), Some(client)) = (self.services.get(service), self.clients.get(client)) else {
                continue;
            };
            let span = Span { first: sunday, last: sunday, part };
            let wish = Wish { services: vec![*service], member: None, span };
            let new = NewWait::new(secrets, Waiter::Contact(*client), wish, &self.zone)?;
            waitlist::queries::insert(&mut db.scoped(Reach::system(workspace)), &new)?;
        }
        // As with bookings: the demo's record of who did what begins with its owner.
        Ok(())
    }

    fn day(
        &self,
        db: &mut Unscoped,
        secrets: &Secrets,
        workspace: i64,
        now: Instant,
        days: i64,
    ) -> AppResult<()> {
        let day = self.today + Duration::days(days);
        if day.weekday() == Weekday::Sunday {
            return Ok(());
        }
        for (n, (minute, service)) in DAY.iter().enumerate() {
            for (m, member) in self.members.iter().enumerate() {
                // A full house is no house to show free times in.
                let seed = days.rem_euclid(7) as usize + n * 2 + m * 3;
                if seed.is_multiple_of(3) {
                    let start = from_minute_of_day(day, *minute, &self.zone);
                    let client = self.clients.get((seed * 7 + n) % self.clients.len().max(1)).copied();
                    self.book(db, secrets, workspace, now, (*service, *member, client, start))?;
                }
            }
        }
        Ok(())
    }

    /// Made some days before, as bookings are; one that does not fit is left out.
    fn book(
        &self,
        db: &mut Unscoped,
        secrets: &Secrets,
        workspace: i64,
        now: Instant,
        (service, member, client, start): (usize, i64, Option<i64>, Instant),
    ) -> AppResult<()> {
        let Some(service) = self.services.get(service) else { return Ok(()) };
        let mut draft = Draft::new(secrets, vec![*service], start)?;
        draft.member = Some(member);
        draft.client = client.map_or(Client::Nobody, Client::Contact);
        let mut scoped = db.scoped(Reach::system(workspace));
        scoped.now = now.min(start - Duration::days(3));
        if let Outcome::Done(booked) = book::book(&mut scoped, &draft)?
            && start < now
        {
            scoped.now = now.min(start + Duration::hours(2));
            let missed = booked.id % 9 == 0;
            book::set_status(
                &mut scoped,
                booked.id,
                if missed { Status::NoShow } else { Status::Completed },
            )?;
        }
        // The demo's record of who did what begins with its owner.
        Ok(())
    }
}
