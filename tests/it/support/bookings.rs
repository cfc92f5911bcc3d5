//! Businesses that can be booked, and strangers who book: set up through the app's own writes,
//! booked through its own page.

use clientsync::bookings::book::{self, Draft, Outcome};
use clientsync::bookings::catalogue::{self, BookingRules, NewService, Question};
use clientsync::bookings::hours;
use clientsync::bookings::slots::Range;
use clientsync::civil::{WallClock, Zone, iso, local_date, on_wall_clock};
use clientsync::clock::Instant;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use time::{Duration, Time};

use super::actors::Shop;
use super::app::TestApp;
use super::client::{Answer, Browser};

pub struct Offered(NewService);

/// Half an hour that anybody may book at once, up to two months ahead.
pub fn service(name: &str) -> Offered {
    Offered(NewService {
        name: name.into(),
        description: String::new(),
        minutes: 30,
        price: Some(4500),
        colour: 0,
        buffer_before: 0,
        buffer_after: 0,
        notice_minutes: 0,
        window_days: 60,
        daily_cap: None,
        seats: 1,
        needs_confirmation: false,
        is_public: true,
        staff: Vec::new(),
        resources: Vec::new(),
        questions: Vec::new(),
        reminders: vec![1440],
    })
}

impl Offered {
    pub fn minutes(mut self, minutes: i32) -> Self {
        self.0.minutes = minutes;
        self
    }

    pub fn by(mut self, members: &[i64]) -> Self {
        self.0.staff = members.to_vec();
        self
    }

    pub fn seats(mut self, seats: i32) -> Self {
        self.0.seats = seats;
        self
    }

    pub fn needs(mut self, resource: i64) -> Self {
        self.0.resources.push(resource);
        self
    }

    pub fn asks_first(mut self) -> Self {
        self.0.needs_confirmation = true;
        self
    }

    pub fn asking(mut self, question: Question) -> Self {
        self.0.questions.push(question);
        self
    }

    pub fn with(mut self, change: impl FnOnce(&mut NewService)) -> Self {
        change(&mut self.0);
        self
    }
}

pub fn chicago() -> Zone {
    Zone::parse("America/Chicago").unwrap()
}

impl Shop<'_> {
    pub fn offers(&self, service: Offered) -> i64 {
        self.inside(|db| catalogue::queries::insert(db, &service.0))
    }

    /// From nine to five on every day of the week.
    pub fn works(&self, member: i64) {
        let week = std::array::from_fn(|_| vec![Range { from: 9 * 60, to: 17 * 60 }]);
        self.inside(|db| hours::queries::replace_week(db, member, &week));
    }

    pub fn has(&self, resource: &str, quantity: i32) -> i64 {
        self.inside(|db| catalogue::queries::insert_resource(db, resource, quantity))
    }

    pub fn takes_bookings_so(&self, change: impl FnOnce(&mut BookingRules)) {
        self.inside(|db| {
            let mut rules = catalogue::queries::rules(db)?;
            change(&mut rules);
            catalogue::queries::save_rules(db, &rules)
        });
    }

    pub fn slug(&self) -> String {
        self.inside(|db| Ok(clientsync::bookings::queries::business(db)?.slug))
    }

    /// So many days from today, at this hour on the business's wall clock.
    pub fn at(&self, days: i64, hour: u8, minute: u8) -> Instant {
        let zone = chicago();
        let day = local_date(self.app.services.clock.now(), &zone) + Duration::days(days);
        match on_wall_clock(day, Time::from_hms(hour, minute, 0).unwrap(), &zone) {
            WallClock::Once(at) => at,
            other => panic!("{other:?}"),
        }
    }

    /// A booking by the business itself, through the one write that makes them.
    pub fn books(&self, services: &[i64], start: Instant, change: impl FnOnce(&mut Draft)) -> i64 {
        let mut draft = Draft::new(&self.app.services.secrets, services.to_vec(), start).unwrap();
        change(&mut draft);
        match self.inside(|db| book::book(db, &draft)) {
            Outcome::Done(booked) => booked.id,
            Outcome::Taken(why) => panic!("{why:?}"),
        }
    }

    /// A stranger's browser on the booking page.
    pub fn stranger(&self) -> Stranger {
        Stranger { browser: self.app.visitor(), slug: self.slug() }
    }

    pub fn count(&self, sql: &str) -> i64 {
        count(self.app, &sql.replace("{}", &self.workspace_id.to_string()))
    }
}

pub fn count(app: &TestApp, sql: &str) -> i64 {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    let sql = format!("SELECT count(*) AS n {sql}");
    app.services.db.read_now(|conn| Ok(diesel::sql_query(sql).get_result::<Count>(conn)?.n)).unwrap()
}

/// Somebody without an account who books.
pub struct Stranger {
    pub browser: Browser,
    pub slug: String,
}

/// What a form of the booking page was handed out with.
#[derive(Clone)]
pub struct Handed {
    pub fields: Vec<(String, String)>,
}

impl Stranger {
    /// The same page of another server.
    pub fn at(mut self, app: &TestApp) -> Self {
        self.browser = app.visitor();
        self
    }

    /// The same person in the same browser, for another thread.
    pub fn copy(&self) -> Self {
        Self { browser: self.browser.copy(), slug: self.slug.clone() }
    }

    pub fn path(&self) -> String {
        format!("/w/{}/book", self.slug)
    }

    pub fn details(&self, service: i64, staff: &str, start: Instant) -> Answer {
        self.browser.get(&format!("{}?service={service}&staff={staff}&start={}", self.path(), iso(start)))
    }

    /// Opens the details of a time and fills the form, without sending it yet.
    pub fn fills(&self, service: i64, staff: &str, start: Instant, name: &str, email: &str) -> Handed {
        let page = self.details(service, staff, start);
        assert_eq!(page.status, 200, "{}", page.summary());
        let form = page.value("form");
        assert!(!form.is_empty(), "no form: {}", page.words());
        let pairs = [
            ("service", service.to_string()),
            ("staff", staff.to_owned()),
            ("start", iso(start)),
            ("form", form),
            ("name", name.to_owned()),
            ("email", email.to_owned()),
        ];
        Handed { fields: pairs.map(|(name, value)| (name.to_owned(), value)).to_vec() }
    }

    pub fn sends(&self, form: &Handed) -> Answer {
        let fields: Vec<(&str, &str)> = form.fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        self.browser.post(&self.path(), &fields)
    }
}

impl Handed {
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|(known, _)| known != name);
        self.fields.push((name.into(), value.into()));
        self
    }
}

/// The path of the client's page that a booking led to.
pub fn own_page(booked: &Answer) -> String {
    assert_eq!(booked.status, 303, "{}", booked.summary());
    let to = booked.location();
    assert!(to.starts_with("/b/"), "{to}");
    to.split('?').next().unwrap().to_owned()
}
